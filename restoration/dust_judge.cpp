#include <algorithm>
#include <cmath>
#include <optional>

#include "restoration/dust.hpp"
#include "restoration/dust_patch.hpp"
#include "restoration/dust_surroundings.hpp"
#include "restoration/median.hpp"
#include "restoration/region_motion.hpp"

namespace tasma::restoration {
namespace {

constexpr std::size_t least_ring = 12;       // pixels
constexpr int least_area = 3;                // pixels; below, grain does it
constexpr double remembered = 0.45;          // score from which a weak candidate is kept for its neighbours
constexpr double contrast_over_doubt = 4.2;  // what makes a candidate sure
constexpr double one_sided = 0.55;           // of the score, when nothing is known of the other side,
constexpr double one_sided_large = 0.3;      // of a large region, which is more often a thing that comes or goes
constexpr double small_area = 300, large_area = 2400;  // pixels at 2048 across
constexpr float colour_noise = 3;                      // times what is measured: colours of a camera wander in patches
constexpr double by_colour = 0.7;                      // of the score, when colour tells it: it is coarser than luma
constexpr double doubtful = 0.7;                       // score of what was there two frames away, too: never repaired
constexpr double resemblance = 0.4;                    // of the contrast: the thing was there two frames away
constexpr double vouched = 7;       // contrast over each of three doubts, where surroundings vouch for a candidate
constexpr double worst_source = 3;  // units of the noise by which the best frame's surroundings may be off

/// Levels of one channel: of the luma, or of a colour difference.
struct Levels {
  std::vector<float> inside;  // at Patch::inside; of a reference levelled by the ring
  double ring_error = 0;      // mean difference on the ring, levelled
};

/// A reference as it looks from the region, channel by channel.
struct View {
  const Reference* reference;
  BoxMotion motion;
  std::vector<Levels> channels;
};

/// A place of the full size in a channel that may be smaller.
cv::Point2f in_channel(cv::Point2f at, int scale) {
  const auto factor = static_cast<float>(scale);
  return scale == 1 ? at : cv::Point2f((at.x + 0.5F) / factor - 0.5F, (at.y + 0.5F) / factor - 0.5F);
}

Levels levels_in(const cv::Mat& there, const cv::Mat& here, int scale, const Patch& patch, const Rectangle& box,
                 const BoxMotion& motion) {
  Levels levels;
  const auto moved_in = [&](cv::Point at) { return sample(there, in_channel(moved(at, box, motion), scale)); };
  std::vector<float> differences;
  for (const auto at : patch.ring) differences.push_back(sample(here, in_channel(at, scale)) - moved_in(at));
  const float level = median(differences);
  for (const float difference : differences) levels.ring_error += std::abs(difference - level);
  levels.ring_error /= static_cast<double>(differences.size());
  for (const auto at : patch.inside) levels.inside.push_back(moved_in(at) + level);
  return levels;
}

std::optional<View> look(const Reference& reference, const Patch& patch, const Rectangle& box, const Sight& centre) {
  const auto motion = region_motion(reference, box, patch.ring, centre.level);
  if (!motion) return std::nullopt;
  View view{&reference, *motion, {}};
  view.channels.push_back(levels_in(reference.sight.level, centre.level, 1, patch, box, *motion));
  for (std::size_t i = 0; i < centre.chroma.size(); ++i)
    view.channels.push_back(
        levels_in(reference.sight.chroma[i], centre.chroma[i], reference.scale, patch, box, *motion));
  return view;
}

double mean_difference(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return sum / static_cast<double>(a.size());
}

double difference_in(const std::vector<bool>& core, std::span<const float> a, std::span<const float> b) {
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (core[i]) sum += std::abs(a[i] - b[i]), ++count;
  return sum / count;
}

/// What else could make a contrast: frames beside that disagree with each other, or surroundings that do not fit. The
/// better-fitting side counts most: where neither fits better than grain allows, motion is not understood.
double doubt(double dispute, double ring_error_a, double ring_error_b, double grain) {
  const auto floored = [&](double error) { return std::max(error, grain / 2); };
  return std::cbrt(floored(dispute) * floored(ring_error_a) * floored(ring_error_b)) *
         std::sqrt(floored(std::min(ring_error_a, ring_error_b)) / grain);
}

class Judge {
 public:
  /// `noise` by channel.
  Judge(const Sight& centre, std::span<const Reference> references, const cv::Mat& marks,
        std::span<const std::vector<float>> noise)
      : centre_(centre), references_(references), marks_(marks), noise_(noise) {}

