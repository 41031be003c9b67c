#pragma once

#include <vector>

namespace tasma::samples {

/// What code values mean. They run from 0 to 1, the largest code of the depth.
enum class Transfer {
  log,     // Cineon printing density: black 95, white 685 of 1023, 300 codes a decade of light
  linear,  // proportional to light; 1 is twice the light of white
  video,   // a power of 1/2.4; 1 is white
};

/// Light (1 is a white card) to code values, by table: the same curve for a million pixels.
class Curve {
 public:
  explicit Curve(Transfer transfer);
  float code(float light) const;

  /// The code value of the same light times `gain`.
  float exposed(float code, float gain) const { return code * factor_of(gain) + offset_of(gain); }
  float factor_of(float gain) const;
  float offset_of(float gain) const;

  float darkest() const { return code(0); }
  float brightest() const;  // clear or solid film: nothing is beyond

 private:
  Transfer transfer_;
  std::vector<float> table_;  // over the square root of light, 0 to `most`
};

}  // namespace tasma::samples
