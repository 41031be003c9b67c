#include "pipeline/census.hpp"

#include <algorithm>
#include <cmath>

#include "restoration/light.hpp"

namespace tasma::pipeline {
namespace {

FramePlace place_of(const FramePlan& frame) { return {frame.number, frame.position}; }

DustSize size_of(const Mask& mask, Size picture) {
  const double side = std::max(mask.box.size.width, mask.box.size.height) * 2048.0 / picture.width;
  return side < 6 ? DustSize::under_6 : side <= 20 ? DustSize::to_20 : DustSize::over_20;
}

void count_dust(const FramePlan& frame, Size picture, Census& census) {
  for (const Repair& repair : frame.repairs) {
    auto& count = census.dust.at(static_cast<std::size_t>(size_of(repair.mask, picture)));
    ++(repair.bright ? count.bright : count.dark);
  }
}

void count_scratches(const FramePlan& frame, Census& census) {
  census.scratches += std::ssize(frame.scratches);
  census.scratched_frames += !frame.scratches.empty();
}

void count_shot(const FramePlan& frame, bool begins, Census& census) {
  if (begins) census.shots.push_back({place_of(frame), {}, frame.kind});
  census.shots.back().last = place_of(frame);
  if (frame.kind == ShotKind::leader || frame.kind == ShotKind::black) return;
  if (!census.picture) census.picture.emplace(place_of(frame), FramePlace{});
  census.picture->second = place_of(frame);
}

/// Standard deviation of the steps about the mean of their shot, of those that show pictures: a steady fade
/// is no flicker.
double flicker_percent(std::span<const Measurement> measurements, const Plan& plan, Transfer transfer) {
  double squares = 0, steps = 0;
  for (std::size_t begin = 0, end = 0; begin < measurements.size(); begin = end) {
    std::vector<double> gains;
    for (end = begin; end < measurements.size() && plan.frames[end].shot == plan.frames[begin].shot; ++end) {
      const bool inside = end + 1 < measurements.size() && plan.frames[end + 1].shot == plan.frames[begin].shot;
      const bool odd = plan.frames[end].flash || (inside && plan.frames[end + 1].flash);
      const bool shows = plan.frames[end].kind == ShotKind::picture;
      if (shows && inside && !odd && !measurements[end].tones.empty())
        gains.push_back(restoration::log_light_gain(measurements[end].tones.front(), transfer));
    }
    double sum = 0;
    for (const double gain : gains) sum += gain;
    const double mean = gains.empty() ? 0 : sum / static_cast<double>(gains.size());
    for (const double gain : gains) squares += (gain - mean) * (gain - mean);
    steps += static_cast<double>(gains.size());
  }
  return steps > 0 ? 100 * std::sqrt(squares / steps) : 0;
}

}  // namespace

Census census_of(std::span<const Measurement> measurements, const Plan& plan, const StreamInfo& stream) {
  Census census;
  census.frames = std::ssize(plan.frames);
  census.minutes = static_cast<double>(census.frames) / stream.rate.value() / 60;
  double moves = 0;
  for (std::size_t i = 0; i < plan.frames.size(); ++i) {
    const FramePlan& frame = plan.frames[i];
    count_shot(frame, i == 0 || frame.shot != plan.frames[i - 1].shot, census);
    if (frame.flash) census.flashes.push_back(place_of(frame));
    if (frame.duplicate) census.duplicates.push_back(place_of(frame));
    if (frame.suspect) census.suspects.push_back(place_of(frame));
    if (!measurements[i].whole) ++census.unseen;
    count_dust(frame, stream.size, census);
    count_scratches(frame, census);
    moves += frame.warp.dx_px * frame.warp.dx_px + frame.warp.dy_px * frame.warp.dy_px;
  }
  census.flicker_percent = flicker_percent(measurements, plan, stream.transfer);
  if (const auto seen = census.frames - census.unseen; seen > 0)
    census.weave_px = std::sqrt(moves / static_cast<double>(seen));
  return census;
}

}  // namespace tasma::pipeline
