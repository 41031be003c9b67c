#include "codecs/subtitles/mov_text.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "codecs/libav.hpp"
#include "codecs/subtitles/ass_script.hpp"
#include "codecs/subtitles/style.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::subtitles {
namespace {

constexpr std::size_t most_text = 65'535;  // bytes of a sample, which has 16 bits for their number

class Encoder {
 public:
  explicit Encoder(Size picture) : codec_(make_encoder("mov_text")) {
    const auto size = std::min(double(picture.height) * font_points / points_of_height, 255.0);  // of 8 bits
    const auto header = ass_header({picture, "Sans", size, 1});
    codec_->time_base = {1, 1000};
    codec_->width = picture.width;
    codec_->height = picture.height;
    codec_->subtitle_header = av_made(reinterpret_cast<std::uint8_t*>(av_strdup(header.c_str())));
    codec_->subtitle_header_size = static_cast<int>(header.size());
    av_check(avcodec_open2(codec_.get(), nullptr, nullptr), {}, "opening the encoder of timed text");
  }

  std::vector<std::uint8_t> description() const {
    return {codec_->extradata, codec_->extradata + codec_->extradata_size};
  }

  std::vector<std::uint8_t> encode(const std::vector<Line>& lines) {
    auto event = "0,0,Default,,0,0,0,," + ass_text(lines, Braces::as_they_are);
    AVSubtitleRect rect{};
    rect.type = SUBTITLE_ASS;
    rect.ass = event.data();
    AVSubtitleRect* rects = &rect;
    AVSubtitle subtitle{};
    subtitle.num_rects = 1;
    subtitle.rects = &rects;
    std::vector<std::uint8_t> bytes(event.size() * 16 + 1024);  // 12 for each change of look
    const int size = avcodec_encode_subtitle(codec_.get(), bytes.data(), static_cast<int>(bytes.size()), &subtitle);
    bytes.resize(static_cast<std::size_t>(av_check(size, {}, "encoding timed text")));
    return bytes;
  }

 private:
  Codec codec_;
};

/// The numbers of the cues that begin or end at each time.
struct Changes {
  std::vector<std::size_t> begin, end;
};

std::map<std::int64_t, Changes> changes_of(const Subtitles& subtitles, std::int64_t film_ms) {
  std::map<std::int64_t, Changes> changes{{0, {}}, {film_ms, {}}};
  for (std::size_t i = 0; i < subtitles.cues.size(); ++i) {
    const auto& cue = subtitles.cues[i];
    if (cue.begin_ms < 0 || cue.end_ms <= cue.begin_ms || cue.end_ms > film_ms)
      throw Error(ExitCode::material, Message("T2860", "cue {1}, of line {2}, does not stand within the film",
                                              {std::to_string(i + 1), std::to_string(cue.source_line)}));
    changes[cue.begin_ms].begin.push_back(i);
    changes[cue.end_ms].end.push_back(i);
  }
  return changes;
}

std::vector<Line> lines_of(const Subtitles& subtitles, const std::set<std::size_t>& shown) {
  std::vector<Line> lines;
  std::size_t bytes = 0;
  for (const auto i : shown)
    for (const auto& line : subtitles.cues[i].lines) {
      bytes += text_of(line).size() + 1;
      if (bytes > most_text)
        throw Error(ExitCode::material,
                    Message("T2863", "too much text at one time from cue {1} on; look for cues that do not end",
                            {std::to_string(*shown.begin() + 1)}));
      lines.push_back(line);
    }
  return lines;
}

}  // namespace

MovText encode_mov_text(const Subtitles& subtitles, Size picture, std::int64_t film_ms) {
  Encoder encoder(picture);
  MovText track{encoder.description(), {}};
  const auto changes = changes_of(subtitles, film_ms);
  std::set<std::size_t> shown;
  for (auto change = changes.begin(); std::next(change) != changes.end(); ++change) {
    const auto& [time, what] = *change;
    for (const auto i : what.end) shown.erase(i);
    shown.insert(what.begin.begin(), what.begin.end());
    const std::vector<std::uint8_t> nothing(2);  // a length of 0
    track.packets.push_back(
        {time, std::next(change)->first - time, shown.empty() ? nothing : encoder.encode(lines_of(subtitles, shown))});
  }
  return track;
}

std::string mov_language(const std::string& language) {
  static const std::map<std::string, std::string> codes{{"az", "aze"}, {"de", "deu"}, {"en", "eng"}, {"fr", "fra"},
                                                        {"hy", "hye"}, {"ka", "kat"}, {"kk", "kaz"}, {"ky", "kir"},
                                                        {"mn", "mon"}, {"ru", "rus"}, {"tg", "tgk"}, {"tk", "tuk"},
                                                        {"tr", "tur"}, {"uk", "ukr"}, {"uz", "uzb"}};
  const auto first = language.substr(0, language.find('-'));
  const auto known = codes.find(first);
  if (known != codes.end()) return known->second;
  return first.size() == 3 ? first : "und";
}

}  // namespace tasma::codecs::subtitles
