#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>
#include <span>

namespace tasma {

struct Size {
  int width = 0;   // pixels
  int height = 0;  // pixels
  bool operator==(const Size&) const = default;
};

struct Rectangle {
  int x = 0, y = 0;  // of the upper left corner, pixels
  Size size;
  bool operator==(const Rectangle&) const = default;
};

/// The samples of one picture in the scan's own code values: 1-4 planes (grey or R, G, B; then alpha) of 16 bits, the
/// depth beside them. Moves; copies only by copy(). The memory is shared, so that it can be lent for longer.
class Image {
 public:
  static constexpr std::size_t alignment = 64;  // bytes; every row starts at a multiple

  /// Samples are 0, also those of the padding behind each row. Size, planes and depth are the caller's to check.
  Image(Size size, int planes, int depth) : Image(size, planes, depth, Filled::later) {
    std::fill_n(samples_.get(), count(), Sample{0});
  }
  Image(Image&&) noexcept = default;
  Image& operator=(Image&&) noexcept = default;

  /// For a caller who writes every sample: they are anything. The padding behind each row is 0.
  static Image to_be_filled(Size size, int planes, int depth) {
    Image image(size, planes, depth, Filled::later);
    const auto pitch = image.stride() / sizeof(Sample);
    for (std::size_t at = 0; at < image.count(); at += pitch)
      std::fill_n(image.samples_.get() + at + image.width(), pitch - image.width(), Sample{0});
    return image;
  }

  Image copy() const {
    Image twin(size_, planes_, depth_, Filled::later);
    std::copy_n(samples_.get(), count(), twin.samples_.get());
    return twin;
  }

  Size size() const { return size_; }
  int planes() const { return planes_; }
  int colours() const { return planes_ - (planes_ % 2 == 0); }  // planes without alpha
  int depth() const { return depth_; }                          // bits in use, 8-16
  std::size_t stride() const { return (width() * sizeof(Sample) + alignment - 1) / alignment * alignment; }  // bytes
  std::size_t bytes() const { return count() * sizeof(Sample); }
  std::span<const std::uint16_t> row(int plane, int y) const { return {samples_.get() + start_of(plane, y), width()}; }
  std::span<std::uint16_t> row(int plane, int y) { return {samples_.get() + start_of(plane, y), width()}; }

  /// Keeps the samples alive for a borrower that may outlive the image.
  std::shared_ptr<const std::uint16_t[]> share() const { return samples_; }

 private:
  using Sample = std::uint16_t;
  enum class Filled { later };
  Image(Size size, int planes, int depth, Filled)
      : size_(size),
        planes_(planes),
        depth_(depth),
        samples_(new (std::align_val_t{alignment}) Sample[count()], free) {}
  static void free(Sample* samples) { ::operator delete[](samples, std::align_val_t{alignment}); }
  std::size_t width() const { return static_cast<std::size_t>(size_.width); }
  std::size_t count() const { return start_of(planes_, 0); }
  std::size_t start_of(int plane, int y) const {
    return static_cast<std::size_t>(plane * size_.height + y) * (stride() / sizeof(Sample));
  }

  Size size_;
  int planes_;
  int depth_;
  std::shared_ptr<Sample[]> samples_;
};

/// Same size, planes, depth and samples.
inline bool same_samples(const Image& a, const Image& b) {
  if (a.size() != b.size() || a.planes() != b.planes() || a.depth() != b.depth()) return false;
  for (int plane = 0; plane < a.planes(); ++plane)
    for (int y = 0; y < a.size().height; ++y)
      if (!std::ranges::equal(a.row(plane, y), b.row(plane, y))) return false;
  return true;
}

}  // namespace tasma
