#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "pipeline/core/frame.hpp"
#include "pipeline/core/measurement.hpp"
#include "pipeline/core/plan.hpp"

namespace tasma {

/// How much a treatment does. Normal needs no tuning on ordinary film: light leaves what is not glaring, strong takes
/// what is only likely.
enum class Strength { light, normal, strong };

/// What value of a choice stands for it: light, normal or strong.
constexpr auto by_strength(Strength strength, auto light, decltype(light) normal, decltype(light) strong) {
  return strength == Strength::light ? light : strength == Strength::strong ? strong : normal;
}

/// Which dust is repaired: that which is darker than what it hides, that which is brighter, or both.
enum class DustPolarity { both, dark, bright };

/// Which treatments a restoration uses, and how strongly.
struct Repairs {
  bool dust = true, scratches = true, flicker = true, stabilization = true;
  struct Strengths {
    Strength dust = Strength::normal, scratches = Strength::normal, flicker = Strength::normal,
             stabilization = Strength::normal;
    bool operator==(const Strengths&) const = default;
  } strength = {};
  DustPolarity dust_polarity = DustPolarity::both;
  bool operator==(const Repairs&) const = default;
};

/// Measure, then decide. const throughout: nothing is remembered but what is returned.
class Analysis {
 public:
  virtual ~Analysis() = default;
  virtual int reach() const { return 0; }                              // up to widest_reach
  virtual Measurement measure(const Neighbourhood& around) const = 0;  // any thread, any machine, any order
  virtual Plan decide(std::span<const Measurement> reel) const = 0;    // the merge: all frames, reel order
};

/// Render: a pure function of scan and plan; any thread may call it. Made with its plan by make_treatments().
class Treatment {
 public:
  virtual ~Treatment() = default;
  virtual std::string_view name() const = 0;
  virtual int reach() const { return 0; }  // up to widest_reach

  /// Changes `picture`, the centre as the treatments before this one left it. `scan` holds frames as scanned.
  virtual void render(Image& picture, const Neighbourhood& scan) const = 0;
};
using TreatmentPtr = std::unique_ptr<const Treatment>;

}  // namespace tasma
