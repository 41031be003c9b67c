#include "restoration/shot_kinds.hpp"

#include <algorithm>
#include <cmath>

#include "restoration/light.hpp"
#include "restoration/look.hpp"
#include "restoration/shots.hpp"

namespace tasma::restoration {
namespace {

constexpr double all_flat = 0.95;                            // share of a picture that is one level
constexpr double surely_black = -3.7;                        // log light: 2.5 % of white
constexpr double most_frames = 0.9;                          // of a shot, for blank film
constexpr double many_frames = 0.6;                          // of a shot, for titles, which fade in and out
constexpr double even_ground = 0.65;                         // share of a title
constexpr double least_strokes = 0.004, most_strokes = 0.3;  // share of a title
constexpr double finely_cut = 4;                             // crossings of a line of writing
constexpr double unrest = 0.15;                              // deviation of strokes over their mean: above, things move
constexpr std::size_t shortest_title = 12;                   // frames
constexpr double few_tones = 0.8;                            // share of a countdown that has one of three levels
constexpr double little_detail = 0.7;                        // share of a countdown that is blank
constexpr double flash = 0.3;                                // log light: 35 %
constexpr double agreement = 0.1;                            // log light, of the frames beside a flash
constexpr double beyond_flicker = 4;                         // times the shot's usual step

/// What a shot looks like by itself; leaders are told by where they lie.
enum class Content { picture, writing, even, black };

bool has_writing(const Look& look) {
  const double between = 1 - look.flat - look.strokes;  // neither ground nor writing
  return look.flat >= even_ground && look.strokes >= least_strokes && look.strokes <= most_strokes &&
         look.crossings >= finely_cut && between <= std::max(0.1, 1.5 * look.strokes);
}

/// Countdowns: few even tones, sharply apart.
bool is_graphic(const Look& look) { return look.modes >= few_tones && look.blank >= little_detail && look.strokes > 0; }

double share_of(std::span<const Measurement> shot, auto holds) {
  const auto seen = std::ranges::count_if(shot, &Measurement::whole);
  const auto held = std::ranges::count_if(shot, [&](const Measurement& m) { return m.whole && holds(m.look); });
  return seen > 0 ? static_cast<double>(held) / static_cast<double>(seen) : 0;
}

/// Whether the writing stays what it is.
bool stands_still(std::span<const Measurement> shot) {
  double sum = 0, squares = 0, count = 0;
  for (const Measurement& frame : shot)
    if (frame.whole && has_writing(frame.look))
      sum += frame.look.strokes, squares += frame.look.strokes * frame.look.strokes, ++count;
  const double mean = sum / std::max(1.0, count);
  return count > 0 && std::sqrt(std::max(0.0, squares / count - mean * mean)) <= unrest * mean;
}

Content content_of(std::span<const Measurement> shot, Transfer transfer) {
  const auto black = [&](const Look& look) {
    return is_blank(look) && log_light(look.ground, transfer) < surely_black;
  };
  if (share_of(shot, black) >= most_frames) return Content::black;
  if (share_of(shot, has_writing) >= many_frames && stands_still(shot)) return Content::writing;
  if (share_of(shot, [](const Look& look) { return is_blank(look) || is_graphic(look); }) >= most_frames)
    return Content::even;
  return Content::picture;
}

struct Shot {
  std::size_t begin, end;
  Content content;
  std::size_t length() const { return end - begin; }
  bool is_title() const { return content == Content::writing && length() >= shortest_title; }
};

/// How many shots of the end of the reel that `first` begins are leader: up to the last even one, if no picture lies
/// before it.
std::size_t leader_length(auto first, auto last) {
  std::size_t length = 0, at = 0;
  for (auto shot = first; shot != last && shot->content != Content::picture; ++shot) {
    ++at;
    if (shot->content == Content::even || (shot->content == Content::writing && !shot->is_title())) length = at;
  }
  return length;
}

void find_odd_frames(std::span<const Measurement> shot, Transfer transfer, std::span<FramePlan> plan) {
  const auto step = [&](std::size_t from, std::size_t to) {
    return log_light(shot[to].look.level, transfer) - log_light(shot[from].look.level, transfer);
  };
  std::vector<double> steps;
  for (std::size_t i = 0; i + 1 < shot.size(); ++i) {
    plan[i + 1].duplicate = shot[i].repeated && !is_blank(shot[i].look);
    steps.push_back(std::abs(step(i, i + 1)));
  }
  if (steps.size() < 2) return;
  std::ranges::nth_element(steps, steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2));
  const double limit = std::max(flash, beyond_flicker * steps[steps.size() / 2]);
  for (std::size_t i = 1; i + 1 < shot.size(); ++i) {
    const bool all_seen = shot[i - 1].whole && shot[i].whole && shot[i + 1].whole;
    const auto over = shot[i - 1].unmatched[1];
    if (!all_seen || !over || !may_be_compared(*over)) continue;
    const double up = step(i - 1, i), down = step(i + 1, i);
    plan[i].flash =
        up * down > 0 && std::min(std::abs(up), std::abs(down)) > limit && std::abs(step(i - 1, i + 1)) < agreement;
  }
}

}  // namespace

void decide_shot_kinds(std::span<const Measurement> reel, Transfer transfer, std::vector<FramePlan>& plan) {
  std::vector<Shot> shots;
  for (std::size_t begin = 0, end = 0; begin < reel.size(); begin = end) {
    while (end < reel.size() && plan[end].shot == plan[begin].shot) ++end;
    const auto part = reel.subspan(begin, end - begin);
    shots.push_back({begin, end, content_of(part, transfer)});
    find_odd_frames(part, transfer, std::span(plan).subspan(begin, end - begin));
  }
  const auto head = leader_length(shots.begin(), shots.end());
  const auto tail = leader_length(shots.rbegin(), shots.rend());
  for (std::size_t i = 0; i < shots.size(); ++i) {
    const Shot& shot = shots[i];
    const bool is_leader = i < head || i + tail >= shots.size();
    const auto kind = shot.content == Content::black ? ShotKind::black
                      : is_leader                    ? ShotKind::leader
                      : shot.is_title()              ? ShotKind::intertitle
                                                     : ShotKind::picture;
    for (auto at = shot.begin; at < shot.end; ++at) plan[at].kind = kind;
  }
}

}  // namespace tasma::restoration
