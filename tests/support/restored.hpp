#pragma once

#include <algorithm>

#include "restoration/catalogue.hpp"
#include "tests/support/film.hpp"

namespace tasma::synthetic {

/// What restoring frames gives, as the pipeline does it.
struct Restored {
  Plan plan;
  std::vector<Image> pictures;
};

inline std::vector<Measurement> measured(const Film& film, const std::vector<FramePtr>& frames,
                                         const Analysis& analysis) {
  std::vector<Measurement> reel(frames.size());
  for (std::size_t i = frames.size(); i-- > 0;) reel[i] = analysis.measure(film.around(i, frames));
  return reel;
}

/// The scan's picture at the restored depth.
inline Image widened(const Image& scan) {
  const int depth = restoration::restored_depth(scan.depth());
  Image wide(scan.size(), scan.planes(), depth);
  for (int plane = 0; plane < scan.planes(); ++plane)
    for (int y = 0; y < scan.size().height; ++y)
      std::ranges::transform(scan.row(plane, y), wide.row(plane, y).begin(), [&](std::uint16_t code) {
        return static_cast<std::uint16_t>(code << (depth - scan.depth()));
      });
  return wide;
}

inline Image rendered(const Film& film, const std::vector<FramePtr>& frames, std::size_t at,
                      const std::vector<TreatmentPtr>& treatments) {
  Image picture = widened(frames[at]->pixels);
  for (const auto& treatment : treatments) treatment->render(picture, film.around(at, frames));
  return picture;
}

inline Restored restored(const Film& film, const std::vector<FramePtr>& frames, const Repairs& repairs = {}) {
  const auto analysis = restoration::make_analysis(film.stream, repairs);
  Restored result{analysis->decide(measured(film, frames, *analysis)), {}};
  const auto treatments = restoration::make_treatments(result.plan, film.stream);
  for (std::size_t i = 0; i < frames.size(); ++i) result.pictures.push_back(rendered(film, frames, i, treatments));
  return result;
}

inline Repairs only_dust() { return {true, false, false, false}; }
inline Repairs only_scratches() { return {false, true, false, false}; }
inline Repairs only_flicker() { return {false, false, true, false}; }
inline Repairs only_stabilization() { return {false, false, false, true}; }

/// Frames in which at least one sample is not the scan's.
inline int touched_frames(const Restored& result, const std::vector<FramePtr>& frames) {
  int touched = 0;
  for (std::size_t i = 0; i < frames.size(); ++i)
    touched += !same_samples(result.pictures[i], widened(frames[i]->pixels));
  return touched;
}

/// Mean level of the first plane, 0..1.
inline double mean_level(const Image& image) {
  double sum = 0;
  for (int y = 0; y < image.size().height; ++y)
    for (const auto sample : image.row(0, y)) sum += sample;
  return sum / (static_cast<double>(image.size().width) * image.size().height * (1 << image.depth()));
}

}  // namespace tasma::synthetic
