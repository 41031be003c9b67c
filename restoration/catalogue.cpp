#include "restoration/catalogue.hpp"

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgproc.hpp>

#include "pipeline/core/library_log.hpp"
#include "restoration/chroma.hpp"
#include "restoration/dust.hpp"
#include "restoration/flicker.hpp"
#include "restoration/local_light.hpp"
#include "restoration/look.hpp"
#include "restoration/motion.hpp"
#include "restoration/perforation.hpp"
#include "restoration/picture_motion.hpp"
#include "restoration/scratch.hpp"
#include "restoration/shot_kinds.hpp"
#include "restoration/shots.hpp"
#include "restoration/stabilization.hpp"
#include "restoration/tone.hpp"

namespace tasma::restoration {
namespace {

constexpr double duplicate = 0.0005;  // mean difference of levels below which two frames are one
constexpr double visible = 0.003;     // log gain from which a reference's tones are changed

/// What OpenCV would print before it throws.
int hear_opencv(int, const char* function, const char* text, const char*, int, void*) {
  tell_library_log(LibraryLevel::error, "OpenCV", std::string(function) + ": " + text);
  return 0;
}

/// Parallelism is the pipeline's: between frames. OpenCV's own would make results hang on the number of threads. Nor
/// does it print anything.
void tame_opencv() {
  static const bool done = (cv::setNumThreads(1), cv::redirectError(hear_opencv),
                            cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT), true);
  static_cast<void>(done);
}

/// A frame of the neighbourhood with what every measurement needs of it.
struct Looked {
  int offset;
  const Frame* frame;
  cv::Mat luma;  // of code values
  cv::Mat seen;  // as it is judged by
  Proxy proxy;
  cv::Mat motion;  // from the centre
  double unmatched = 0;
};

class ReelAnalysis final : public Analysis {
 public:
  ReelAnalysis(const StreamInfo& stream, const Repairs& repairs)
      : size_(stream.size), transfer_(stream.transfer), repairs_(repairs) {}

  int reach() const override { return widest_reach; }

  Measurement measure(const Neighbourhood& around) const override {
    const Frame& centre = *around.centre;
    Measurement measured;
    measured.number = centre.number;
    measured.position = centre.position;
    measured.whole = centre.state == FrameState::whole;
    if (!measured.whole || !large_enough(size_)) return measured;
    measured.grey = is_grey(centre.pixels);

    const Looked here = look(centre, 0);
    measured.look = look_of(here.seen);
    if (repairs_.stabilization) measured.perforation = find_perforation(here.seen, here.proxy.level);
    std::vector<Looked> others;
    for (const auto* side : {&around.before, &around.after})
      for (const FramePtr& frame : *side)
        if (frame && frame->state == FrameState::whole && wanted(offset_of(*frame, centre)))
          others.push_back(look(*frame, offset_of(*frame, centre)));
    for (const int offset : {-1, 1, -2, 2}) find_motion(here, others, offset);

    for (const Looked& other : others) {
      if (other.offset < 0) continue;
      const auto ahead = static_cast<std::size_t>(other.offset - 1);
      measured.unmatched[ahead] = other.unmatched;
      if (ahead == 0) measured.repeated = same_picture(here.proxy, other.proxy);
      if (repairs_.stabilization || (repairs_.scratches && ahead == 0))
        measured.motion[ahead] = part_motions(here.proxy, other.proxy, other.motion);
      if (repairs_.flicker && ahead == 0 && may_be_compared(other.unmatched)) measure_tones(here, other, measured);
    }
    if (repairs_.dust) measured.candidates = find_dust(here, others, measured.grey);
    if (repairs_.scratches) measured.lines = find_lines(here, others, measured);
    return measured;
  }

  Plan decide(std::span<const Measurement> reel) const override {
    Plan plan;
    for (const Measurement& measured : reel) {
      plan.frames.emplace_back();
      plan.frames.back().number = measured.number;
      plan.frames.back().position = measured.position;
    }
    std::int64_t shot = 0;
    for (const Range range : decide_shots(reel)) {
      for (auto i = range.begin; i < range.end; ++i) plan.frames[static_cast<std::size_t>(i)].shot = shot;
      ++shot;
    }
    decide_shot_kinds(reel, seen_transfer(transfer_), plan.frames);
    if (repairs_.scratches) decide_scratches(reel, size_, repairs_.strength.scratches, plan.frames);
    if (repairs_.dust) decide_dust(reel, size_, repairs_, plan.frames);
    if (repairs_.flicker) decide_flicker(reel, repairs_.strength.flicker, plan.frames);
    if (repairs_.stabilization) decide_stabilization(reel, size_, repairs_.strength.stabilization, plan.frames);
    return plan;
  }

 private:
  static int offset_of(const Frame& frame, const Frame& centre) {
    return static_cast<int>(frame.position - centre.position);
  }

  /// Frames before are looked at for dust only; all else is measured from a frame to those after it.
  bool wanted(int offset) const { return offset > 0 || repairs_.dust; }

  Looked look(const Frame& frame, int offset) const {
    Looked looked{offset, &frame, luma16(frame.pixels), {}, {}, {}};
    looked.seen = as_seen(looked.luma, transfer_);
    looked.proxy = make_proxy(looked.seen, proxy_scale(size_));
    return looked;
  }

