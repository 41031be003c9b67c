#include "restoration/stabilization.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>

#include "restoration/mat.hpp"
#include "restoration/perforation.hpp"
#include "restoration/picture_course.hpp"
#include "restoration/smoothing.hpp"
#include "restoration/warp.hpp"

namespace tasma::restoration {
namespace {

constexpr double least_move_px = 0.05;
constexpr double least_turn_px = 0.2;   // at the corner, RMS over the shot: below, no frame is turned
constexpr double greatest_move = 0.01;  // of the width
constexpr double settled_frames = 5;    // sigma that tells weave from the camera's course
constexpr double explained = 1.3;       // times the unrest: what a camera's course may leave of the picture's
// By strength: standard deviation in a shot below which there is no weave to take out; how many times what parts stray
// it must be, for less is a shaken camera's, or nobody's; and, at 2048 across, how far from a smooth move the slow part
// may be for that move to be the camera's.
constexpr double least_unrest_px(Strength strength) { return by_strength(strength, 0.4, 0.15, 0.05); }
constexpr double in_common(Strength strength) { return by_strength(strength, 3, 2, 1); }
constexpr double still_px(Strength strength) { return by_strength(strength, 0.1, 0.2, 0.5); }
constexpr double film_frames = 2.5;       // sigma of what is smooth in the camera's course beside the perforations
constexpr double smooth_px = 0.35;        // by what it may stray there
constexpr std::size_t shortest_shot = 6;  // frames; of fewer nobody can say what is weave

/// What the camera did: the simplest smooth move that the course stays with; else as slow a course as leaves no more
/// than the unrest.
std::vector<double> camera(std::span<const double> course, double tolerance) {
  const auto slow = slow_part(course, settled_frames);
  for (int order = 0; order <= 3; ++order) {
    auto move = polynomial(course, order);
    double farthest = 0;
    for (std::size_t i = 0; i < course.size(); ++i) farthest = std::max(farthest, std::abs(slow[i] - move[i]));
    if (farthest < tolerance + unrest(course) / 2) return move;
  }
  const double wanted = explained * unrest(course);
  for (const double frames : {8.0, 5.0, 3.0, 2.0, 1.2}) {
    auto move = slow_part(course, frames);
    double squares = 0;
    for (std::size_t i = 0; i < course.size(); ++i) squares += (course[i] - move[i]) * (course[i] - move[i]);
    if (std::sqrt(squares / static_cast<double>(course.size())) < wanted) return move;
  }
  return {course.begin(), course.end()};
}

std::vector<double> weave_of(std::span<const double> course, double tolerance, double limit) {
  const auto meant = camera(course, tolerance);
  std::vector<double> weave;
  for (std::size_t i = 0; i < course.size(); ++i) weave.push_back(std::clamp(course[i] - meant[i], -limit, limit));
  return weave;
}

/// What the film's place in the scan is off its usual one, one way, where the perforations tell it; the picture's
/// course tells the same and the camera's moves. Their difference is the camera's alone: where that is smooth, the
/// picture says finely what the perforation says surely.
std::vector<double> weave_by_film(std::span<const double> film, std::span<const double> picture, double limit) {
  std::vector<double> camera;
  for (std::size_t i = 0; i < film.size(); ++i) camera.push_back(picture[i] - film[i]);
  const auto meant = slow_part(camera, film_frames);
  std::vector<double> rest, weave;
  for (std::size_t i = 0; i < film.size(); ++i) rest.push_back(camera[i] - meant[i]);
  const bool smooth = robust_deviation(rest) < smooth_px;
  for (std::size_t i = 0; i < film.size(); ++i) weave.push_back(smooth ? picture[i] - meant[i] : film[i]);
  for (double& place : weave) place = std::clamp(place, -limit, limit);
  return weave;
}

void decide_shot(std::span<const Measurement> shot, Size size, Strength strength,
                 const std::optional<std::span<const cv::Point2d>>& film, std::span<FramePlan> plan) {
  if (shot.size() < shortest_shot) return;
  const double tolerance = still_px(strength) * std::max(1.0, size.width / 2048.0), limit = greatest_move * size.width;
  const auto [course_x, course_y, course_turn, stray] = picture_course(shot, size);
  std::vector<double> dx, dy;
  if (film) {
    std::vector<double> film_x, film_y;
    for (const cv::Point2d& place : *film) film_x.push_back(place.x), film_y.push_back(place.y);
    if (std::hypot(robust_deviation(film_x), robust_deviation(film_y)) < least_unrest_px(strength)) return;
    dx = weave_by_film(film_x, course_x, limit);
    dy = weave_by_film(film_y, course_y, limit);
  } else {
    const double unrest_px = std::hypot(unrest(course_x), unrest(course_y));
    if (unrest_px < least_unrest_px(strength) || unrest_px < in_common(strength) * stray) return;
    dx = weave_of(course_x, tolerance, limit);
    dy = weave_of(course_y, tolerance, limit);
  }
  const double corner_px = std::hypot(size.width, size.height) / 2;
  std::vector<double> turn(shot.size(), 0);
  if (unrest(course_turn) * corner_px >= least_turn_px)
    turn = weave_of(course_turn, tolerance / corner_px, limit / corner_px);
  for (std::size_t i = 0; i < shot.size(); ++i) {
    const bool moves = std::hypot(dx[i], dy[i]) + std::abs(turn[i]) * corner_px >= least_move_px;
    if (moves && shot[i].whole) plan[i].warp = {dx[i], dy[i], turn[i]};
  }
}

}  // namespace

void decide_stabilization(std::span<const Measurement> reel, Size size, Strength strength,
                          std::vector<FramePlan>& plan) {
  const auto film = film_course(reel, size);
  for (std::size_t begin = 0, end = 0; begin < reel.size(); begin = end) {
    while (end < reel.size() && plan[end].shot == plan[begin].shot) ++end;
    const auto count = end - begin;
    std::optional<std::span<const cv::Point2d>> film_in_shot;
    if (film) film_in_shot = std::span(*film).subspan(begin, count);
    decide_shot(reel.subspan(begin, count), size, strength, film_in_shot, std::span(plan).subspan(begin, count));
  }
}

std::array<double, 6> scan_from_restored(const Warp& warp, Size size) {
  const auto [dx, dy, turn] = warp;
  const double c = std::cos(turn), s = std::sin(turn);
  const double cx = (size.width - 1) / 2.0, cy = (size.height - 1) / 2.0;
  return {c, -s, cx - c * cx + s * cy + dx, s, c, cy - s * cx - c * cy + dy};
}

Stabilization::Stabilization(const Plan& plan) {
  for (const FramePlan& frame : plan.frames)
    if (frame.warp != Warp{}) frames_.push_back({frame.position, frame.warp});
}

void Stabilization::render(Image& picture, const Neighbourhood& scan) const {
  const auto planned = std::ranges::lower_bound(frames_, scan.centre->position, {}, &FrameWarp::position);
  if (planned == frames_.end() || planned->position != scan.centre->position) return;
  const cv::Matx23d matrix(scan_from_restored(planned->warp, picture.size()).data());
  for (int plane = 0; plane < picture.planes(); ++plane) {
    cv::Mat samples = view(picture, plane);
    warped(samples, matrix, (1 << picture.depth()) - 1).copyTo(samples);
  }
}

}  // namespace tasma::restoration
