#include "codecs/ffv1_record.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

extern "C" {
#include <libavutil/crc.h>
}

namespace tasma::codecs {
namespace {

struct Malformed {};  // never leaves this file

/// The CRC-32 of FFV1: of bytes followed by their own CRC it is 0, also with zeros behind.
std::uint32_t crc_of(std::span<const std::uint8_t> bytes) {
  return av_crc(av_crc_get_table(AV_CRC_32_IEEE), 0, bytes.data(), bytes.size());
}

using States = std::array<std::uint8_t, 32>;
constexpr States fresh_states() {
  States states{};
  states.fill(128);
  return states;
}

/// The range decoder of RFC 9043, 3.8.1, with the default state transitions.
class RangeDecoder {
 public:
  explicit RangeDecoder(std::span<const std::uint8_t> bytes) : bytes_(bytes) {
    low_ = next() << 8;
    low_ |= next();
  }

  bool bit(std::uint8_t& state) {
    const unsigned share = (range_ * state) >> 8;
    range_ -= share;
    const bool one = low_ >= range_;
    if (one) {
      low_ -= range_;
      range_ = share;
      state = after_one()[state];
    } else {
      state = static_cast<std::uint8_t>(256 - after_one()[256 - state]);
    }
    if (range_ < 0x100) {
      range_ <<= 8;
      low_ = low_ << 8 | next();
    }
    return one;
  }

  int symbol(States& states, bool is_signed = false) {
    if (bit(states[0])) return 0;
    int exponent = 0;
    while (bit(states[static_cast<std::size_t>(1 + std::min(exponent, 9))]))
      if (++exponent > 30) throw Malformed();
    unsigned value = 1;
    for (int i = exponent - 1; i >= 0; --i)
      value = value * 2 + bit(states[static_cast<std::size_t>(22 + std::min(i, 9))]);
    const bool negative = is_signed && bit(states[static_cast<std::size_t>(11 + std::min(exponent, 10))]);
    return negative ? -static_cast<int>(value) : static_cast<int>(value);
  }

  int symbol(States& states, int least, int most) {
    const int value = symbol(states);
    if (value < least || value > most) throw Malformed();
    return value;
  }

 private:
  /// The default_state_transition of RFC 9043, 3.8.1.3, computed as its figures were: each step goes a twentieth of the
  /// way to certainty, kept between 8 and 248 of 256.
  static const std::array<std::uint8_t, 257>& after_one() {
    static const auto table = [] {
      constexpr std::int64_t one = std::int64_t{1} << 32;
      constexpr auto factor = static_cast<std::int64_t>(0.05 * static_cast<double>(one));
      constexpr int highest = 256 - 8;
      const auto nearer = [](std::int64_t p) { return p + (((one - p) * factor + one / 2) >> 32); };
      std::array<std::uint8_t, 257> next{};
      std::int64_t p = one / 2;
      for (int i = 0, last = 0; i < 128; ++i, p = nearer(p)) {
        const int eighth = std::max(static_cast<int>((256 * p + one / 2) >> 32), last + 1);
        if (last > 0 && last < 256 && eighth <= highest)
          next[static_cast<std::size_t>(last)] = static_cast<std::uint8_t>(eighth);
        last = eighth;
      }
      for (int i = 256 - highest; i <= highest; ++i) {
        auto& state = next[static_cast<std::size_t>(i)];
        if (state != 0) continue;
        const auto eighth = static_cast<int>((256 * nearer((i * one + 128) >> 8) + one / 2) >> 32);
        state = static_cast<std::uint8_t>(std::min(std::max(eighth, i + 1), highest));
      }
      return next;
    }();
    return table;
  }

  unsigned next() {
    if (at_ < bytes_.size()) return bytes_[at_++];
    if (++beyond_ > 2) throw Malformed();  // the coder may look two bytes ahead of what it needs
    return 0;
  }

  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
  int beyond_ = 0;
  unsigned low_ = 0, range_ = 0xFF00;
};

/// Passes over one set of quantization tables; returns how many contexts it makes.
int skip_quantization_tables(RangeDecoder& in) {
  int contexts = 1;
  for (int table = 0; table < 5; ++table) {
    auto states = fresh_states();
    int levels = 0;
    for (int filled = 0; filled < 128; ++levels) filled += in.symbol(states, 0, 127 - filled) + 1;
    contexts *= 2 * levels - 1;
    if (contexts > 32768) throw Malformed();
  }
  return (contexts + 1) / 2;
}

void skip_initial_states(RangeDecoder& in, States& states, std::span<const int> contexts) {
  std::array<States, 32> deltas;
  deltas.fill(fresh_states());
  for (const int count : contexts)
    if (in.bit(states[0]))
      for (int context = 0; context < count; ++context)
        for (auto& delta : deltas) in.symbol(delta, true);
}

Ffv1Record parse(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 8 || crc_of(bytes) != 0) throw Malformed();
  RangeDecoder in(bytes.first(bytes.size() - 4));
  auto states = fresh_states();
  Ffv1Record record;
  record.version = in.symbol(states, 3, 3);
  record.micro_version = in.symbol(states, 0, 255);
  record.coder = in.symbol(states, 0, 2);
  if (record.coder == 2)
    for (int i = 1; i < 256; ++i) in.symbol(states, true);
  record.rgb = in.symbol(states, 0, 1) == 1;
  record.bits = in.symbol(states, 0, 16);
  if (record.bits == 0) record.bits = 8;
  record.chroma = in.bit(states[0]);
  in.symbol(states, 0, 4);  // chroma subsampling
  in.symbol(states, 0, 4);
  record.alpha = in.bit(states[0]);
  record.columns = in.symbol(states, 0, 1023) + 1;
  record.rows = in.symbol(states, 0, 1023) + 1;
  std::array<int, 8> contexts{};
  const auto sets = static_cast<std::size_t>(in.symbol(states, 1, 8));
  for (std::size_t i = 0; i < sets; ++i) contexts[i] = skip_quantization_tables(in);
  skip_initial_states(in, states, std::span(contexts).first(sets));
  record.checked = in.symbol(states) != 0;
  if (record.micro_version > 2) record.intra = in.symbol(states) != 0;
  return record;
}

}  // namespace

std::optional<Ffv1Record> parse_ffv1_record(std::span<const std::uint8_t> record) {
  try {
    return parse(record);
  } catch (const Malformed&) {
    return std::nullopt;
  }
}

bool has_sound_slices(const Ffv1Record& record, std::span<const std::uint8_t> packet) {
  constexpr std::size_t footer = 3 + 1 + 4;  // size, error status, CRC
  int slices = 0;
  for (auto rest = packet; !rest.empty(); ++slices) {  // only the last slice's end is known, so from there
    if (rest.size() < footer) return false;
    const auto tail = rest.last(footer);
    const auto size = footer + (std::size_t{tail[0]} << 16 | std::size_t{tail[1]} << 8 | tail[2]);
    if (size > rest.size() || tail[3] != 0 || crc_of(rest.last(size)) != 0) return false;
    rest = rest.first(rest.size() - size);
  }
  return slices == record.columns * record.rows;
}

}  // namespace tasma::codecs
