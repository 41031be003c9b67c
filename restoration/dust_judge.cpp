#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "restoration/dust.hpp"
#include "restoration/region_motion.hpp"

namespace tasma::restoration {
namespace {

constexpr int ring_near = 3, ring_far = 8;  // pixels from the region: where its surroundings begin and end
constexpr std::size_t least_ring = 12;      // pixels
constexpr int least_area = 3;               // pixels; below, grain does it
constexpr double remembered = 0.45;         // score from which a weak candidate is kept for its neighbours
constexpr double contrast_over_doubt = 4;   // what makes a candidate sure
constexpr double one_sided = 0.7;           // of the score, when nothing is known of the other side
constexpr int one_sided_area = 1200;        // pixels at 2048 across
constexpr double doubtful = 0.7;            // score of what was there two frames away, too: never repaired
constexpr double resemblance = 0.4;         // of the contrast: the thing was there two frames away

/// A region with its surroundings cut out of the frame.
struct Patch {
  cv::Rect box;                         // the region's, widened
  cv::Mat_<uchar> in;                   // 1: of the region; 2: beside it, where the mask may grow
  std::vector<cv::Point> inside, ring;  // of the picture
};

Patch cut_out(const Region& region, const cv::Mat& marks) {
  Patch patch;
  const cv::Rect frame(0, 0, marks.cols, marks.rows);
  patch.box = (region.box + cv::Size(2 * ring_far, 2 * ring_far) - cv::Point(ring_far, ring_far)) & frame;
  patch.in = cv::Mat_<uchar>::zeros(patch.box.size());
  for (const cv::Point at : region.pixels) patch.in(at - patch.box.tl()) = 1;
  cv::Mat_<uchar> next_to, wider, widest;
  const auto disc = [](int r) { return cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * r + 1, 2 * r + 1}); };
  cv::dilate(patch.in, next_to, disc(1));
  cv::dilate(patch.in, wider, disc(ring_near - 1));
  cv::dilate(patch.in, widest, disc(ring_far));
  const cv::Mat_<uchar> marked(marks(patch.box));
  for (int y = 0; y < patch.in.rows; ++y)
    for (int x = 0; x < patch.in.cols; ++x) {
      if (next_to(y, x) != 0 && patch.in(y, x) == 0) patch.in(y, x) = 2;
      if (patch.in(y, x) != 0) patch.inside.emplace_back(cv::Point(x, y) + patch.box.tl());
      if (widest(y, x) != 0 && wider(y, x) == 0 && marked(y, x) == 0)
        patch.ring.emplace_back(cv::Point(x, y) + patch.box.tl());
    }
  return patch;
}

Mask mask_of(const Patch& patch) {
  cv::Point least = patch.inside.front(), most = least;
  for (const auto at : patch.inside) {
    least = {std::min(least.x, at.x), std::min(least.y, at.y)};
    most = {std::max(most.x, at.x), std::max(most.y, at.y)};
  }
  Mask mask{{least.x, least.y, {most.x - least.x + 1, most.y - least.y + 1}}, {}};
  bool inside = false;
  std::uint32_t run = 0;
  for (int y = least.y; y <= most.y; ++y)
    for (int x = least.x; x <= most.x; ++x) {
      const bool here = patch.in(cv::Point(x, y) - patch.box.tl()) != 0;
      if (here != inside) {
        mask.runs.push_back(run);
        run = 0;
        inside = here;
      }
      ++run;
    }
  mask.runs.push_back(run);
  return mask;
}

/// A reference as it looks from the region.
struct View {
  const Reference* reference;
  BoxMotion motion;
  std::vector<float> inside;  // its levels at Patch::inside, levelled by the ring
  double ring_error;          // mean difference on the ring, levelled
};