  /// The second frame away begins where the first was found.
  static void find_motion(const Looked& here, std::vector<Looked>& others, int offset) {
    const auto at = [&](int wanted) { return std::ranges::find(others, wanted, &Looked::offset); };
    const auto other = at(offset);
    if (other == others.end()) return;
    const auto nearer = at(offset / 2);
    const bool guided = offset % 2 == 0 && nearer != others.end() && may_be_compared(nearer->unmatched);
    other->motion = dense_motion(here.proxy, other->proxy, guided ? cv::Mat(nearer->motion * 2) : cv::Mat());
    other->unmatched =
        unmatched_share(here.proxy.detail, carried(other->proxy.detail, other->motion, 1, here.proxy.detail));
  }

  /// Of code values: what is rendered are tables of these.
  void measure_tones(const Looked& here, const Looked& next, Measurement& measured) const {
    const auto change = [&](const cv::Mat& now, const cv::Mat& then) {
      measured.tones.push_back(tone_change(now, carried(then, next.motion, 1, now)));
    };
    const auto now = as_coded(here.proxy.level, transfer_);
    const auto then = carried(as_coded(next.proxy.level, transfer_), next.motion, 1, now);
    measured.tones.push_back(tone_change(now, then));
    measured.light = local_change(now, then, measured.tones.front());
    const int scale = here.proxy.scale;
    for (int plane = 0; plane < 3 && !measured.grey; ++plane)
      change(proxy_level(here.frame->pixels, plane, scale), proxy_level(next.frame->pixels, plane, scale));
  }

  /// References: the frames of the same shot, as far as one can tell here, with the tones of the centre.
  std::vector<Candidate> find_dust(const Looked& here, const std::vector<Looked>& others, bool grey) const {
    const auto sight = [&](const Looked& of, const cv::Mat& level) {
      return Sight{softened(level),
                   grey ? std::vector<cv::Mat>() : chroma(of.frame->pixels, transfer_, of.proxy.scale)};
    };
    cv::Mat level;
    here.seen.convertTo(level, CV_32F, 1.0 / 65536);
    const Sight centre = sight(here, level);
    std::vector<Reference> references;
    for (const Looked& other : others) {
      const auto between = std::ranges::find(others, other.offset / 2, &Looked::offset);
      const bool beyond_a_cut =
          other.offset % 2 == 0 && between != others.end() && !may_be_compared(between->unmatched);
      if (beyond_a_cut || !may_be_compared(other.unmatched) || same_picture(here.proxy, other.proxy)) continue;
      const auto tone = tone_change(carried(other.proxy.level, other.motion, 1, here.proxy.level), here.proxy.level);
      references.push_back({other.offset, sight(other, levelled(other.seen, tone)), other.motion, here.proxy.scale});
    }
    return restoration::find_dust(centre, std::move(references));
  }

  std::vector<Line> find_lines(const Looked& here, const std::vector<Looked>& others,
                               const Measurement& measured) const {
    const auto after = std::ranges::find(others, 1, &Looked::offset);
    if (after == others.end() || !may_be_compared(after->unmatched) || measured.repeated)
      return restoration::find_lines(here.frame->pixels, here.luma, measured.grey, nullptr);
    const NextFrame next{thin_rows(after->luma, LineGrid(after->luma.size())), after->motion, here.proxy.scale,
                         picture_motion(measured.motion[0], size_)};
    return restoration::find_lines(here.frame->pixels, here.luma, measured.grey, &next);
  }

  /// Whether one frame stands twice in the scan (pulldown, a printer that stuck), with all its dirt.
  static bool same_picture(const Proxy& a, const Proxy& b) {
    return cv::norm(a.level, b.level, cv::NORM_L1) < duplicate * static_cast<double>(a.level.total());
  }

  static cv::Mat levelled(const cv::Mat& luma, const ToneChange& tone) {
    cv::Mat level(luma.size(), CV_32F);
    if (std::ranges::all_of(tone.log_gain, [](double g) { return std::abs(g) < visible; })) {
      luma.convertTo(level, CV_32F, 1.0 / 65536);
      return level;
    }
    const auto table = level_table(tone.log_gain);
    for (int y = 0; y < luma.rows; ++y)
      std::transform(luma.ptr<std::uint16_t>(y), luma.ptr<std::uint16_t>(y) + luma.cols, level.ptr<float>(y),
                     [&](std::uint16_t value) { return table[value]; });
    return level;
  }

  Size size_;
  Transfer transfer_;
  Repairs repairs_;
};

}  // namespace

std::unique_ptr<const Analysis> make_analysis(const StreamInfo& stream, const Repairs& repairs) {
  tame_opencv();
  return std::make_unique<ReelAnalysis>(stream, repairs);
}

std::vector<TreatmentPtr> make_treatments(const Plan& plan, const StreamInfo&) {
  tame_opencv();
  std::vector<TreatmentPtr> treatments;
  const auto any = [&](auto asks) { return std::ranges::any_of(plan.frames, asks); };
  if (any([](const FramePlan& frame) { return !frame.repairs.empty(); }))
    treatments.push_back(std::make_unique<DustRepair>(plan));
  if (any([](const FramePlan& frame) { return !frame.scratches.empty(); }))
    treatments.push_back(std::make_unique<ScratchRepair>(plan));
  if (any([](const FramePlan& frame) { return !frame.curves.empty() || !frame.light.empty(); }))
    treatments.push_back(std::make_unique<Deflicker>(plan));
  if (any([](const FramePlan& frame) { return frame.warp != Warp{}; }))
    treatments.push_back(std::make_unique<Stabilization>(plan));
  return treatments;
}

}  // namespace tasma::restoration
