#include "pipeline/budget.hpp"

#include <unistd.h>

#include <algorithm>
#include <thread>

#include "codecs/ffv1.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::pipeline {
namespace {

std::uint64_t memory_of(const Resources& resources) {
  const auto machine =
      static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return resources.memory > 0 ? resources.memory : machine / 4;
}

int threads_of(const Resources& resources) {
  return resources.threads > 0 ? resources.threads
                               : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace

Flow flow_for(const Resources& resources, const StreamInfo& stream, int reach) {
  const auto memory = memory_of(resources);
  const auto picture = static_cast<std::uint64_t>(stream.size.width) * static_cast<std::uint64_t>(stream.size.height) *
                       static_cast<std::uint64_t>(stream.planes) * sizeof(std::uint16_t);
  Flow flow;
  const auto frames = flow.in_flight + static_cast<std::size_t>(3 * reach + 1);
  const auto per_thread = codecs::ffv1_memory(stream) + frames * picture * 2;  // the file's bytes and a copy beside it
  const auto fitting = memory / std::max<std::uint64_t>(per_thread, 1);
  if (fitting == 0)
    throw Error(ExitCode::io,
                Message("T4131",
                        "{1} MiB of memory are too few for pictures of {2}x{3}, which need {4} MiB; give more --memory",
                        {std::to_string(memory >> 20), std::to_string(stream.size.width),
                         std::to_string(stream.size.height), std::to_string((per_thread >> 20) + 1)}));
  flow.threads = static_cast<int>(std::min(static_cast<std::uint64_t>(threads_of(resources)), fitting));
  return flow;
}

Resources shared_out(Resources resources, int jobs) {
  resources.threads = std::max(1, threads_of(resources) / jobs);
  resources.memory = memory_of(resources) / static_cast<std::uint64_t>(jobs);
  return resources;
}

}  // namespace tasma::pipeline
