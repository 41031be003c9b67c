#include <algorithm>

#include "codecs/libav.hpp"
#include "codecs/subtitles/ass_text.hpp"
#include "codecs/subtitles/encoding.hpp"
#include "codecs/subtitles/memory_demuxer.hpp"
#include "codecs/subtitles/readers.hpp"
#include "codecs/subtitles/times.hpp"
#include "codecs/subtitles/webvtt.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::subtitles {
namespace {

std::string_view line_at(std::string_view text, std::size_t at) { return text.substr(at, text.find('\n', at) - at); }

Hours hours_of(TextFormat format) { return format == TextFormat::webvtt ? Hours::optional : Hours::needed; }

/// libav takes a line of times that it does not understand for text of the cue before.
void check_arrows(std::string_view text, TextFormat format, const std::string& shown) {
  for (int number = 1; !text.empty(); ++number) {
    const auto line = line_at(text, 0);
    if (line.find("-->") != line.npos && !times_of_arrow(line, hours_of(format)))
      throw Error(ExitCode::material,
                  Message("T2808", "{1}: line {2} is no line of times; write it as 00:01:02,500 --> 00:01:04,000",
                          {shown, std::to_string(number)}));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
}

/// Where the line with the times of a packet begins. libav names its beginning, for WebVTT the end of the cue.
std::size_t line_with_times(std::string_view text, const AVPacket& packet, TextFormat format) {
  const auto at = std::min(static_cast<std::size_t>(std::max<std::int64_t>(packet.pos, 0)), text.size());
  if (format != TextFormat::webvtt) return at;
  const auto arrow = text.rfind("-->", at);
  return arrow == text.npos ? at : text.rfind('\n', arrow) + 1;
}

std::string_view settings_of(const AVPacket& packet) {
  std::size_t size = 0;
  const auto* data = av_packet_get_side_data(&packet, AV_PKT_DATA_WEBVTT_SETTINGS, &size);
  return data ? std::string_view(reinterpret_cast<const char*>(data), size) : std::string_view();
}

struct Events {
  AVSubtitle subtitle{};
  Events() = default;
  ~Events() { avsubtitle_free(&subtitle); }
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;
};

/// The style and the text of "ReadOrder,Layer,Style,Name,MarginL,MarginR,MarginV,Effect,Text".
std::pair<std::string_view, std::string_view> style_and_text(std::string_view event) {
  std::string_view style;
  for (int field = 0; field < 8; ++field) {
    const auto comma = std::min(event.find(','), event.size());
    if (field == 2) style = event.substr(0, comma);
    event.remove_prefix(std::min(comma + 1, event.size()));
  }
  return {style, event};
}

class Reader {
 public:
  Reader(const AVStream& stream, const std::string& text, TextFormat format, const std::string& shown)
      : text_(text), format_(format), shown_(shown), lines_(text), decoder_(make_decoder(stream.codecpar->codec_id)) {
    av_check(avcodec_parameters_to_context(decoder_.get(), stream.codecpar), shown, "reading subtitles");
    decoder_->pkt_timebase = stream.time_base;
    av_check(avcodec_open2(decoder_.get(), nullptr, nullptr), shown, "reading subtitles");
    styles_ = ass_styles({reinterpret_cast<const char*>(decoder_->subtitle_header),
                          static_cast<std::size_t>(decoder_->subtitle_header_size)});
  }

  /// Adds the cues of a packet.
  void take(AVPacket& packet, std::vector<Cue>& cues) {
    const auto begin = line_with_times(text_, packet, format_);
    const auto line = line_at(text_, begin);
    const auto times = format_ == TextFormat::ass ? times_of_event(line) : times_of_arrow(line, hours_of(format_));
    if (!times)
      throw Error(ExitCode::material, Message("T2811", "{1}: no times that can be understood in line {2}",
                                              {shown_, std::to_string(lines_.of(begin))}));
    Events events;
    int got = 0;
    av_check(avcodec_decode_subtitle2(decoder_.get(), &events.subtitle, &got, &packet), shown_, "reading subtitles");
    for (unsigned i = 0; got != 0 && i < events.subtitle.num_rects; ++i) {
      const auto& rect = *events.subtitle.rects[i];
      if (rect.type != SUBTITLE_ASS || !rect.ass) continue;
      const auto [style, event] = style_and_text(rect.ass);
      const auto known = styles_.find(style);
      auto parsed =
          parse_ass_text(event, known == styles_.end() ? AssStyle{} : known->second, format_ == TextFormat::srt);
      if (parsed.lines.empty()) continue;
      if (format_ == TextFormat::webvtt) parsed.place = place_of_webvtt(settings_of(packet));
      cues.push_back({times->begin_ms, times->end_ms, std::move(parsed.lines), parsed.place, lines_.of(begin)});
    }
  }

 private:
  const std::string& text_;
  TextFormat format_;
  const std::string& shown_;
  LineNumbers lines_;
  Codec decoder_;
  AssStyles styles_;
};

const char* demuxer_of(TextFormat format) {
  if (format == TextFormat::ass) return "ass";
  return format == TextFormat::srt ? "srt" : "webvtt";
}

}  // namespace

Subtitles read_timed_text(const std::string& text, TextFormat format, const std::string& shown) {
  if (format != TextFormat::ass) check_arrows(text, format, shown);
  const MemoryDemuxer input(text, demuxer_of(format), shown);
  auto& demuxer = input.demuxer();
  Subtitles subtitles;
  if (demuxer.nb_streams == 0) return subtitles;
  Reader reader(*demuxer.streams[0], text, format, shown);
  const auto packet = make_packet();
  while (true) {
    const int result = av_read_frame(&demuxer, packet.get());
    if (result == AVERROR_EOF) return subtitles;
    av_check(result, shown, "reading subtitles");
    if (packet->size > 0) reader.take(*packet, subtitles.cues);
    av_packet_unref(packet.get());
    check_count(subtitles.cues.size(), shown);
  }
}

}  // namespace tasma::codecs::subtitles
