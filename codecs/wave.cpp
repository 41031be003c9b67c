#include "codecs/wave.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "codecs/input_file.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

constexpr int most_chunks = 10'000;  // real files have a dozen; a file of empty chunks would keep us busy for hours
constexpr int format_pcm = 1, format_float = 3, format_extensible = 0xFFFE;

template <class Number>
Number little_endian(std::span<const std::uint8_t> bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = sizeof(Number); i-- > 0;) value = value << 8 | bytes[at + i];
  return static_cast<Number>(value);
}

/// Walks the chunks of one file and keeps what matters.
class Wave {
 public:
  explicit Wave(const std::filesystem::path& path) : file_(path), shown_(printable(path)) {}

  SoundInfo probe() {
    walk();
    if (!format_) refuse(Message("T2322", "{1}: no fmt chunk before the end; copy the file again", {shown_}));
    if (!data_bytes_) refuse(Message("T2323", "{1}: no data chunk before the end; copy the file again", {shown_}));
    return described();
  }

  WaveSamples samples() const { return {data_begin_, data_bytes_.value_or(0)}; }  // after probe()

 private:
  [[noreturn]] static void refuse(Message message) { throw Error(ExitCode::material, std::move(message)); }

  void walk() {
    std::array<std::uint8_t, 12> head{};
    const auto count = file_.read(0, head);
    is_64_ = head[1] != 'I';  // RF64 and BW64, not RIFF
    if (!begins_as_wave(std::span(head).first(count)))
      refuse(Message("T2320", "{1}: no WAV file, it does not begin with RIFF, RF64 or BW64 and WAVE; give PCM in WAV",
                     {shown_}));
    std::uint64_t at = head.size();
    for (int chunks = 0; at + 8 <= file_.size(); ++chunks) {
      if (chunks == most_chunks)
        refuse(
            Message("T2321", "{1}: more than {2} chunks; no sound file has so many", {shown_, std::to_string(chunks)}));
      at = read_chunk(at);
    }
  }

  /// Returns where the next one begins.
  std::uint64_t read_chunk(std::uint64_t at) {
    std::array<std::uint8_t, 8> head{};
    file_.read(at, head);
    const std::string name(head.begin(), head.begin() + 4);
    const auto begin = at + head.size();
    std::uint64_t size = little_endian<std::uint32_t>(head, 4);
    if (name == "data" && is_64_ && size == 0xFFFF'FFFF && data_size_64_) size = *data_size_64_;
    // What follows the sound may be torn; without sound there is no file.
    const bool beyond = size > file_.size() - begin;
    if (beyond && data_bytes_) return file_.size();
    if (beyond)
      refuse(Message(
          "T2324", "{1}: chunk \"{2}\" at byte {3} says {4} bytes, the file ends after {5}; copy it again",
          {shown_, printable(name), std::to_string(at), std::to_string(size), std::to_string(file_.size() - begin)}));
    if (name == "fmt " && !format_) read_format(begin, size);
    if (name == "ds64" && is_64_) read_sizes(begin, size);
    if (name == "data") {
      if (data_bytes_)
        refuse(Message("T2325", "{1}: a second data chunk at byte {2}; join them first", {shown_, std::to_string(at)}));
      data_begin_ = begin;
      data_bytes_ = size;
    }
    return begin + size + size % 2;
  }

  void read_sizes(std::uint64_t begin, std::uint64_t size) {  // EBU Tech 3306: RIFF size, data size, sample count
    std::array<std::uint8_t, 16> sizes{};
    if (size >= sizes.size() && file_.read(begin, sizes) == sizes.size())
      data_size_64_ = little_endian<std::uint64_t>(sizes, 8);
  }

  void read_format(std::uint64_t begin, std::uint64_t size) {
    std::array<std::uint8_t, 40> bytes{};
    const auto told = std::span(bytes).first(std::min<std::uint64_t>(size, bytes.size()));
    if (file_.read(begin, told) < least_wave_format)
      refuse(Message("T2326", "{1}: the fmt chunk at byte {2} is too short; copy the file again",
                     {shown_, std::to_string(begin)}));
    format_ = read_wave_format(told);
  }

  SoundInfo described() const {
    const auto& format = *format_;
    if (format.tag != format_pcm && format.tag != format_float)
      refuse(Message("T2327", "{1}: sound format {2} is not supported; give PCM or 32-bit float",
                     {shown_, std::to_string(format.tag)}));
    if (format.channels < 1 || format.channels > 64 || format.rate < 8'000 || format.rate > 384'000)
      refuse(Message("T2328", "{1}: {2} channels at {3} Hz; 1 to 64 at 8000 to 384000 are read",
                     {shown_, std::to_string(format.channels), std::to_string(format.rate)}));
    const auto codec = wave_codec(format);
    if (codec.empty())
      refuse(Message(
          "T2329", "{1}: {2}-bit samples in {3} bytes; 8, 16, 24 and 32 bits are read, and 32-bit float",
          {shown_, std::to_string(format.bits), std::to_string(format.block) + "/" + std::to_string(format.channels)}));
    if (*data_bytes_ % static_cast<std::uint64_t>(format.block) != 0)
      refuse(Message("T2330", "{1}: {2} bytes of sound end within a sample of {3}; copy the file again",
                     {shown_, std::to_string(*data_bytes_), std::to_string(format.block)}));
    SoundInfo sound;
    sound.file = std::filesystem::absolute(file_.path());
    sound.codec = codec;
    sound.rate = static_cast<int>(format.rate);
    sound.channels = format.channels;
    sound.bits = format.block / format.channels * 8;
    sound.samples = static_cast<std::int64_t>(*data_bytes_ / static_cast<std::uint64_t>(format.block));
    sound.modified_ns = file_.opened().modified_ns;
    sound.size = file_.size();
    return sound;
  }

  InputFile file_;
  std::string shown_;
  bool is_64_ = false;
  std::optional<std::uint64_t> data_size_64_;
  std::optional<WaveFormat> format_;
  std::uint64_t data_begin_ = 0;
  std::optional<std::uint64_t> data_bytes_;
};

}  // namespace

