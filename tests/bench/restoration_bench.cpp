/// What restoring costs a frame, on one thread: of a scan's first frames, measured and rendered again and again.
/// usage: restoration_bench SCAN [Google Benchmark's options]
///
/// SCAN needs dust, scratches, flicker and weave, so that each treatment has something to do.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <iostream>
#include <limits>
#include <stdexcept>
#include <string>

#include "codecs/open.hpp"
#include "pipeline/core/scan.hpp"
#include "restoration/catalogue.hpp"
#include "restoration/motion.hpp"
#include "restoration/picture_motion.hpp"
#include "restoration/scratch.hpp"
#include "restoration/tone.hpp"

namespace tasma {
namespace {

constexpr std::int64_t frames_wanted = 8;  // enough for all treatments to decide; they lie in memory

struct Reel {
  StreamInfo stream;
  std::vector<FramePtr> frames;
  Plan plan;  // of all treatments

  Neighbourhood around(std::size_t at) const {
    Neighbourhood neighbours{frames[at], {}, {}};
    for (std::size_t i = at - std::min<std::size_t>(at, 2); i < at; ++i) neighbours.before.push_back(frames[i]);
    for (std::size_t i = at + 1; i < std::min(frames.size(), at + 3); ++i) neighbours.after.push_back(frames[i]);
    return neighbours;
  }
};

Reel read_reel(const std::filesystem::path& path) {
  const auto scan = codecs::open_scan(path, {});
  Reel reel{scan->stream(), {}, {}};
  for (std::int64_t at = 0; at < std::min(frames_wanted, std::ssize(scan->numbers())); ++at)
    reel.frames.push_back(std::make_shared<const Frame>(scan->read(at)));
  const auto analysis = restoration::make_analysis(reel.stream, {});
  std::vector<Measurement> measured;
  for (std::size_t at = 0; at < reel.frames.size(); ++at) measured.push_back(analysis->measure(reel.around(at)));
  reel.plan = analysis->decide(measured);
  return reel;
}

/// `work` is done to one frame after another of those that have all their neighbours; the time is that of one.
template <class Work>
void add(const std::string& name, const Reel& reel, Work work) {
  const auto run = [&reel, work](benchmark::State& state) {
    std::size_t at = widest_reach;
    for ([[maybe_unused]] auto step : state) {
      work(at);
      if (++at + widest_reach >= reel.frames.size()) at = widest_reach;
    }
  };
  benchmark::RegisterBenchmark(name.c_str(), run)->Unit(benchmark::kMillisecond)->MinTime(2);
}

void add_analysis(const Reel& reel, const char* name, const Repairs& repairs) {
  add(name, reel,
      [&reel, analysis = std::shared_ptr(restoration::make_analysis(reel.stream, repairs))](std::size_t at) {
        benchmark::DoNotOptimize(analysis->measure(reel.around(at)));
      });
}

/// The treatment of that name, of those the plan asks for; none: all of them. With it goes a copy of the picture.
void add_render(const Reel& reel, const char* name, std::string_view treatment = {}) {
  const auto all = std::make_shared<std::vector<TreatmentPtr>>(restoration::make_treatments(reel.plan, reel.stream));
  if (!treatment.empty()) std::erase_if(*all, [&](const TreatmentPtr& one) { return one->name() != treatment; });
  if (all->empty()) throw std::runtime_error("the scan gives the treatments nothing to do");
  add(name, reel, [&reel, all](std::size_t at) {
    Image picture = reel.frames[at]->pixels.copy();
    for (const TreatmentPtr& one : *all) one->render(picture, reel.around(at));
    benchmark::DoNotOptimize(picture);
  });
}

/// What treatments share, and what they do by themselves: of a frame and the one after it.
void add_steps(const Reel& reel) {
  using namespace restoration;
  struct Seen {
    cv::Mat luma;
    Proxy proxy;
  };
  const int scale = proxy_scale(reel.stream.size);
  const auto seen = std::make_shared<std::vector<Seen>>();
  const auto motions = std::make_shared<std::vector<cv::Mat>>();
  for (const FramePtr& frame : reel.frames) {
    seen->push_back({luma16(frame->pixels), {}});
    seen->back().proxy = make_proxy(as_seen(seen->back().luma, reel.stream.transfer), scale);
  }
  for (std::size_t at = 0; at + 1 < seen->size(); ++at)
    motions->push_back(dense_motion((*seen)[at].proxy, (*seen)[at + 1].proxy));
  const auto proxy = [seen](std::size_t at) -> const Proxy& { return (*seen)[at].proxy; };

  add("luma_and_proxy", reel, [&reel, scale](std::size_t at) {
    benchmark::DoNotOptimize(make_proxy(as_seen(luma16(reel.frames[at]->pixels), reel.stream.transfer), scale));
  });
  add("dense_motion", reel, [=](std::size_t at) { benchmark::DoNotOptimize(dense_motion(proxy(at), proxy(at + 1))); });
  add("guided_motion", reel,
      [=](std::size_t at) { benchmark::DoNotOptimize(dense_motion(proxy(at), proxy(at + 2), (*motions)[at] * 2)); });
  add("part_motions", reel,
      [=](std::size_t at) { benchmark::DoNotOptimize(part_motions(proxy(at), proxy(at + 1), (*motions)[at])); });
  add("tone_change", reel, [=](std::size_t at) {
    const auto there = carried(proxy(at + 1).level, (*motions)[at], 1, proxy(at).level);
    benchmark::DoNotOptimize(tone_change(proxy(at).level, there));
  });
  add("find_lines", reel, [=, &reel](std::size_t at) {
    const cv::Mat& after = (*seen)[at + 1].luma;
    const NextFrame next{thin_rows(after, LineGrid(after.size())), (*motions)[at], scale, {}};
    benchmark::DoNotOptimize(
        find_lines(reel.frames[at]->pixels, (*seen)[at].luma, is_grey(reel.frames[at]->pixels), &next));
  });
}

}  // namespace
}  // namespace tasma

int main(int count, char** words) {
  if (count < 2) {
    std::cerr << "usage: restoration_bench SCAN [Google Benchmark's options]\n";
    return 2;
  }
  mallopt(M_MMAP_MAX, 0);  // what is freed is kept, as the program does
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  const auto reel = tasma::read_reel(words[1]);
  add_analysis(reel, "analysis", {});
  add_analysis(reel, "analysis_alone", {false, false, false, false});
  add_analysis(reel, "analysis_dust", {true, false, false, false});
  add_analysis(reel, "analysis_scratches", {false, true, false, false});
  add_analysis(reel, "analysis_flicker", {false, false, true, false});
  add_analysis(reel, "analysis_stabilization", {false, false, false, true});
  add_render(reel, "render");
  for (const char* treatment : {"dust", "scratches", "flicker", "stabilization"})
    add_render(reel, (std::string("render_") + treatment).c_str(), treatment);
  add_steps(reel);
  words[1] = words[0];
  --count, ++words;
  benchmark::Initialize(&count, words);
  benchmark::RunSpecifiedBenchmarks();
}
