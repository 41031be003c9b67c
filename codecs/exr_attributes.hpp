#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codecs/input_file.hpp"

namespace tasma::codecs {

// What an OpenEXR file says of its own sizes, read byte by byte before the library sees it: the library asks for memory
// as the attributes say. Source: "The OpenEXR File Layout", openexr.com: version field, header attributes, predefined
// attribute types, offset tables and chunks; numbers are little-endian.

struct ExrChannel {
  enum class Type : std::uint32_t { integers, halves, floats };
  std::string name;  // "R", "left.Z"
  Type type = Type::halves;
  std::int32_t across = 1, down = 1;  // a sample every so many pixels
};

/// The attributes that say how large things are.
struct ExrAttributes {
  std::uint32_t version = 0;                         // and flags
  std::array<std::int64_t, 4> window{0, 0, -1, -1};  // left, top, right and bottom pixel
  std::vector<ExrChannel> channels;
  std::uint8_t compression = 0;
  std::optional<std::array<std::uint32_t, 2>> tile;  // width and height
  std::size_t bytes = 0;                             // of the header
};

bool is_exr(std::span<const std::uint8_t> head);

/// Nothing: the header is not whole, or an attribute says that it reaches beyond the file. Throws Error(io).
std::optional<ExrAttributes> read_exr_attributes(const ByteSource& file);

/// Bytes in the order they stand, little-endian. What reads beyond their end gives zeros and is no longer good.
class ExrBytes {
 public:
  explicit ExrBytes(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  bool good() const { return good_; }
  std::size_t left() const { return bytes_.size() - at_; }
  std::size_t at() const { return at_; }

  std::span<const std::uint8_t> take(std::size_t count) {
    good_ = good_ && count <= left();
    if (!good_) return {};
    at_ += count;
    return bytes_.subspan(at_ - count, count);
  }
  template <class T>
  T number() {
    T value{};
    if (const auto raw = take(sizeof value); good_) std::memcpy(&value, raw.data(), sizeof value);
    return value;
  }
  std::string text() {  // up to a zero byte
    const auto rest = bytes_.subspan(at_);
    const auto length = static_cast<std::size_t>(std::ranges::find(rest, 0) - rest.begin());
    const auto raw = take(length + 1);
    return good_ ? std::string(raw.begin(), raw.end() - 1) : std::string();
  }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
  bool good_ = true;
};

}  // namespace tasma::codecs
