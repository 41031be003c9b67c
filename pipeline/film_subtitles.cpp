#include "pipeline/film_subtitles.hpp"

#include <algorithm>

#include "codecs/digest.hpp"
#include "codecs/subtitles/check.hpp"
#include "codecs/subtitles/read.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::pipeline {

std::optional<codecs::CopySubtitles> film_subtitles(const SubtitlesJob& asked, const Rational& rate,
                                                    std::int64_t frames, std::vector<Finding>& findings) {
  namespace subtitles = codecs::subtitles;
  if (asked.file.empty()) return std::nullopt;
  if (!asked.language.empty() && !subtitles::is_language_tag(asked.language))
    throw Error(ExitCode::usage, Message("T4126", "{1} is no language; give a tag of BCP 47, such as kk or uz-Cyrl",
                                         {printable(std::string_view(asked.language))}));
  auto read = subtitles::read_subtitles(asked.file, asked.encoding, asked.language);
  if (read.language.empty())
    throw Error(ExitCode::usage, Message("T4125", "{1}: nobody says in which language; give --subtitle-language",
                                         {printable(asked.file)}));
  const auto timed_at = asked.timed_at.known() ? asked.timed_at : rate;
  codecs::CopySubtitles film{
      subtitles::on_film(std::move(read), {timed_at, rate, asked.offset_s}),
      std::make_shared<const subtitles::Font>(asked.font.empty() ? subtitles::default_font() : asked.font)};
  std::ranges::move(subtitles::check_subtitles(film.cues, {rate, frames}, asked.file), std::back_inserter(findings));
  std::ranges::move(subtitles::missing_characters(film.cues, *film.font, asked.file), std::back_inserter(findings));
  return film;
}

std::string line_of(const SubtitlesJob& asked) {
  if (asked.file.empty()) return {};
  const auto font = asked.font.empty() ? codecs::subtitles::default_font() : asked.font;
  return hex(codecs::sha256_of(asked.file)) + " language " + asked.language + " encoding " + asked.encoding + " rate " +
         to_string(asked.timed_at) + " offset " + to_string(asked.offset_s) + " font " + hex(codecs::sha256_of(font));
}

}  // namespace tasma::pipeline
