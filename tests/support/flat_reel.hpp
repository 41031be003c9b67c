#pragma once

#include <algorithm>
#include <atomic>
#include <numeric>
#include <vector>

#include "pipeline/core/error.hpp"
#include "pipeline/core/source.hpp"

namespace tasma::support {

constexpr std::int64_t first_number = 86'400;  // as in the file name of a reel's first frame

inline Image flat_image(int level, int planes = 1, Size size = {8, 6}, int depth = 10) {
  Image image(size, planes, depth);
  for (int plane = 0; plane < planes; ++plane)
    for (int y = 0; y < size.height; ++y) std::ranges::fill(image.row(plane, y), static_cast<std::uint16_t>(level));
  return image;
}

inline int level_of(const Image& image) { return image.row(0, 0)[0]; }

/// A reel of flat frames: the level is 10 times the position, modulo the code range. Can break at one position.
class FlatReel final : public FrameSource {
 public:
  explicit FlatReel(int length, Size size = {8, 6}) : numbers_(static_cast<std::size_t>(length)) {
    std::iota(numbers_.begin(), numbers_.end(), first_number);
    stream_ = {size, 1, 10, {24, 1}, {1, 1}, {}, {}};
  }
  const StreamInfo& stream() const override { return stream_; }
  std::span<const std::int64_t> numbers() const override { return numbers_; }
  Frame read(std::int64_t position) const override {
    ++reads;
    if (position == broken) throw Error(ExitCode::material, Message("T9001", "this frame is broken"));
    return {numbers_.at(static_cast<std::size_t>(position)), position,
            flat_image(static_cast<int>(10 * position % 1024), 1, stream_.size)};
  }

  std::int64_t broken = -1;
  mutable std::atomic<int> reads = 0;

 private:
  StreamInfo stream_;
  std::vector<std::int64_t> numbers_;
};

}  // namespace tasma::support
