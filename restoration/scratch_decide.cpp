#include <algorithm>
#include <cmath>
#include <numeric>

#include "restoration/picture_motion.hpp"
#include "restoration/scratch.hpp"
#include "restoration/scratch_shape.hpp"

namespace tasma::restoration {
namespace {

constexpr std::size_t longest_gap = 3;  // frames in which a line may be missed
constexpr double farthest_px = 4;       // from frame to frame, at 1000 pixels across
constexpr double drift_px = 0.3;        // a frame over the whole track, likewise: what goes farther is of the scene

constexpr double least_frames = 4;
constexpr double least_seen = 0.6;     // of the frames from the first to the last
constexpr double least_score = 12;     // by stretch, of all frames; in short shots
constexpr double least_a_frame = 2.2;  // of so much a frame,
constexpr double least_on_average = 1.2;
constexpr double least_length = 0.5;  // of the picture's height
constexpr double greatest_unevenness = 0.45;
constexpr double greatest_step = 0.35;  // of its height: from one side of the line to the other

constexpr double least_through = 0.6, most_through = 1.5;
constexpr double telling = 0.35;         // deviation of `through` up to which that counts
constexpr double least_stray_px = 0.23;  // from the place the scene would take the line to
constexpr double least_stray = 0.004;    // of the line's energy
constexpr double least_over_noise = 2.3;
constexpr double surely_stray_px = 0.5;  // where it cannot be told what lies behind

constexpr double least_moved_px = 0.25;  // by the picture from frame to frame, likewise; less tells nothing
constexpr double least_trust = 0.3;      // in its motion
constexpr double least_moves = 3;
constexpr double goes_along =
    0.5;  // of the squares of what the line moves; less beside the picture, and it goes with it

/// By strength: how much of the evidence above is wanted.
constexpr double wanted(Strength strength) { return by_strength(strength, 1.5, 1.0, 0.67); }

constexpr double fades_to = 0.04;  // of its height: there a profile ends,
constexpr int lobe_gap = 2;        // unless more comes within so many samples: between core and side lobe

struct Seen {
  std::size_t frame;
  const Line* line;
};
using Track = std::vector<Seen>;

double mean_height(const LineShape& shape) {
  double sum = 0;
  std::size_t count = 0;
  for (const auto& colour : shape.amplitude)
    for (const auto height : colour) sum += height / amplitude_unit, ++count;
  return count > 0 ? sum / static_cast<double>(count) : 0;
}

double unevenness(const LineShape& shape) {
  const auto& heights = shape.amplitude[shape.amplitude.size() / 2];
  double mean = 0, squares = 0;
  for (const double height : heights) mean += height, squares += height * height;
  mean /= static_cast<double>(heights.size()), squares /= static_cast<double>(heights.size());
  return std::sqrt(std::max(0.0, squares - mean * mean)) / std::max(1.0, std::abs(mean));
}

/// Mean distance of two lines where both run; far where they hardly do.
double distance(const LineShape& a, const LineShape& b) {
  const int top = std::max(a.top, b.top), bottom = std::min(a.bottom, b.bottom);
  if (2 * (bottom - top) < std::min(a.bottom - a.top, b.bottom - b.top)) return 1e9;
  double sum = 0;
  int count = 0;
  for (int row = top + a.step / 2; row < bottom; row += a.step) sum += std::abs(x_at(a, row) - x_at(b, row)), ++count;
  return count > 0 ? sum / count : 1e9;
}

bool alike(const LineShape& a, const LineShape& b) {
  const double ratio = mean_height(a) / mean_height(b), pitches = static_cast<double>(a.pitch16) / b.pitch16;
  return ratio > 0.4 && ratio < 2.5 && pitches > 0.4 && pitches < 2.5;
}

/// Lines joined from frame to frame, the nearest first.
std::vector<Track> tracks_of(std::span<const Measurement> shot, double scale) {
  std::vector<Track> tracks;
  for (std::size_t frame = 0; frame < shot.size(); ++frame) {
    struct Pair {
      double distance;
      std::size_t track;
      const Line* line;
    };
    std::vector<Pair> pairs;
    for (std::size_t track = 0; track < tracks.size(); ++track) {
      const Seen& last = tracks[track].back();
      const auto gap = frame - last.frame;
      if (gap > longest_gap + 1) continue;
      for (const Line& line : shot[frame].lines) {
        const double apart = distance(last.line->shape, line.shape);
        if (apart < farthest_px * scale * std::sqrt(static_cast<double>(gap)) && alike(last.line->shape, line.shape))
          pairs.push_back({apart, track, &line});
      }
    }
    std::ranges::stable_sort(pairs, {}, &Pair::distance);
    std::vector<const Line*> taken;
    for (const Pair& pair : pairs) {
      if (tracks[pair.track].back().frame == frame || std::ranges::find(taken, pair.line) != taken.end()) continue;
      tracks[pair.track].push_back({frame, pair.line});
      taken.push_back(pair.line);
    }
    for (const Line& line : shot[frame].lines)
      if (std::ranges::find(taken, &line) == taken.end()) tracks.push_back({{frame, &line}});
  }
  return tracks;
}

/// How much higher one end of a profile is than the other, beyond the line and its lobes: of a line both come to
/// nothing; of an edge, the straight ground between two sides that differ leaves a saw tooth.
double step_of(const LineShape& shape) {
  constexpr int beyond = 13;
  double step = 0;
  for (int j = beyond; j <= LineShape::reach; ++j)
    step += shape.profile[static_cast<std::size_t>(LineShape::reach + j)] -
            shape.profile[static_cast<std::size_t>(LineShape::reach - j)];
  return step / (LineShape::reach - beyond + 1) / profile_unit;
}

/// What all lines of a track say together.
struct Evidence {
  double score = 0;                                      // of all frames, by stretch
  double length = 0;                                     // of the picture's height
  double height = 0, unevenness = 0, step = 0;           // means
  double through = 0, usual = 0, through_deviation = 0;  // slopes of levels by those at their sides
  double stray_px = 0, stray = 0, stray_noise = 0;       // pixels; of the energy of the line
};

Evidence evidence_of(const Track& track, Size size) {
  Evidence all;
  Line sum;
  double stretches = 0;
  const double share = 1 / static_cast<double>(track.size());
  for (const auto& [frame, line] : track) {
    const auto count = static_cast<double>(line->shape.x16.size());
    all.score += line->score / size.height * line->shape.step;
    all.length += share * (line->shape.bottom - line->shape.top) / size.height;
    all.height += share * mean_height(line->shape);
    all.unevenness += share * unevenness(line->shape);
    all.step += share * step_of(line->shape);
    stretches += count;
    sum.core_by_sides += line->core_by_sides, sum.sides += line->sides;
    sum.beside_by_sides += line->beside_by_sides, sum.besides += line->besides;
    sum.stray += line->stray, sum.noise += line->noise, sum.whole += line->whole, sum.px += line->px;
  }
  constexpr double nothing = 1e-12;
  all.through = sum.core_by_sides / (sum.sides + nothing);
  all.usual = sum.beside_by_sides / (sum.besides + nothing);
  // The heights of a scratch vary along it; what of that goes with the sides by chance is much the same in all frames.
  all.through_deviation = all.unevenness * std::abs(all.height) / std::sqrt(sum.sides * share + nothing);
  all.stray_px = std::sqrt(std::max(0.0, sum.stray) / (sum.px + nothing));
  all.stray = sum.stray / (sum.whole + nothing);
  all.stray_noise = sum.noise / (sum.whole + nothing);
  return all;
}

bool stays(const Track& track, double scale) {
  const LineShape &first = track.front().line->shape, &last = track.back().line->shape;
  const double middle = (std::max(first.top, last.top) + std::min(first.bottom, last.bottom)) / 2.0;
  const auto frames = static_cast<double>(track.back().frame - track.front().frame + 1);
  return std::abs(x_at(last, middle) - x_at(first, middle)) < scale * (1 + drift_px * frames);
}

/// Whether the line moves as the picture does, from frame to frame: a thing of the scene that weaves with it.
bool goes_with_picture(const Track& track, std::span<const Measurement> shot, Size size, double scale) {
  double moves = 0, picture = 0, line = 0, apart = 0;
  for (std::size_t i = 0; i + 1 < track.size(); ++i) {
    const Seen &here = track[i], &next = track[i + 1];
    const PictureMotion motion = picture_motion(shot[here.frame].motion[0], size);
    if (next.frame != here.frame + 1 || motion.trust < least_trust) continue;
    const LineShape &a = here.line->shape, &b = next.line->shape;
    const double middle = (std::max(a.top, b.top) + std::min(a.bottom, b.bottom)) / 2.0;
    const double by_picture = motion.dx_px - std::sin(motion.rotation_rad) * (middle - (size.height - 1) / 2.0);
    const double by_line = x_at(b, middle) - x_at(a, middle);
    ++moves;
    picture += by_picture * by_picture;
    line += by_line * by_line;
    apart += (by_line - by_picture) * (by_line - by_picture);
  }
  return moves >= least_moves && std::sqrt(picture / moves) > scale * least_moved_px && apart < goes_along * line;
}

/// Every limit moves one way with `sure`, so that less of it never finds less.
bool is_scratch(const Track& track, std::size_t frames, Size size, double scale, double sure) {
  const auto seen = static_cast<double>(track.size());
  const auto span = static_cast<double>(track.back().frame - track.front().frame + 1);
  if (seen < sure * least_frames || seen < least_seen * span || !stays(track, scale)) return false;
  const Evidence all = evidence_of(track, size);
  if (all.score < sure * std::min(least_score, least_a_frame * static_cast<double>(frames)) ||
      all.score < sure * least_on_average * seen)
    return false;
  if (all.length < sure * least_length || all.unevenness > greatest_unevenness) return false;
  if (sure * std::abs(all.step) > greatest_step) return false;
  if (all.stray_px < sure * least_stray_px ||
      all.stray < sure * std::max(least_stray, least_over_noise * all.stray_noise))
    return false;
  if (all.through_deviation > telling) return all.stray_px > sure * surely_stray_px;
  return all.through > least_through * std::clamp(all.usual, 0.7, 1.0) &&
         all.through < most_through * std::clamp(all.usual, 1.0, 1.2);
}

/// The mean profile of a track, in the pitch that most of it has, without what is but noise at its sides.
void average_profile(const Track& track, LineShape& shape) {
  std::vector<std::int32_t> pitches;
  for (const Seen& seen : track) pitches.push_back(seen.line->shape.pitch16);
  std::ranges::sort(pitches);
  shape.pitch16 = pitches[pitches.size() / 2];
  std::array<double, 2 * LineShape::reach + 1> sums{};
  for (const Seen& seen : track) {
    const double height = mean_height(seen.line->shape);
    for (std::size_t j = 0; j < sums.size(); ++j)
      sums[j] += height * height *
                 profile_at(seen.line->shape, (static_cast<int>(j) - LineShape::reach) * shape.pitch16 / x_unit);
  }
  const double top = *std::max_element(sums.begin() + LineShape::reach - 2, sums.begin() + LineShape::reach + 3);
  for (std::size_t j = 0; j < sums.size(); ++j)
    shape.profile[j] = static_cast<std::int32_t>(std::lround(profile_unit * sums[j] / top));
  for (const int side : {-1, 1}) {
    int end = 0;
    for (int j = 1; j <= LineShape::reach && j <= end + lobe_gap + 1; ++j)
      if (std::abs(shape.profile[static_cast<std::size_t>(LineShape::reach + side * j)]) > fades_to * profile_unit)
        end = j;
    for (int j = end + 2; j <= LineShape::reach; ++j)
      shape.profile[static_cast<std::size_t>(LineShape::reach + side * j)] = 0;
  }
}

/// The shape with another profile, its heights such that as much is added.
LineShape with_profile(LineShape shape, const LineShape& other) {
  double own = 0, common = 0;
  for (int j = -LineShape::reach; j <= LineShape::reach; ++j) {
    const double k = other.profile[static_cast<std::size_t>(j + LineShape::reach)] / profile_unit;
    own += k * k;
    common += k * profile_at(shape, j * other.pitch16 / x_unit);
  }
  for (auto& colour : shape.amplitude)
    for (auto& height : colour) height = static_cast<std::int32_t>(std::lround(height * common / own));
  shape.pitch16 = other.pitch16;
  shape.profile = other.profile;
  return shape;
}

/// A frame in which the line was missed: between the frames where it was seen.
LineShape between(const LineShape& a, const LineShape& b, double share) {
  LineShape shape = a;
  const auto count = shape.x16.size();
  for (std::size_t i = 0; i < count; ++i) {
    const double row = shape.top + (static_cast<double>(i) + 0.5) * shape.step - 0.5;
    shape.x16[i] = static_cast<std::int32_t>(std::lround(x_unit * ((1 - share) * x_at(a, row) + share * x_at(b, row))));
  }
  return shape;
}

}  // namespace

void decide_scratches(std::span<const Measurement> reel, Size size, Strength strength, std::vector<FramePlan>& plan) {
  const double scale = std::max(0.6, size.width / 1000.0);
  for (std::size_t begin = 0, end = 0; begin < reel.size(); begin = end) {
    while (end < reel.size() && plan[end].shot == plan[begin].shot) ++end;
    const auto shot = reel.subspan(begin, end - begin);
    for (const Track& track : tracks_of(shot, scale)) {
      if (!is_scratch(track, shot.size(), size, scale, wanted(strength)) || goes_with_picture(track, shot, size, scale))
        continue;
      LineShape mean;
      average_profile(track, mean);
      for (std::size_t i = 0; i < track.size(); ++i) {
        const LineShape shape = with_profile(track[i].line->shape, mean);
        plan[begin + track[i].frame].scratches.push_back({shape, track[i].line->score, Action::repair});
        if (i + 1 == track.size()) break;
        const LineShape after = with_profile(track[i + 1].line->shape, mean);
        const auto gap = track[i + 1].frame - track[i].frame;
        for (std::size_t step = 1; step < gap; ++step)
          plan[begin + track[i].frame + step].scratches.push_back(
              {between(shape, after, static_cast<double>(step) / static_cast<double>(gap)), 0, Action::repair});
      }
    }
  }
}

}  // namespace tasma::restoration