  std::optional<Candidate> judge(const Region& region) const {
    if (region.pixels.size() < least_area) return std::nullopt;
    const Patch patch = cut_out(region, marks_);
    if (patch.ring.size() < least_ring) return std::nullopt;
    Candidate candidate;
    candidate.mask = mask_of(patch);
    std::vector<View> views;
    for (const Reference& reference : references_)
      if (auto view = look(reference, patch, candidate.mask.box, centre_)) views.push_back(std::move(*view));
    const auto sides = nearest(views);
    if (!sides) return std::nullopt;
    const auto [first, second] = *sides;

    for (std::size_t channel = 0; channel < noise_.size(); ++channel)
      weigh(channel, patch, views, *first, *second, candidate);
    if (first->reference->offset * second->reference->offset > 0) candidate.score *= one_sided_share(patch);
    if (candidate.score < remembered) return std::nullopt;
    choose_source(candidate, patch, views, between(*first, *second, 0));
    for (const View& view : views) {
      candidate.first = std::min(candidate.first, view.reference->offset);
      candidate.last = std::max(candidate.last, view.reference->offset);
      if (view.reference->offset == -1) candidate.to_previous = view.motion[0];
      if (view.reference->offset == 1) candidate.to_next = view.motion[0];
    }
    if (candidate.score < score_wanted(Strength::strong)) candidate.mask.runs.clear();
    return candidate;
  }

 private:
  /// The nearest view on either side; else the two on one side.
  static std::optional<std::pair<const View*, const View*>> nearest(std::span<const View> views) {
    const auto at = [&](int offset) -> const View* {
      const auto found = std::ranges::find(views, offset, [](const View& view) { return view.reference->offset; });
      return found == views.end() ? nullptr : &*found;
    };
    const View* before = at(-1) != nullptr ? at(-1) : at(-2);
    const View* after = at(1) != nullptr ? at(1) : at(2);
    if (before == nullptr) before = after, after = after == at(1) ? at(2) : nullptr;
    if (after == nullptr && before == at(-1)) after = at(-2);
    if (before == nullptr || after == nullptr) return std::nullopt;
    return std::pair(before, after);
  }

  static std::vector<float> between(const View& first, const View& second, std::size_t channel) {
    const auto &a = first.channels[channel].inside, &b = second.channels[channel].inside;
    std::vector<float> middle(a.size());
    std::ranges::transform(a, b, middle.begin(), [](float x, float y) { return (x + y) / 2; });
    return middle;
  }

  /// How surely one channel tells a defect; the surest of them decides.
  void weigh(std::size_t channel, const Patch& patch, std::span<const View> views, const View& first,
             const View& second, Candidate& candidate) const {
    const auto &a = first.channels[channel], &b = second.channels[channel];
    const auto middle = between(first, second, channel);
    const int scale = channel == 0 ? 1 : first.reference->scale;
    const cv::Mat& levels = channel == 0 ? centre_.level : centre_.chroma[channel - 1];
    std::vector<float> here;
    std::vector<bool> in_core;
    double contrast = 0, core = 0;
    for (std::size_t i = 0; i < patch.inside.size(); ++i) {
      here.push_back(sample(levels, in_channel(patch.inside[i], scale)));
      in_core.push_back(patch.in(patch.inside[i] - patch.box.tl()) == 1);
      if (in_core[i]) contrast += here[i] - middle[i], ++core;
    }
    contrast /= core;
    if (channel == 0) candidate.bright = contrast > 0;
    contrast = std::abs(contrast);

    const double grain = grain_at(channel, middle), dispute = mean_difference(a.inside, b.inside);
    double score = contrast / (contrast_over_doubt * doubt(dispute, a.ring_error, b.ring_error, grain));
    if (channel != 0) score *= by_colour;
    if (channel == 0 && score < score_wanted(Strength::light) && first.reference->offset * second.reference->offset < 0)
      score = std::max(score, vouched_for(patch, middle, contrast, dispute, grain));
    for (const View& view : views) {
      if (&view == &first || &view == &second) continue;
      const auto& there = view.channels[channel];
      if (difference_in(in_core, there.inside, here) < resemblance * contrast && there.ring_error < contrast / 2)
        score = std::min(score, doubtful);
    }
    candidate.score = std::max(candidate.score, score);
  }

  double grain_at(std::size_t channel, std::span<const float> levels) const {
    const float level = std::clamp(levels[levels.size() / 2], 0.0F, 0.999F);
    return noise_[channel][static_cast<std::size_t>(level * 16)];
  }

