#include <algorithm>
#include <set>

#include "codecs/libav.hpp"
#include "codecs/subtitles/ass_text.hpp"
#include "codecs/subtitles/encoding.hpp"
#include "codecs/subtitles/readers.hpp"
#include "codecs/subtitles/webvtt.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::subtitles {
namespace {

/// Text that libav reads from memory.
struct Memory {
  std::string_view text;
  std::size_t at = 0;

  static int read(void* self, std::uint8_t* into, int size) {
    auto& memory = *static_cast<Memory*>(self);
    const auto some = memory.text.substr(memory.at, static_cast<std::size_t>(size));
    if (some.empty()) return AVERROR_EOF;
    std::ranges::copy(some, into);
    memory.at += some.size();
    return static_cast<int>(some.size());
  }

  static std::int64_t seek(void* self, std::int64_t offset, int whence) {
    auto& memory = *static_cast<Memory*>(self);
    const auto size = static_cast<std::int64_t>(memory.text.size());
    if (whence == AVSEEK_SIZE) return size;
    if (whence == SEEK_CUR) offset += static_cast<std::int64_t>(memory.at);
    if (whence == SEEK_END) offset += size;
    if (offset < 0 || offset > size) return AVERROR(EINVAL);
    memory.at = static_cast<std::size_t>(offset);
    return offset;
  }
};

void free_memory_io(AVIOContext* io) noexcept {
  av_freep(&io->buffer);
  avio_context_free(&io);
}
using MemoryIo = Handle<AVIOContext, free_memory_io>;

void close_memory_demuxer(AVFormatContext* demuxer) noexcept { avformat_close_input(&demuxer); }  // not its io
using MemoryDemuxer = Handle<AVFormatContext, close_memory_demuxer>;

MemoryIo make_io(Memory& memory) {
  constexpr int block = 4096;
  auto* const buffer = av_made(static_cast<std::uint8_t*>(av_malloc(block)));
  auto* const io = avio_alloc_context(buffer, block, 0, &memory, Memory::read, nullptr, Memory::seek);
  if (!io) av_free(buffer);
  return MemoryIo(av_made(io));
}

MemoryDemuxer open(AVIOContext& io, const char* format, const std::string& shown) {
  auto* demuxer = av_made(avformat_alloc_context());
  demuxer->pb = &io;
  const int result = avformat_open_input(&demuxer, nullptr, av_find_input_format(format), nullptr);
  av_check(result, shown, "reading subtitles");
  return MemoryDemuxer(demuxer);
}

struct Times {
  std::int64_t begin_ms, end_ms;
};

/// "00:00:05,000 --> 00:00:07,000 ..."
std::optional<Times> times_of_arrow(std::string_view line, Hours hours) {
  const auto pass_blanks = [&] { line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size())); };
  pass_blanks();
  const auto begin = take_time(line, hours);
  pass_blanks();
  if (!begin || !line.starts_with("-->")) return std::nullopt;
  line.remove_prefix(3);
  pass_blanks();
  const auto end = take_time(line, hours);
  if (!end || (!line.empty() && line.front() != ' ' && line.front() != '\t')) return std::nullopt;
  return Times{*begin, *end};
}

/// "Dialogue: 0,0:00:05.00,0:00:07.00,..."
std::optional<Times> times_of_event(std::string_view line) {
  line.remove_prefix(std::min(line.find(','), line.size() - 1) + 1);
  const auto begin = take_time(line, Hours::needed);
  if (!begin || !line.starts_with(',')) return std::nullopt;
  line.remove_prefix(1);
  const auto end = take_time(line, Hours::needed);
  return end && line.starts_with(',') ? std::optional(Times{*begin, *end}) : std::nullopt;
}

std::string_view line_at(std::string_view text, std::size_t at) { return text.substr(at, text.find('\n', at) - at); }

Hours hours_of(TextFormat format) { return format == TextFormat::webvtt ? Hours::optional : Hours::needed; }

/// libav takes a line of times that it does not understand for text of the cue before.
void check_arrows(std::string_view text, TextFormat format, const std::string& shown) {
  for (auto arrow = text.find("-->"); arrow != text.npos; arrow = text.find("-->", arrow + 3)) {
    const auto line = line_at(text, text.rfind('\n', arrow) + 1);  // npos + 1 is the beginning
    if (!times_of_arrow(line, hours_of(format)))
      throw Error(ExitCode::material,
                  Message("T2808", "{1}: line {2} is no line of times; write it as 00:01:02,500 --> 00:01:04,000",
                          {shown, std::to_string(LineNumbers(text).of(arrow))}));
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

std::optional<std::int64_t> take_time(std::string_view& text, Hours hours) {
  auto rest = text;
  const auto take_number = [&](std::size_t most) -> std::optional<std::int64_t> {
    const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits == 0 || digits > most) return std::nullopt;
    std::int64_t number = 0;
    for (std::size_t i = 0; i < digits; ++i) number = number * 10 + (rest[i] - '0');
    rest.remove_prefix(digits);
    return number;
  };
  std::int64_t seconds = 0;
  for (int part = 0;; ++part) {
    const auto number = take_number(4);
    if (!number || (part > 0 && *number > 59)) return std::nullopt;
    seconds = seconds * 60 + *number;
    if (part == 2 || !rest.starts_with(':')) {
      if (part == 0 || (part == 1 && hours == Hours::needed)) return std::nullopt;
      break;
    }
    rest.remove_prefix(1);
  }
  if (!rest.starts_with('.') && !rest.starts_with(',')) return std::nullopt;
  rest.remove_prefix(1);
  const auto before = rest.size();
  auto fraction = take_number(3);
  if (!fraction) return std::nullopt;
  for (auto digits = before - rest.size(); digits < 3; ++digits) *fraction *= 10;
  text = rest;
  return seconds * 1000 + *fraction;
}

Subtitles read_timed_text(const std::string& text, TextFormat format, const std::string& shown) {
  if (format != TextFormat::ass) check_arrows(text, format, shown);
  Memory memory{text};
  const auto io = make_io(memory);
  const auto demuxer = open(*io, demuxer_of(format), shown);
  Subtitles subtitles;
  if (demuxer->nb_streams == 0) return subtitles;
  Reader reader(*demuxer->streams[0], text, format, shown);
  const auto packet = make_packet();
  while (true) {
    const int result = av_read_frame(demuxer.get(), packet.get());
    if (result == AVERROR_EOF) return subtitles;
    av_check(result, shown, "reading subtitles");
    if (packet->size > 0) reader.take(*packet, subtitles.cues);
    av_packet_unref(packet.get());
    check_count(subtitles.cues.size(), shown);
  }
}

}  // namespace tasma::codecs::subtitles
