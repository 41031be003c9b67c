#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace tasma::codecs {

/// A colour transform out of a .cube file: three curves, or a lattice of colours. Constant; any thread may use it.
///
/// Source   Adobe, "Cube LUT Specification", version 1.0, 2013, and of DaVinci Resolve's form the keyword
///          LUT_1D_INPUT_RANGE or LUT_3D_INPUT_RANGE; a file with both curves and lattice is refused.
class CubeLut {
 public:
  using Colour = std::array<float, 3>;  // red, green, blue

  /// Throws Error: no_input, permission, io if the file cannot be read; material, with the line, for all that is not as
  /// the specification says, and for a file of more than 64 MiB.
  explicit CubeLut(const std::filesystem::path& file);

  bool has_curves() const { return curves_; }            // every channel by itself
  const std::string& sha256() const { return sha256_; }  // of the file, hexadecimal

  /// What the file makes of a colour. Values beyond its domain are taken to its edge. Curves are interpolated linearly,
  /// a lattice in the tetrahedra around the grey diagonal of its cells, so that neutral entries give neutral colours.
  Colour operator()(const Colour& colour) const;

 private:
  bool curves_ = false;
  std::size_t size_ = 0;                   // entries along each axis
  Colour least_{0, 0, 0}, most_{1, 1, 1};  // domain
  std::vector<Colour> entries_;            // red runs fastest
  std::string sha256_;
};

}  // namespace tasma::codecs