std::optional<View> look(const Reference& reference, const Patch& patch, const Rectangle& box, const cv::Mat& centre) {
  const auto motion = region_motion(reference, box, patch.ring, centre);
  if (!motion) return std::nullopt;
  View view{&reference, *motion, {}, 0};
  std::vector<float> differences;
  for (const auto at : patch.ring)
    differences.push_back(centre.at<float>(at) - sample(reference.level, moved(at, box, *motion)));
  auto sorted = differences;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const float level = *middle;
  for (const float difference : differences) view.ring_error += std::abs(difference - level);
  view.ring_error /= static_cast<double>(differences.size());
  for (const auto at : patch.inside) view.inside.push_back(sample(reference.level, moved(at, box, *motion)) + level);
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
  Judge(const cv::Mat& centre, std::span<const Reference> references, const cv::Mat& marks)
      : centre_(centre), references_(references), marks_(marks) {}

  std::optional<Candidate> judge(const Region& region, const Reference& first, const Reference& second,
                                 const std::vector<float>& noise) const {
    if (region.pixels.size() < least_area) return std::nullopt;
    const Patch patch = cut_out(region, marks_);
    if (patch.ring.size() < least_ring) return std::nullopt;
    Candidate candidate;
    candidate.mask = mask_of(patch);
    std::vector<View> views;
    for (const Reference& reference : references_)
      if (auto view = look(reference, patch, candidate.mask.box, centre_)) views.push_back(std::move(*view));
    const auto of = [&](const Reference& r) {
      return std::ranges::find_if(views, [&](const View& v) { return v.reference == &r; });
    };
    const auto a = of(first), b = of(second);
    if (a == views.end() || b == views.end()) return std::nullopt;

    std::vector<float> here, between;
    std::vector<bool> in_core;
    double contrast = 0;
    std::size_t core = 0;
    for (std::size_t i = 0; i < patch.inside.size(); ++i) {
      here.push_back(centre_.at<float>(patch.inside[i]));
      between.push_back((a->inside[i] + b->inside[i]) / 2);
      in_core.push_back(patch.in(patch.inside[i] - patch.box.tl()) == 1);
      if (in_core[i]) contrast += here[i] - between[i], ++core;
    }
    contrast /= static_cast<double>(core);
    candidate.bright = contrast > 0;
    contrast = std::abs(contrast);

    const float level = std::clamp(between[between.size() / 2], 0.0F, 0.999F);
    const double grain = noise[static_cast<std::size_t>(level * 16)];
    const double dispute = mean_difference(a->inside, b->inside);
    bool seen_before = false;
    candidate.first = std::min(0, std::min(first.offset, second.offset));
    candidate.last = std::max(0, std::max(first.offset, second.offset));
    for (const View& view : views) {
      if (view.reference == &first || view.reference == &second) continue;
      seen_before |=
          difference_in(in_core, view.inside, here) < resemblance * contrast && view.ring_error < contrast / 2;
      candidate.first = std::min(candidate.first, view.reference->offset);
      candidate.last = std::max(candidate.last, view.reference->offset);
    }
    candidate.score = contrast / (contrast_over_doubt * doubt(dispute, a->ring_error, b->ring_error, grain));
    if (first.offset * second.offset > 0) {
      const double scale = std::max(0.4, centre_.cols / 2048.0);
      candidate.score *= one_sided;
      if (static_cast<double>(patch.inside.size()) > one_sided_area * scale * scale) candidate.score = remembered;
    }
    if (seen_before) candidate.score = std::min(candidate.score, doubtful);
    if (candidate.score < remembered) return std::nullopt;
    choose_source(candidate, views, between);
    for (const View& view : views) {
      if (view.reference->offset == -1) candidate.to_previous = view.motion[0];
      if (view.reference->offset == 1) candidate.to_next = view.motion[0];
    }
    if (candidate.score < score_wanted(Strength::strong)) candidate.mask.runs.clear();
    return candidate;
  }

 private:
  /// The frame that agrees best with the surroundings, and inside with what the others say.
  static void choose_source(Candidate& candidate, std::span<const View> views, std::span<const float> between) {
    double least = 0;
    for (const View& view : views) {
      const double error = view.ring_error + mean_difference(view.inside, between);
      if (candidate.source != 0 && error >= least) continue;
      least = error;
      candidate.source = view.reference->offset;
      candidate.motion = view.motion;
    }
  }

  const cv::Mat& centre_;
  std::span<const Reference> references_;
  const cv::Mat& marks_;
};

}  // namespace

std::vector<Candidate> find_dust(const cv::Mat& centre, std::vector<Reference> references) {
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
  carry(*first, centre);
  carry(*second, centre);

  auto noise = noise_curve(centre, first->carried);
  const auto other = noise_curve(centre, second->carried);
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = std::max(noise[i], other[i]);

  cv::Mat marks;
  auto regions = standing_out(centre, *first, *second, noise, marks);
  const Judge judge(centre, references, marks);
  std::vector<Candidate> candidates;
  for (const Region& region : regions)
    if (auto candidate = judge.judge(region, *first, *second, noise)) candidates.push_back(std::move(*candidate));
  std::ranges::sort(candidates, {}, [](const Candidate& c) { return std::pair(c.mask.box.y, c.mask.box.x); });
  return candidates;
}

}  // namespace tasma::restoration
