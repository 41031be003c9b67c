#include "codecs/display_colour.hpp"

#include <algorithm>
#include <cmath>

#include "codecs/cube_lut.hpp"
#include "codecs/display.hpp"
#include "codecs/primaries.hpp"

namespace tasma::codecs {
namespace {

std::uint16_t value_of(double share) {
  return static_cast<std::uint16_t>(std::lround(std::clamp(share, 0.0, 1.0) * display_white));
}

}  // namespace

DisplayColour::DisplayColour(const DisplaySpec& spec) : spec_(spec) {
  const int depth = spec.scan.depth;
  const std::size_t codes = std::size_t{1} << depth;
  if (!spec.lut) {
    curves_.push_back(display_curve(spec.transfer, spec.element, depth));
    for (auto& value : curves_[0]) value = value_of(value / 65535.0);
    return;
  }
  const bool grey = spec.scan.planes < 3;
  if (!grey && !spec.lut->has_curves()) return;
  curves_.assign(3, Codes(codes));
  for (std::size_t code = 0; code < codes; ++code) {
    const float share = static_cast<float>(code) / static_cast<float>(codes - 1);
    const auto colour = (*spec.lut)({share, share, share});
    for (std::size_t i = 0; i < 3; ++i) curves_[i][code] = value_of(colour[i]);
  }
  if (grey && curves_[0] == curves_[1] && curves_[0] == curves_[2]) curves_.resize(1);
}

void DisplayColour::apply_lattice(const Image& scan, Image& display) const {
  const auto& [left, top, area] = spec_.picture;
  const float most = static_cast<float>((1 << scan.depth()) - 1);
  for (int y = 0; y < area.height; ++y)
    for (std::size_t x = 0; x < static_cast<std::size_t>(area.width); ++x) {
      CubeLut::Colour colour{};
      for (int plane = 0; plane < 3; ++plane)
        colour[static_cast<std::size_t>(plane)] =
            static_cast<float>(scan.row(plane, top + y)[static_cast<std::size_t>(left) + x]) / most;
      colour = (*spec_.lut)(colour);
      for (int plane = 0; plane < 3; ++plane)
        display.row(plane, y)[x] = value_of(colour[static_cast<std::size_t>(plane)]);
    }
}

Image DisplayColour::convert(const Image& scan) const {
  const auto& [left, top, area] = spec_.picture;
  Image display(area, std::max(scan.colours(), static_cast<int>(curves_.size())), 16);
  if (curves_.empty()) {
    apply_lattice(scan, display);
    return display;
  }
  for (int plane = 0; plane < display.planes(); ++plane) {
    const auto& curve = curves_[curves_.size() == 1 ? 0 : static_cast<std::size_t>(plane)];
    for (int y = 0; y < area.height; ++y) {
      const auto out = display.row(plane, y);
      const auto codes =
          scan.row(std::min(plane, scan.colours() - 1), top + y).subspan(static_cast<std::size_t>(left), out.size());
      std::ranges::transform(codes, out.begin(), [&](auto code) { return curve[code & (curve.size() - 1)]; });
    }
  }
  return display;
}

Image DisplayColour::to_bt709(const Image& display) const {
  if (display.planes() == 1) return display.copy();  // grey is grey in all
  const auto matrix = bt709_from_rgb(spec_.primaries);
  static const auto light = [] {
    std::vector<double> by_value(65536);
    for (std::size_t value = 0; value < by_value.size(); ++value)
      by_value[value] = std::pow(static_cast<double>(value) / display_white, 2.4);
    return by_value;
  }();
  Image shown(display.size(), 3, 16);
  for (int y = 0; y < display.size().height; ++y) {
    const auto red = display.row(0, y), green = display.row(1, y), blue = display.row(2, y);
    for (std::size_t plane = 0; plane < 3; ++plane) {
      const auto out = shown.row(static_cast<int>(plane), y);
      for (std::size_t x = 0; x < out.size(); ++x) {
        const double of_it =
            matrix[plane][0] * light[red[x]] + matrix[plane][1] * light[green[x]] + matrix[plane][2] * light[blue[x]];
        out[x] = value_of(std::pow(std::max(0.0, of_it), 1 / 2.4));
      }
    }
  }
  return shown;
}

}  // namespace tasma::codecs
