#include "restoration/picture_course.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "restoration/median.hpp"
#include "restoration/picture_motion.hpp"
#include "restoration/smoothing.hpp"

namespace tasma::restoration {
namespace {

constexpr int rounds = 4;
constexpr int around = 12;             // frames to either side, of a part's steady motion
constexpr std::size_t least_seen = 5;  // of them, to tell it
constexpr double own_px = 0.08;        // at 1024 across: less than this a frame is no motion of its own
constexpr double finest_px = 0.03;     // likewise, that a motion is told to
constexpr double outlying = 3;         // deviations of a part
constexpr double unknown = 1e3;        // deviation of a part that is hardly ever seen, pixels

/// The motions of a shot's frames to those `gap` after them, and what they have in common.
class CommonMotion {
 public:
  CommonMotion(std::span<const Measurement> shot, int gap, Size size)
      : gap_(gap), size_(size), scale_(std::max(1.0, size.width / 1024.0)) {
    for (std::size_t i = 0; i + static_cast<std::size_t>(gap) < shot.size(); ++i) {
      const PartMotions& motion = shot[i].motion[static_cast<std::size_t>(gap - 1)];
      pairs_.push_back(pair_of(motion));
    }
    for (int round = 0; round < rounds; ++round) {
      for (std::size_t part = 0; part < PartMotions::count; ++part) find_own(part);
      keep_reference();
      for (Pair& pair : pairs_) join(pair);
    }
  }

  void add(std::vector<Step>& dx, std::vector<Step>& dy, std::vector<Step>& turn) const {
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const Pair& pair = pairs_[i];
      if (pair.trust <= 0) continue;
      dx.push_back({i, gap_, pair.move[0], pair.trust * pair.trust});
      dy.push_back({i, gap_, pair.move[1], pair.trust * pair.trust});
      turn.push_back({i, gap_, pair.move[2], pair.trust * pair.trust});
    }
  }

  double stray() const {
    std::vector<double> deviations;
    for (std::size_t part = 0; part < PartMotions::count; ++part)
      if (deviation_[part] < unknown) deviations.push_back(deviation_[part]);
    return deviations.empty() ? unknown : median(deviations);
  }

 private:
  struct Part {
    cv::Vec2d shift, own = {0, 0};
    cv::Matx22d sure;
    bool seen = false;
  };
  struct Pair {
    std::array<Part, PartMotions::count> parts;
    cv::Vec3d move = {0, 0, 0};
    double trust = 0;
  };

  Pair pair_of(const PartMotions& motion) const {
    Pair pair;
    if (motion.parts.empty()) return pair;
    for (std::size_t i = 0; i < motion.parts.size(); ++i)
      pair.parts[i] = {shift_of(motion.parts[i]), {0, 0}, sureness(motion.parts[i]), motion.parts[i] != PartMotion{}};
    const auto whole = picture_motion(motion, size_);
    pair.move = {whole.dx_px, whole.dy_px, whole.rotation_rad};
    pair.trust = whole.trust;
    return pair;
  }

  cv::Vec2d left(const Pair& pair, std::size_t part) const {
    return pair.parts[part].shift - moved_by(part, size_) * pair.move;
  }

  /// The steady motion of a part, and how far it strays from it.
  void find_own(std::size_t part) {
    std::vector<double> strays;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      std::vector<double> dx, dy;
      const auto first = i - std::min<std::size_t>(i, around), end = std::min(pairs_.size(), i + around + 1);
      for (auto k = first; k < end; ++k)
        if (pairs_[k].parts[part].seen) dx.push_back(left(pairs_[k], part)[0]), dy.push_back(left(pairs_[k], part)[1]);
      auto& here = pairs_[i].parts[part];
      here.own = dx.size() < least_seen ? cv::Vec2d(0, 0) : cv::Vec2d(median(dx), median(dy));
      if (cv::norm(here.own) < own_px * scale_ * gap_) here.own = {0, 0};
      if (here.seen) strays.push_back(stray(pairs_[i], part));
    }
    deviation_[part] = strays.size() < least_seen ? unknown : std::hypot(robust_deviation(strays), finest_px * scale_);
  }

  /// How far a part is from its steady motion, along the normals of its edges.
  double stray(const Pair& pair, std::size_t part) const {
    const cv::Vec2d off = left(pair, part) - pair.parts[part].own;
    return std::sqrt(std::max(0.0, off.dot(pair.parts[part].sure * off)));
  }

  /// Where most parts seem to change their motion at once, and alike, it is the common motion that went over to others.
  void keep_reference() {
    cv::Vec2d sum(0, 0);
    for (std::size_t i = 1; i < pairs_.size(); ++i) {
      std::vector<double> dx, dy;
      for (std::size_t part = 0; part < PartMotions::count; ++part) {
        if (deviation_[part] > 1) continue;
        const auto change = pairs_[i].parts[part].own - pairs_[i - 1].parts[part].own;
        dx.push_back(change[0]), dy.push_back(change[1]);
      }
      const cv::Vec2d change(median(dx), median(dy));
      if (cv::norm(change) >= own_px * scale_ * gap_) sum += change;
      for (Part& part : pairs_[i].parts) part.own -= sum;
    }
  }

  void join(Pair& pair) const {
    if (pair.trust <= 0) return;
    double agreeing = 0, all = 0;
    for (int round = 0; round < rounds; ++round) {
      agreeing = all = 0;
      cv::Matx33d a = cv::Matx33d::diag({1e-9, 1e-9, 1e-3});
      cv::Vec3d b(0, 0, 0);
      for (std::size_t part = 0; part < PartMotions::count; ++part) {
        if (!pair.parts[part].seen) continue;
        const double off = stray(pair, part), variance = deviation_[part] * deviation_[part];
        const double share = off * off / (outlying * outlying * variance);
        const double agrees = 1 / ((1 + share) * (1 + share)), weight = 1 / variance;
        const auto turns = moved_by(part, size_);
        const cv::Matx32d weighed = turns.t() * pair.parts[part].sure * (agrees * weight);
        a += weighed * turns;
        b += weighed * (pair.parts[part].shift - pair.parts[part].own);
        agreeing += agrees * weight;
        all += weight;
      }
      pair.move = a.solve(b, cv::DECOMP_CHOLESKY);
    }
    pair.trust = all > 0 ? agreeing / all : 0;
  }

  int gap_;
  Size size_;
  double scale_;
  std::vector<Pair> pairs_;
  std::array<double, PartMotions::count> deviation_ = {};  // of parts from their steady motion
};

}  // namespace

PictureCourse picture_course(std::span<const Measurement> shot, Size size) {
  std::vector<Step> dx, dy, turn;
  const CommonMotion next(shot, 1, size);
  next.add(dx, dy, turn);
  CommonMotion(shot, 2, size).add(dx, dy, turn);
  return {course(shot.size(), dx), course(shot.size(), dy), course(shot.size(), turn), next.stray()};
}

}  // namespace tasma::restoration
