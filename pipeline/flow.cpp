#include "pipeline/flow.hpp"

#include <oneapi/tbb/parallel_for.h>

namespace tasma::pipeline {

void stop_if_requested(const Observer& observer) {
  if (observer.stop_requested())
    throw Error(ExitCode::interrupted, Message("T4001", "stopped on request; the same command goes on from here"));
}

void on_threads(const Flow& flow, const std::function<void()>& body) {
  oneapi::tbb::task_arena arena(flow.threads);
  arena.execute(body);
}

void for_each_at_once(std::size_t count, const std::function<void(std::size_t)>& body) {
  oneapi::tbb::this_task_arena::isolate([&] { oneapi::tbb::parallel_for(std::size_t{0}, count, body); });
}

std::vector<Range> split(Range reel, std::int64_t length) {
  std::vector<Range> parts;
  for (auto begin = reel.begin; begin < reel.end; begin += length)
    parts.push_back({begin, std::min(begin + length, reel.end)});
  return parts;
}

void for_each_part(std::span<const Range> parts, const Flow& flow, Observer& observer,
                   const std::function<void(std::size_t, Range)>& body) {
  namespace tbb = oneapi::tbb;
  FirstFailure failure;
  const auto wanted = flow.share.of(std::ssize(parts));
  auto next = static_cast<std::size_t>(wanted.begin);
  const auto choose =
      tbb::make_filter<void, std::size_t>(tbb::filter_mode::serial_in_order, [&](tbb::flow_control& flow_control) {
        if (next == static_cast<std::size_t>(wanted.end) || failure.happened()) flow_control.stop();
        return next++;
      });
  const auto work =
      tbb::make_filter<std::size_t, void>(tbb::filter_mode::parallel, failure.guard([&](std::size_t index) {
        stop_if_requested(observer);
        body(index, parts[index]);
      }));
  on_threads(flow, [&] { tbb::parallel_pipeline(static_cast<std::size_t>(flow.threads), choose & work); });
  failure.rethrow_if_any();
}

void for_each_position(std::span<const std::int64_t> positions, const Flow& flow, Observer& observer,
                       const std::function<void(std::int64_t)>& body) {
  constexpr std::int64_t at_once = 8;  // neighbours, so that a file is read on where it was left
  const auto parts = split({0, std::ssize(positions)}, at_once);
  for_each_part(parts, flow, observer, [&](std::size_t, Range part) {
    for (auto i = part.begin; i < part.end; ++i) {
      stop_if_requested(observer);
      body(positions[static_cast<std::size_t>(i)]);
      observer.advance();
    }
  });
}

}  // namespace tasma::pipeline
