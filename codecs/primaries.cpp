#include "codecs/primaries.hpp"

namespace tasma::codecs {
namespace {

struct Point {
  double x, y;
};
struct Gamut {
  Point red, green, blue, white;
};

constexpr Point d65{0.3127, 0.3290}, cinema_white{0.314, 0.351};
constexpr Gamut p3{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, d65};

/// Rounded as it is published, and as DCPs have been made by it.
constexpr Matrix xyz_from_bt709{{{0.4123907993, 0.3575843394, 0.1804807884},
                                 {0.2126390059, 0.7151686788, 0.0721923154},
                                 {0.0193308187, 0.1191947798, 0.9505321522}}};

Gamut gamut_of(Primaries primaries) {
  switch (primaries) {
    case Primaries::p3_dci:
      return {p3.red, p3.green, p3.blue, cinema_white};
    case Primaries::bt2020:
      return {{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, d65};
    default:
      return p3;
  }
}

using Column = std::array<double, 3>;

Column xyz_of(Point point) { return {point.x / point.y, 1, (1 - point.x - point.y) / point.y}; }

Column times(const Matrix& matrix, const Column& column) {
  Column product{};
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t i = 0; i < 3; ++i) product[row] += matrix[row][i] * column[i];
  return product;
}

Matrix times(const Matrix& left, const Matrix& right) {
  Matrix product{};
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t column = 0; column < 3; ++column)
      for (std::size_t i = 0; i < 3; ++i) product[row][column] += left[row][i] * right[i][column];
  return product;
}

Matrix inverse(const Matrix& m) {
  const auto minor = [&](std::size_t row, std::size_t column) {
    const auto a = (row + 1) % 3, b = (row + 2) % 3, c = (column + 1) % 3, d = (column + 2) % 3;
    return m[a][c] * m[b][d] - m[a][d] * m[b][c];
  };
  const double determinant = m[0][0] * minor(0, 0) + m[0][1] * minor(0, 1) + m[0][2] * minor(0, 2);
  Matrix inverted{};
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t column = 0; column < 3; ++column) inverted[row][column] = minor(column, row) / determinant;
  return inverted;
}

/// Takes colours seen under one white to those seen alike under another (Bradford).
Matrix adapted(Point from, Point to) {
  constexpr Matrix cones{{{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}};
  const auto before = times(cones, xyz_of(from)), after = times(cones, xyz_of(to));
  Matrix scaled = cones;
  for (std::size_t row = 0; row < 3; ++row)
    for (auto& value : scaled[row]) value *= after[row] / before[row];
  return times(inverse(cones), scaled);
}

}  // namespace

std::string_view name_of(Primaries primaries) {
  constexpr std::array<std::string_view, 4> names{"bt709", "p3-d65", "p3-dci", "bt2020"};
  return names.at(static_cast<std::size_t>(primaries));
}

Matrix xyz_from_rgb(Primaries from) {
  if (from == Primaries::bt709) return xyz_from_bt709;
  const auto gamut = gamut_of(from);
  const auto red = xyz_of(gamut.red), green = xyz_of(gamut.green), blue = xyz_of(gamut.blue);
  Matrix columns{};
  for (std::size_t row = 0; row < 3; ++row) columns[row] = {red[row], green[row], blue[row]};
  const auto share = times(inverse(columns), xyz_of(gamut.white));
  for (auto& row : columns)
    for (std::size_t i = 0; i < 3; ++i) row[i] *= share[i];
  return columns;
}

Matrix bt709_from_rgb(Primaries from) {
  auto xyz = xyz_from_rgb(from);
  if (from == Primaries::p3_dci) xyz = times(adapted(cinema_white, d65), xyz);
  return times(inverse(xyz_from_bt709), xyz);
}

}  // namespace tasma::codecs