SoundInfo probe_wave(const std::filesystem::path& file) { return Wave(file).probe(); }

WaveSamples find_wave_samples(const std::filesystem::path& file) {
  Wave wave(file);
  wave.probe();
  return wave.samples();
}

WaveFormat read_wave_format(std::span<const std::uint8_t> chunk) {
  WaveFormat format{little_endian<std::uint16_t>(chunk, 0), little_endian<std::uint16_t>(chunk, 2),
                    little_endian<std::uint16_t>(chunk, 12), little_endian<std::uint16_t>(chunk, 14),
                    little_endian<std::uint32_t>(chunk, 4)};
  if (format.tag == format_extensible && chunk.size() >= 40) {
    // The first two bytes of the subformat are the tag, the rest is the same for all that WAVE knows.
    constexpr std::array<std::uint8_t, 14> rest{0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71};
    if (std::ranges::equal(chunk.subspan(26, rest.size()), rest)) format.tag = little_endian<std::uint16_t>(chunk, 24);
  }
  return format;
}

std::string wave_codec(const WaveFormat& format) {
  if (format.channels == 0 || format.block % format.channels != 0) return {};
  const int container = format.block / format.channels * 8;
  if (format.bits > container || format.bits <= container - 8) return {};
  if (format.tag == format_float) return container == 32 ? "pcm_f32le" : "";
  if (format.tag != format_pcm || container > 32 || container < 8) return {};
  return container == 8 ? "pcm_u8" : "pcm_s" + std::to_string(container) + "le";
}

bool begins_as_wave(std::span<const std::uint8_t> head) {
  if (head.size() < 12) return false;
  const std::string_view text(reinterpret_cast<const char*>(head.data()), 12);
  return (text.starts_with("RIFF") || text.starts_with("RF64") || text.starts_with("BW64")) && text.ends_with("WAVE");
}

bool is_wave_extension(std::string_view extension) {
  constexpr std::array<std::string_view, 4> known{"wav", "wave", "bwf", "rf64"};
  return std::ranges::find(known, extension) != known.end();
}

}  // namespace tasma::codecs
