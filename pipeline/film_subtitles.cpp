#include "pipeline/film_subtitles.hpp"

#include <algorithm>

#include "codecs/digest.hpp"
#include "codecs/subtitles/check.hpp"
#include "codecs/subtitles/read.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::pipeline {

namespace subtitles = codecs::subtitles;
namespace {

subtitles::Subtitles read(const SubtitlesJob& asked) {
  if (!asked.language.empty() && !subtitles::is_language_tag(asked.language))
    throw Error(ExitCode::usage, Message("T4126", "{1} is no language; give a tag of BCP 47, such as kk or uz-Cyrl",
                                         {printable(std::string_view(asked.language))}));
  auto read = subtitles::read_subtitles(asked.file, asked.encoding, asked.language);
  if (read.language.empty())
    throw Error(ExitCode::usage, Message("T4125", "{1}: nobody says in which language; give --subtitle-language",
                                         {printable(asked.file)}));
  return read;
}

}  // namespace

std::vector<std::string> subtitle_languages(std::span<const SubtitlesJob> asked) {
  std::vector<std::string> languages;
  for (const auto& one : asked) {
    languages.push_back(read(one).language);
    if (std::ranges::count(languages, languages.back()) > 1)
      throw Error(ExitCode::usage, Message("T4150", "{1}: there are other subtitles in {2}; give each its own language",
                                           {printable(one.file), languages.back()}));
  }
  return languages;
}

std::vector<codecs::CopySubtitles> film_subtitles(std::span<const SubtitlesJob> asked, const Rational& rate,
                                                  std::int64_t frames, std::vector<Finding>& findings) {
  std::vector<codecs::CopySubtitles> film;
  for (const auto& one : asked) {
    const auto timed_at = one.timed_at.known() ? one.timed_at : rate;
    film.push_back({subtitles::on_film(read(one), {timed_at, rate, one.offset_s}),
                    std::make_shared<const subtitles::Font>(one.font.empty() ? subtitles::default_font() : one.font)});
    const auto& [cues, font] = film.back();
    std::ranges::move(subtitles::check_subtitles(cues, {rate, frames}, one.file), std::back_inserter(findings));
    std::ranges::move(subtitles::missing_characters(cues, *font, one.file), std::back_inserter(findings));
  }
  return film;
}

std::string line_of(const SubtitlesJob& asked) {
  const auto font = asked.font.empty() ? codecs::subtitles::default_font() : asked.font;
  return hex(codecs::sha256_of(asked.file)) + " language " + asked.language + " encoding " + asked.encoding + " rate " +
         to_string(asked.timed_at) + " offset " + to_string(asked.offset_s) + " font " + hex(codecs::sha256_of(font));
}

}  // namespace tasma::pipeline
