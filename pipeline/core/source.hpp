#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "pipeline/core/frame.hpp"
#include "pipeline/core/rational.hpp"

namespace tasma {

enum class Transfer;

/// What all pictures of a stream have in common.
struct StreamInfo {
  Size size;
  int planes = 0;
  int depth = 0;  // bits, 8-16
  Rational rate;  // frames a second
  Rational pixel_aspect{1, 1};
  Transfer transfer{};
  std::string timecode;  // of the first frame, "01:00:00:00"; empty: none
  bool operator==(const StreamInfo&) const = default;
};

/// Pictures by position. Any thread may read any frame at any time.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  virtual const StreamInfo& stream() const = 0;
  virtual std::span<const std::int64_t> numbers() const = 0;  // of all frames, as in the file names, by position

  /// Throws Error: material (damaged, changed since the inventory), io, no_input.
  virtual Frame read(std::int64_t position) const = 0;
};

/// A codec in which each frame stands alone (FFV1, g=1). Any thread may code any frame; the bytes depend on the
/// picture alone.
class FrameCodec {
 public:
  virtual ~FrameCodec() = default;
  virtual CodedFrame encode(const Image& image, std::int64_t pts) const = 0;
  virtual Image decode(const CodedFrame& coded) const = 0;  // throws Error(material) if it does not decode cleanly
};

}  // namespace tasma