  /// Where motion is not understood, so that no ring fits, the picture around the region may vouch for it: if it
  /// foretells what the frames beside agree on, and the region is off by much more than others like it. A score; 0: it
  /// does not vouch, and never for a large one.
  double vouched_for(const Patch& patch, std::span<const float> middle, double contrast, double dispute,
                     double grain) const {
    const double least = contrast / std::max(dispute, grain / 2);
    if (full_size_area(patch) > large_area ||
        std::min(least, contrast / grain) < vouched * score_wanted(Strength::strong))
      return 0;
    const auto around = foretell(centre_.level, marks_, patch.box, patch.in);
    if (!around) return 0;
    double error = 0;
    for (std::size_t i = 0; i < patch.inside.size(); ++i)
      error += std::abs(around->levels(patch.inside[i] - patch.box.tl()) - middle[i]);
    error /= static_cast<double>(patch.inside.size());
    const double score = std::min({least, contrast / std::max(error, grain / 2),
                                   std::abs(around->off) / std::max(around->usual_off, grain)}) /
                         vouched;
    return score < score_wanted(Strength::strong) ? 0 : score;
  }

  /// Pixels at 2048 across.
  double full_size_area(const Patch& patch) const {
    const double scale = std::max(0.4, centre_.level.cols / 2048.0);
    return static_cast<double>(patch.inside.size()) / (scale * scale);
  }

  double one_sided_share(const Patch& patch) const {
    const double size =
        std::clamp(std::log(full_size_area(patch) / small_area) / std::log(large_area / small_area), 0.0, 1.0);
    return one_sided * std::pow(one_sided_large / one_sided, size);
  }

  /// The frame that agrees best with the surroundings, and inside with what the others say; the surroundings
  /// themselves, where no frame agrees and they foretell better.
  void choose_source(Candidate& candidate, const Patch& patch, std::span<const View> views,
                     std::span<const float> between) const {
    double least = 0, best_ring = 0;
    for (const View& view : views) {
      const auto& luma = view.channels.front();
      const double error = luma.ring_error + mean_difference(luma.inside, between);
      if (candidate.source != 0 && error >= least) continue;
      least = error;
      best_ring = luma.ring_error;
      candidate.source = view.reference->offset;
      candidate.motion = view.motion;
    }
    if (best_ring <= worst_source * grain_at(0, between) || full_size_area(patch) > large_area) return;
    const auto around = foretell(centre_.level, marks_, patch.box, patch.in);
    if (around && around->usual_error < best_ring) candidate.source = 0, candidate.motion = {};
  }

  const Sight& centre_;
  std::span<const Reference> references_;
  const cv::Mat& marks_;
  std::span<const std::vector<float>> noise_;
};

/// The noise between the centre and either of two references.
std::vector<float> noise_of(const cv::Mat& centre, const cv::Mat& first, const cv::Mat& second) {
  auto noise = noise_curve(centre, first);
  const auto other = noise_curve(centre, second);
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = std::max(noise[i], other[i]);
  return noise;
}

}  // namespace

std::vector<Candidate> find_dust(const Sight& centre, std::vector<Reference> references) {
  const auto at = [&](int offset) -> Reference* {
    const auto found = std::ranges::find(references, offset, &Reference::offset);
    return found == references.end() ? nullptr : &*found;
  };
  // The nearest on either side; else two on one side.
  Reference* first = at(-1) != nullptr ? at(-1) : at(-2);
  Reference* second = at(1) != nullptr ? at(1) : at(2);
  if (first == nullptr && second == at(1)) first = second, second = at(2);
  if (second == nullptr && first == at(-1)) second = at(-2);
  if (first == nullptr || second == nullptr) return {};
  // What has moved out of the one is looked for in the second frame on the other side.
  const auto carry_over = [&](Reference& reference, Reference* stand_in) {
    if (stand_in == nullptr || stand_in == first || stand_in == second || !leads_outside(reference))
      return carry(reference, centre, centre);
    carry(*stand_in, centre, centre);
    carry(reference, centre, stand_in->carried);
  };
  carry_over(*first, at(first->offset < 0 ? 2 : -2));
  carry_over(*second, at(second->offset < 0 ? 2 : -2));

  cv::Mat marks = cv::Mat::zeros(centre.level.size(), CV_8U);
  std::vector<std::vector<float>> noise;
  const auto mark = [&](const cv::Mat& here, const cv::Mat& a, const cv::Mat& b, float times) {
    auto curve = noise_of(here, a, b);
    noise.push_back(curve);
    for (float& deviation : curve) deviation *= times;
    mark_standing_out(here, a, b, curve, marks);
  };
  mark(centre.level, first->carried.level, second->carried.level, 1);
  for (std::size_t i = 0; i < centre.chroma.size(); ++i)
    mark(centre.chroma[i], first->carried.chroma[i], second->carried.chroma[i], colour_noise);

  const auto regions = regions_of(marks);
  const Judge judge(centre, references, marks, noise);
  std::vector<Candidate> candidates;
  for (const Region& region : regions)
    if (auto candidate = judge.judge(region)) candidates.push_back(std::move(*candidate));
  std::ranges::sort(candidates, {}, [](const Candidate& c) { return std::pair(c.mask.box.y, c.mask.box.x); });
  return candidates;
}

}  // namespace tasma::restoration
