#include "codecs/dcp/xyz.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "codecs/primaries.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::dcp {
namespace {

constexpr double peak = 48 / 52.37;  // of the display's white: leaves room for other whites (ST 428-1)
constexpr int most_code = 4095;

using Triple = std::array<float, 3>;

/// Codes by light, exactly rounded without a power per sample: light of one bucket (equal exponent and leading 11 bits
/// of the fraction) has at most two codes, and the threshold between them decides.
class Encoder {
 public:
  Encoder() {
    for (int code = 1; code <= most_code; ++code)
      thresholds_[static_cast<std::size_t>(code)] = static_cast<float>(std::pow((code - 0.5) / most_code, 2.6));
    thresholds_.back() = 2;
    for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
      const auto least = std::bit_cast<float>((static_cast<std::uint32_t>(bucket) + first_bucket) << dropped_bits);
      const auto above = std::upper_bound(thresholds_.begin() + 1, thresholds_.end(), least);
      buckets_[bucket] = static_cast<std::uint16_t>(above - thresholds_.begin() - 1);
    }
  }

  std::uint16_t operator()(float light) const {  // 0 <= light < 2
    const auto bits = std::bit_cast<std::uint32_t>(light) >> dropped_bits;
    if (bits < first_bucket) return 0;
    const auto code = buckets_[std::min<std::size_t>(bits - first_bucket, buckets_.size() - 1)];
    return static_cast<std::uint16_t>(code + (light >= thresholds_[code + 1U]));
  }

 private:
  static constexpr int dropped_bits = 12;
  static constexpr std::uint32_t first_bucket = std::bit_cast<std::uint32_t>(0x1p-36F) >> dropped_bits;  // below code 1
  static constexpr std::uint32_t behind_last = std::bit_cast<std::uint32_t>(1.0F) >> dropped_bits;
  std::array<float, most_code + 2> thresholds_{};  // [code]: the least light that has it; one that nothing reaches
  std::array<std::uint16_t, behind_last - first_bucket + 1> buckets_{};
};

struct Tables {
  std::vector<float> light;                        // by display value
  std::array<Triple, 3> matrix{};                  // with the peak
  Encoder encode;                                  // of X, Y or Z
  std::vector<std::array<std::uint16_t, 3>> grey;  // by display value

  explicit Tables(Primaries primaries) : light(65536), grey(65536) {
    const auto xyz_of_rgb = xyz_from_rgb(primaries);
    for (std::size_t value = 0; value < light.size(); ++value)
      light[value] = static_cast<float>(std::pow(static_cast<double>(value) / 65535, 2.4));
    for (std::size_t row = 0; row < 3; ++row)
      for (std::size_t column = 0; column < 3; ++column)
        matrix[row][column] = static_cast<float>(xyz_of_rgb[row][column] * peak);
    for (std::size_t value = 0; value < grey.size(); ++value)
      grey[value] = xyz({light[value], light[value], light[value]});
  }

  std::array<std::uint16_t, 3> xyz(const Triple& rgb) const {
    std::array<std::uint16_t, 3> codes{};
    for (std::size_t row = 0; row < 3; ++row)
      codes[row] = encode(std::max(0.F, matrix[row][0] * rgb[0] + matrix[row][1] * rgb[1] + matrix[row][2] * rgb[2]));
    return codes;
  }
};

const Tables& tables_of(Primaries primaries) {
  static const std::array<Tables, 4> tables{Tables(Primaries::bt709), Tables(Primaries::p3_d65),
                                            Tables(Primaries::p3_dci), Tables(Primaries::bt2020)};
  return tables.at(static_cast<std::size_t>(primaries));
}

int even(int length) { return length / 2 * 2; }

Rectangle middle(Size picture, Size container) {
  return {even((container.width - picture.width) / 2), even((container.height - picture.height) / 2), picture};
}

/// length * num / den to the nearest even number, of two the lower.
int scaled(int length, std::int64_t num, std::int64_t den) {
  return static_cast<int>((length * num + den - 1) / (2 * den)) * 2;
}

}  // namespace

Size size_of(Container container, Resolution resolution) {
  const Size size = container == Container::flat ? Size{1998, 1080} : Size{2048, 858};
  return resolution == Resolution::two_k ? size : Size{2 * size.width, 2 * size.height};
}

Rectangle fit(Rational aspect, Size container) {
  if (!aspect.known() || aspect.num > 4 * aspect.den || aspect.den > 4 * aspect.num)
    throw Error(ExitCode::usage, Message("T2700", "a picture of the shape {1} fits no DCP; shapes go from 1/4 to 4",
                                         {to_string(aspect)}));
  const bool wide = aspect.num * container.height > aspect.den * container.width;
  const Size picture = wide ? Size{container.width, scaled(container.width, aspect.den, aspect.num)}
                            : Size{scaled(container.height, aspect.num, aspect.den), container.height};
  constexpr int bar = 2;  // one so thin is only the rounding of a nominal shape: 2.39 is all of 2048x858
  const auto filled = [](int length, int whole) { return length < whole - bar ? length : whole; };
  return middle({filled(picture.width, container.width), filled(picture.height, container.height)}, container);
}

Image to_xyz(const Image& display, Size container, Primaries primaries) {
  const auto [width, height] = display.size();
  if ((display.planes() != 1 && display.planes() != 3) || display.depth() != 16 || width > container.width ||
      height > container.height)
    throw Error(ExitCode::bug, Message("T2701", "a picture for a DCP is not as the display stage makes them"));
  const auto& tables = tables_of(primaries);
  const auto& light = tables.light;
  Image xyz(container, 3, 12);
  const auto place = middle(display.size(), container);
  const auto left = static_cast<std::size_t>(place.x);
  for (int y = 0; y < height; ++y) {
    const auto red = display.row(0, y), green = display.row(display.planes() / 2, y),
               blue = display.row(display.planes() - 1, y);
    const auto out_x = xyz.row(0, place.y + y), out_y = xyz.row(1, place.y + y), out_z = xyz.row(2, place.y + y);
    for (std::size_t x = 0; x < red.size(); ++x) {
      const auto codes =
          display.planes() == 1 ? tables.grey[red[x]] : tables.xyz({light[red[x]], light[green[x]], light[blue[x]]});
      out_x[left + x] = codes[0];
      out_y[left + x] = codes[1];
      out_z[left + x] = codes[2];
    }
  }
  return xyz;
}

}  // namespace tasma::codecs::dcp
