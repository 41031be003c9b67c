#include "restoration/shots.hpp"

#include <algorithm>
#include <cmath>

#include "restoration/look.hpp"

namespace tasma::restoration {
namespace {

constexpr double surely_cut = 0.85;     // share without a counterpart
constexpr double maybe_cut = 0.25;      // if the frames around are matched far better:
constexpr double prominence = 5;        // times the median of the frames around
constexpr double comparable = 0.3;      // of a neighbour that may tell what is dirt
constexpr double clearly_there = 0.05;  // spread of a picture; a fade comes to it through frames that are neither
constexpr double another_tone = 0.15;   // of a level, of blank film
constexpr std::size_t around = 12;      // frames to either side

/// Median share unmatched of the steps around one, itself left out.
double usual_share(std::span<const Measurement> reel, std::size_t at) {
  std::vector<double> shares;
  for (std::size_t i = at - std::min(at, around); i < std::min(reel.size(), at + around + 1); ++i)
    if (i != at && reel[i].unmatched[0]) shares.push_back(*reel[i].unmatched[0]);
  if (shares.empty()) return 0;
  const auto middle = shares.begin() + static_cast<std::ptrdiff_t>(shares.size() / 2);
  std::nth_element(shares.begin(), middle, shares.end());
  return *middle;
}

bool is_cut(double share, double usual) {
  return share > surely_cut || (share > maybe_cut && share > prominence * usual);
}

/// Whether the frames at `from` and `to` are of two shots. Of blank film nothing but grain could match, so that there
/// shares alone do not tell: it begins and ends where there is a picture, and changes where its tone does.
bool is_cut(std::span<const Measurement> reel, std::size_t from, std::size_t to, double share, double usual) {
  const Look &here = reel[from].look, &there = reel[to].look;
  if (is_blank(here) && is_blank(there)) return std::abs(here.level - there.level) > another_tone;
  const bool begins_or_ends =
      (is_blank(here) && there.spread > clearly_there) || (is_blank(there) && here.spread > clearly_there);
  return is_cut(share, usual) || (begins_or_ends && share > maybe_cut);
}

/// Whether a shot ends with frame `at`.
bool ends_shot(std::span<const Measurement> reel, std::size_t at) {
  if (reel[at + 1].position != reel[at].position + 1) return true;
  if (!reel[at].whole || !reel[at + 1].whole) return false;  // bridged: decided by the frames around
  const auto share = reel[at].unmatched[0];
  const double usual = usual_share(reel, at);
  if (!share || !is_cut(reel, at, at + 1, *share, usual)) return false;
  // One strange frame, after or before the step: its neighbours match over it.
  const auto over_next = reel[at].unmatched[1];
  if (over_next && !is_cut(reel, at, at + 2, *over_next, usual)) return false;
  const auto over_this = at > 0 ? reel[at - 1].unmatched[1] : std::nullopt;
  return !over_this || is_cut(reel, at - 1, at + 1, *over_this, usual);
}

/// Whether a shot ends with the stand-in `at`: the whole frames around it do not match.
bool ends_at_stand_in(std::span<const Measurement> reel, std::size_t at) {
  if (reel[at].whole || at == 0) return false;
  const auto over = reel[at - 1].unmatched[1];
  return !over || is_cut(reel, at - 1, at + 1, *over, usual_share(reel, at));
}

}  // namespace

std::vector<Range> decide_shots(std::span<const Measurement> reel) {
  std::vector<Range> shots;
  std::int64_t begin = 0;
  for (std::size_t at = 0; at + 1 < reel.size(); ++at)
    if (ends_shot(reel, at) || ends_at_stand_in(reel, at)) {
      shots.push_back({begin, static_cast<std::int64_t>(at) + 1});
      begin = static_cast<std::int64_t>(at) + 1;
    }
  if (!reel.empty()) shots.push_back({begin, std::ssize(reel)});
  return shots;
}

bool may_be_compared(double unmatched_share) { return unmatched_share <= comparable; }

}  // namespace tasma::restoration
