#include <algorithm>
#include <cmath>

#include "restoration/dust.hpp"
#include "restoration/rain.hpp"
#include "restoration/scratch.hpp"
#include "restoration/twinkling.hpp"

namespace tasma::restoration {
namespace {

constexpr double greatest_share = 0.03;  // of the frame; more is not dirt but a torn, flashed or wrong frame
constexpr double greatest_excess = 5;    // times the shot's median, where that is at all much:
constexpr double notable_share = 0.015;  // of the frame
constexpr double large_share = 0.0015, large_score = 1.9;  // blobs beyond this share of the frame must be surer
constexpr int reach_small = 3, reach_medium = 8, reach_large = 16;  // pixels at 2048 across: how near company is

/// Pieces of a scratch are in one frame only, too, where the scratch wanders; they are not dirt.
double share_of(const Measurement& frame, const FramePlan& plan, Size size) {
  std::int64_t pixels = 0;
  for (const Candidate& candidate : frame.candidates)
    if (candidate.score >= 1 && !lies_on(candidate.mask, plan.scratches)) pixels += area(candidate.mask);
  return static_cast<double>(pixels) / (static_cast<double>(size.width) * size.height);
}

int side(const Candidate& candidate) { return std::max(candidate.mask.box.size.width, candidate.mask.box.size.height); }

/// Whether a frame beside has something much like this one near the place it moves to: then it is in the scene.
bool has_company(const Candidate& candidate, const Measurement& beside, Shift16 motion, Size size) {
  const int own = side(candidate);
  const double reach = (own < 6     ? reach_small
                        : own <= 20 ? reach_medium
                                    : reach_large) *
                           std::max(0.4, size.width / 2048.0) +
                       own / 4.0;
  const auto middle = [](const Rectangle& box) {
    return std::pair(box.x + (box.size.width - 1) / 2.0, box.y + (box.size.height - 1) / 2.0);
  };
  const auto [from_x, from_y] = middle(candidate.mask.box);
  const double x = from_x + motion.dx / 16.0, y = from_y + motion.dy / 16.0;
  return std::any_of(beside.candidates.begin(), beside.candidates.end(), [&](const Candidate& other) {
    const auto [other_x, other_y] = middle(other.mask.box);
    return other.bright == candidate.bright && std::hypot(other_x - x, other_y - y) < reach && side(other) <= 2 * own &&
           own <= 2 * side(other);
  });
}

bool is_sure(const Candidate& candidate, double score, Size size) {
  const double share = static_cast<double>(area(candidate.mask)) / (static_cast<double>(size.width) * size.height);
  return candidate.score >= (share > large_share ? large_score * score : score);
}

bool has_polarity(const Candidate& candidate, DustPolarity wanted) {
  return wanted == DustPolarity::both || (wanted == DustPolarity::bright) == candidate.bright;
}

}  // namespace

void decide_dust(std::span<const Measurement> reel, Size size, const Repairs& asked, std::vector<FramePlan>& plan) {
  const double score = score_wanted(asked.strength.dust);
  for (std::size_t begin = 0, end = 0; begin < reel.size(); begin = end) {
    while (end < reel.size() && plan[end].shot == plan[begin].shot) ++end;
    std::vector<double> shares;
    for (std::size_t i = begin; i < end; ++i) shares.push_back(share_of(reel[i], plan[i], size));
    auto sorted = shares;
    std::ranges::sort(sorted);
    const double usual = sorted[sorted.size() / 2];
    const auto rain = rain_in(reel.subspan(begin, end - begin));
    const Twinkling twinkling(reel.subspan(begin, end - begin), size);

    for (std::size_t i = begin; i < end; ++i) {
      const double share = shares[i - begin];
      plan[i].suspect = share > greatest_share || share > std::max(notable_share, greatest_excess * usual);
      if (plan[i].suspect) continue;
      for (const Candidate& candidate : reel[i].candidates) {
        const auto at = static_cast<std::int64_t>(i);
        if (candidate.mask.runs.empty() || !is_sure(candidate, score, size) ||
            !has_polarity(candidate, asked.dust_polarity))
          continue;
        if (lies_on(candidate.mask, plan[i].scratches) || (rain && is_streak(candidate, *rain))) continue;
        if (twinkling.has(candidate)) continue;
        if (at + candidate.first < static_cast<std::int64_t>(begin) ||
            at + candidate.last >= static_cast<std::int64_t>(end))
          continue;
        if (i > begin && !reel[i - 1].repeated && has_company(candidate, reel[i - 1], candidate.to_previous, size))
          continue;
        if (i + 1 < end && !reel[i].repeated && has_company(candidate, reel[i + 1], candidate.to_next, size)) continue;
        plan[i].repairs.push_back(
            {candidate.mask, candidate.source, candidate.motion, candidate.score, Action::repair, candidate.bright});
      }
    }
  }
}

}  // namespace tasma::restoration
