#pragma once

#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "pipeline/core/error.hpp"
#include "pipeline/core/observer.hpp"
#include "pipeline/core/source.hpp"
#include "pipeline/first_failure.hpp"
#include "pipeline/share.hpp"
#include "pipeline/window.hpp"

namespace tasma::pipeline {

/// How much goes on at once.
struct Flow {
  int threads = 1;            // parts of a reel at once, and threads in all
  std::size_t in_flight = 4;  // frames of one part between reading and writing
  Share share = {};           // of for_each_part()

  Flow of(Share its) const { return {threads, in_flight, its}; }
};

/// Throws Error(interrupted) if the outside wants the run to stop.
void stop_if_requested(const Observer& observer);

/// Runs `body` where at most `flow.threads` threads work.
void on_threads(const Flow& flow, const std::function<void()>& body);

/// Calls `body` for 0 ... count - 1, several at once, on threads that are there anyway. Throws what one of them threw.
void for_each_at_once(std::size_t count, const std::function<void(std::size_t)>& body);

/// The parts of `reel`, each `length` long but the last.
std::vector<Range> split(Range reel, std::int64_t length);

/// Calls `body` for every part of the share, several at once and in any order, on at most `flow.threads` threads. The
/// first failure stops the others at their next frame and is thrown when all have ended.
void for_each_part(std::span<const Range> parts, const Flow& flow, Observer& observer,
                   const std::function<void(std::size_t index, Range part)>& body);

/// Calls `body` for every position, several at once and in any order, as for_each_part() does.
void for_each_position(std::span<const std::int64_t> positions, const Flow& flow, Observer& observer,
                       const std::function<void(std::int64_t)>& body);

/// Reads the frames of `part` and, `reach` to either side, their neighbours; sends each frame through `work` on any
/// thread and hands the results to `keep` in reel order, one at a time. At most `in_flight` frames are on their way,
/// so memory does not grow with the reel. Results depend neither on threads nor on where parts begin and end.
template <class Result>
void for_each_frame(const FrameSource& source, Range part, int reach, const Flow& flow, const Observer& observer,
                    const std::function<Result(const Neighbourhood&)>& work, const std::function<void(Result)>& keep) {
  namespace tbb = oneapi::tbb;
  constexpr auto in_order = tbb::filter_mode::serial_in_order;
  constexpr auto in_parallel = tbb::filter_mode::parallel;
  using Around = std::vector<Neighbourhood>;
  using Results = std::vector<Result>;

  FirstFailure failure;
  Window window(part, {0, static_cast<std::int64_t>(source.numbers().size())}, reach);
  const Range wanted = window.wanted();
  auto next = wanted.begin;

  const auto choose = tbb::make_filter<void, std::int64_t>(in_order, [&](tbb::flow_control& flow_control) {
    try {
      stop_if_requested(observer);
    } catch (...) {
      failure.keep(std::current_exception());
    }
    if (failure.happened() || next == wanted.end) flow_control.stop();
    return next++;
  });
  const auto read = tbb::make_filter<std::int64_t, FramePtr>(in_parallel, failure.guard([&](std::int64_t position) {
    return FramePtr(std::make_shared<const Frame>(source.read(position)));
  }));
  const auto gather = tbb::make_filter<FramePtr, Around>(
      in_order, failure.guard([&](const FramePtr& frame) { return frame ? window.add(frame) : Around(); }));
  const auto change = tbb::make_filter<Around, Results>(in_parallel, failure.guard([&](const Around& frames) {
    Results results;
    for (const auto& around : frames) results.push_back(work(around));
    return results;
  }));
  const auto write = tbb::make_filter<Results, void>(in_order, failure.guard([&](const Results& results) {
    for (const auto& result : results) keep(result);
  }));
  tbb::this_task_arena::isolate([&] {
    tbb::parallel_pipeline(flow.in_flight + static_cast<std::size_t>(reach), choose & read & gather & change & write);
  });
  failure.rethrow_if_any();
}

/// Takes items from `next` until there is none, sends each through `work` on any thread and hands the results to `keep`
/// in order, one at a time; at most `flow.in_flight` are on their way.
template <class Item, class Result>
void for_each_item(const std::function<std::optional<Item>()>& next, const std::function<Result(const Item&)>& work,
                   const std::function<void(const Result&)>& keep, const Flow& flow, const Observer& observer) {
  namespace tbb = oneapi::tbb;
  using HeldItem = std::shared_ptr<const Item>;
  using HeldResult = std::shared_ptr<const Result>;
  FirstFailure failure;
  const auto choose =
      tbb::make_filter<void, HeldItem>(tbb::filter_mode::serial_in_order, [&](tbb::flow_control& control) {
        HeldItem item;
        try {
          stop_if_requested(observer);
          if (auto taken = failure.happened() ? std::nullopt : next())
            item = std::make_shared<const Item>(std::move(*taken));
        } catch (...) {
          failure.keep(std::current_exception());
        }
        if (!item) control.stop();
        return item;
      });
  const auto change = tbb::make_filter<HeldItem, HeldResult>(
      tbb::filter_mode::parallel,
      failure.guard([&](const HeldItem& item) { return std::make_shared<const Result>(work(*item)); }));
  const auto write = tbb::make_filter<HeldResult, void>(
      tbb::filter_mode::serial_in_order, failure.guard([&](const HeldResult& result) { keep(*result); }));
  tbb::this_task_arena::isolate([&] { tbb::parallel_pipeline(flow.in_flight, choose & change & write); });
  failure.rethrow_if_any();
}

}  // namespace tasma::pipeline
