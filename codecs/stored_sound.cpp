#include "codecs/stored_sound.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "codecs/wave.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

using View = std::span<const std::uint8_t>;

[[noreturn]] void refuse(const char* why) {
  throw Error(ExitCode::material,
              Message("T2462", "a sound file whose beginning is kept cannot be put together: {1}", {why}));
}

std::uint32_t number(View bytes, std::size_t at, std::size_t size, bool big_endian) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | bytes[at + (big_endian ? i : size - 1 - i)];
  return value;
}

bool is_at(View bytes, std::size_t at, const char* name) {
  return at + 4 <= bytes.size() && std::memcmp(bytes.data() + at, name, 4) == 0;
}

/// The content of the first chunk of that name, as far as it is there.
std::optional<View> chunk(View bytes, const char* name, bool big_endian) {
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const auto data = bytes.subspan(at + 8);
    const std::size_t size = number(bytes, at + 4, 4, big_endian);
    if (is_at(bytes, at, name)) return data.first(std::min(size, data.size()));
    if (size >= data.size()) break;
    at += 8 + size + size % 2;
  }
  return std::nullopt;
}

StoredSound wave(View bytes) {
  const auto chunk_of_format = chunk(bytes, "fmt ", false);
  if (!chunk_of_format || chunk_of_format->size() < least_wave_format) refuse("it has no fmt chunk");
  const auto format = read_wave_format(*chunk_of_format);
  const auto codec = wave_codec(format);
  if (codec.empty()) refuse("it is WAV of another coding than PCM, or its fmt chunk is damaged");
  return {codec, format.block / format.channels * 8};
}

StoredSound aiff(View bytes) {
  const auto common = chunk(bytes, "COMM", true);
  if (!common || common->size() < 18) refuse("it has no COMM chunk before its samples");
  const auto bits = static_cast<int>(number(*common, 6, 2, true) + 7) / 8 * 8;
  if (bits < 8 || bits > 32) refuse("its samples are not of 8, 16, 24 or 32 bits");
  const bool is_aiff_c = is_at(bytes, 8, "AIFC");
  const auto coding = [&](const char* name) { return is_aiff_c && is_at(*common, 18, name); };
  if (coding("raw ") && bits == 8) return {"pcm_u8", bits};
  if (is_aiff_c && !coding("sowt") && !coding("NONE") && !coding("twos"))
    refuse("it is AIFF-C of another coding than PCM");
  const char* order = bits == 8 ? "" : coding("sowt") ? "le" : "be";
  return {"pcm_s" + std::to_string(bits) + order, bits};
}

}  // namespace

StoredSound stored_sound(View before_samples) {
  if (begins_as_wave(before_samples)) return wave(before_samples);
  const bool is_aiff = is_at(before_samples, 8, "AIFF") || is_at(before_samples, 8, "AIFC");
  if (is_at(before_samples, 0, "FORM") && is_aiff) return aiff(before_samples);
  refuse("it is neither WAV nor AIFF");
}

}  // namespace tasma::codecs
