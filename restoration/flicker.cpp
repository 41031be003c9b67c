#include "restoration/flicker.hpp"

#include <algorithm>
#include <cmath>

#include "restoration/local_light.hpp"
#include "restoration/smoothing.hpp"
#include "restoration/tone.hpp"

namespace tasma::restoration {
namespace {

/// By strength: jitter of the log gain that is left alone; normal: that nobody sees.
constexpr double dead_zone(Strength strength) { return by_strength(strength, 0.03, 0.01, 0.005); }
constexpr double surely_flicker = 0.03;   // jitter from which it need not be quick: a hand that cranks unevenly
constexpr double quick = 0.005;           // unrest of the log gain
constexpr double another_light = 0.3;     // log gain to both sides: lightning, not flicker,
constexpr double beyond_flicker = 5;      // if it is also so many times what the shot does anyway
constexpr std::size_t shortest_shot = 4;  // frames; of fewer nobody can say what is fast

using Courses = std::vector<std::vector<double>>;  // by knot, then by frame of the shot

/// Knots as courses along the shot, of luma (0) or a colour (1-3).
Courses courses_of(std::span<const Measurement> shot, std::size_t which) {
  Courses courses(ToneChange::knots, std::vector<double>(shot.size(), 0));
  for (std::size_t i = 0; i + 1 < shot.size(); ++i) {
    const bool told = which < shot[i].tones.size();
    const std::size_t from = told ? which : 0;
    for (std::size_t knot = 0; knot < courses.size(); ++knot)
      courses[knot][i + 1] = courses[knot][i] + (shot[i].tones.empty() ? 0 : shot[i].tones[from].log_gain[knot]);
  }
  return courses;
}

/// The course of the picture's light: knots weighed by how much of the picture is there.
std::vector<double> light_of(std::span<const Measurement> shot, const Courses& courses) {
  std::vector<double> weights(courses.size(), 1e-9);
  for (const Measurement& frame : shot)
    for (std::size_t knot = 0; knot < weights.size() && !frame.tones.empty(); ++knot)
      weights[knot] += frame.tones[0].share[knot];
  std::vector<double> light(shot.size(), 0);
  double sum = 0;
  for (std::size_t knot = 0; knot < weights.size(); ++knot) {
    sum += weights[knot];
    for (std::size_t i = 0; i < light.size(); ++i) light[i] += weights[knot] * courses[knot][i];
  }
  for (double& value : light) value /= sum;
  return light;
}

/// One or two frames of quite another light than both sides.
std::vector<bool> lightnings(std::span<const double> light) {
  std::vector<bool> struck(light.size(), false);
  const auto median_around = [&](std::size_t i) {
    std::vector<double> around;
    for (std::size_t k = i - std::min<std::size_t>(i, 3); k < std::min(light.size(), i + 4); ++k)
      around.push_back(light[k]);
    std::ranges::nth_element(around, around.begin() + static_cast<std::ptrdiff_t>(around.size() / 2));
    return around[around.size() / 2];
  };
  std::vector<double> off;
  for (std::size_t i = 0; i < light.size(); ++i) off.push_back(light[i] - median_around(i));
  const double limit = std::max(another_light, beyond_flicker * robust_deviation(off));
  for (std::size_t i = 0; i < light.size(); ++i) struck[i] = std::abs(off[i]) > limit;
  return struck;
}

/// The slow part, of the frames that were not struck; over the others it is a straight line.
std::vector<double> slow_without(std::vector<double> course, const std::vector<bool>& struck, Strength strength) {
  for (std::size_t i = 0; i < course.size(); ++i) {
    if (!struck[i]) continue;
    std::size_t before = i, after = i;
    while (before > 0 && struck[before]) --before;
    while (after + 1 < course.size() && struck[after]) ++after;
    const double share = after > before ? static_cast<double>(i - before) / static_cast<double>(after - before) : 0;
    const double left = struck[before] ? course[after] : course[before],
                 right = struck[after] ? course[before] : course[after];
    course[i] = left + share * (right - left);
  }
  const auto slow = trend(course);
  return further_frames(strength) > 0 ? slow_part(slow, further_frames(strength)) : slow;
}

void decide_shot(std::span<const Measurement> shot, Strength strength, std::span<FramePlan> plan) {
  if (shot.size() < shortest_shot) return;
  const Courses luma = courses_of(shot, 0);
  const auto light = light_of(shot, luma);
  const auto struck = lightnings(light);
  auto fields = steady_light(shot, struck, strength);
  for (std::size_t i = 0; i < shot.size(); ++i) plan[i].light = std::move(fields[i]);
  const auto slow_light = slow_without(light, struck, strength);
  double squares = 0;
  std::size_t counted = 0;
  for (std::size_t i = 0; i < light.size(); ++i)
    if (!struck[i]) squares += (light[i] - slow_light[i]) * (light[i] - slow_light[i]), ++counted;
  const double jitter = counted > 0 ? std::sqrt(squares / static_cast<double>(counted)) : 0;
  if (jitter < dead_zone(strength) || (jitter < surely_flicker && unrest(light) < quick)) return;

  const bool grey = std::ranges::all_of(shot, &Measurement::grey);
  const std::size_t colours = grey ? 1 : 3;
  for (std::size_t i = 0; i < shot.size(); ++i)
    if (shot[i].whole && !struck[i]) plan[i].curves.resize(colours);
  for (std::size_t colour = 0; colour < colours; ++colour) {
    const Courses courses = grey ? luma : courses_of(shot, colour + 1);
    for (std::size_t knot = 0; knot < courses.size(); ++knot) {
      const auto slow = slow_without(courses[knot], struck, strength);
      for (std::size_t i = 0; i < shot.size(); ++i)
        if (!plan[i].curves.empty()) plan[i].curves[colour][knot] = taken_out(strength) * (slow[i] - courses[knot][i]);
    }
  }
}

void apply_curve(Image& picture, int plane, std::span<const ToneCurve> curves) {
  const auto which = std::min(static_cast<std::size_t>(plane), curves.size() - 1);
  const auto table = tone_table(curves[which], picture.depth());
  for (int y = 0; y < picture.size().height; ++y)
    for (std::uint16_t& sample : picture.row(plane, y)) sample = table[std::min<std::size_t>(sample, table.size() - 1)];
}

}  // namespace

void decide_flicker(std::span<const Measurement> reel, Strength strength, std::vector<FramePlan>& plan) {
  for (std::size_t begin = 0, end = 0; begin < reel.size(); begin = end) {
    while (end < reel.size() && plan[end].shot == plan[begin].shot) ++end;
    decide_shot(reel.subspan(begin, end - begin), strength, std::span(plan).subspan(begin, end - begin));
  }
}

Deflicker::Deflicker(const Plan& plan) {
  for (const FramePlan& frame : plan.frames)
    if (!frame.curves.empty() || !frame.light.empty()) frames_.push_back({frame.position, frame.curves, frame.light});
}

void Deflicker::render(Image& picture, const Neighbourhood& scan) const {
  const auto planned = std::ranges::lower_bound(frames_, scan.centre->position, {}, &FrameCurves::position);
  if (planned == frames_.end() || planned->position != scan.centre->position) return;
  for (int plane = 0; plane < picture.colours() && !planned->curves.empty(); ++plane)
    apply_curve(picture, plane, planned->curves);
  if (!planned->light.empty()) put_right(picture, planned->light);
}

}  // namespace tasma::restoration
