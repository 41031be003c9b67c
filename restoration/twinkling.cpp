#include "restoration/twinkling.hpp"

#include <algorithm>

namespace tasma::restoration {
namespace {

constexpr double a_frame = 0.8;        // bright candidates in a cell, on average
constexpr double least = 8;            // in the shot
constexpr double times_elsewhere = 4;  // as many as a cell of the quieter quarter has
constexpr double bright_share = 0.85;  // of the cell's candidates

}  // namespace

Twinkling::Twinkling(std::span<const Measurement> shot, Size size) : size_(size) {
  std::array<double, across * down> all{}, bright{};
  for (const Measurement& frame : shot)
    for (const Candidate& candidate : frame.candidates) {
      if (candidate.score < 1) continue;
      ++all[cell_of(candidate)];
      bright[cell_of(candidate)] += candidate.bright;
    }
  auto sorted = bright;
  std::ranges::sort(sorted);
  const double elsewhere = sorted[sorted.size() / 4];
  const double wanted = std::max({least, a_frame * static_cast<double>(shot.size()), times_elsewhere * elsewhere});
  for (std::size_t cell = 0; cell < all.size(); ++cell)
    twinkles_[cell] = bright[cell] >= wanted && bright[cell] >= bright_share * all[cell];
}

bool Twinkling::has(const Candidate& candidate) const { return candidate.bright && twinkles_[cell_of(candidate)]; }

std::size_t Twinkling::cell_of(const Candidate& candidate) const {
  const auto part = [](int begin, int length, int whole, std::size_t parts) {
    const auto middle = static_cast<std::size_t>(std::clamp(begin + length / 2, 0, whole - 1));
    return middle * parts / static_cast<std::size_t>(whole);
  };
  const auto& box = candidate.mask.box;
  return part(box.y, box.size.height, size_.height, down) * across + part(box.x, box.size.width, size_.width, across);
}

}  // namespace tasma::restoration
