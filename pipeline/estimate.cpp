#include "pipeline/estimate.hpp"

#include <algorithm>

#include "codecs/sidecars.hpp"
#include "pipeline/budget.hpp"

namespace tasma::pipeline {
namespace {

constexpr double ffv1_share = 0.6;                                         // of the samples' bits, on grainy film
constexpr double measurement_bytes = 20'000;                               // of a frame, while a survey is under way
constexpr double h264_bits_a_second = 20e6, prores_bits_a_second = 195e6;  // at its ceiling, at 1080 lines
constexpr double dcp_bits_a_second = 225e6;                                // its limit, which grain comes up to
constexpr double dcp_frame_s = 1.3;                                        // processor time of a frame with grain

/// Processor time for a sample (a pixel of one plane), measured at 2K on a processor of 2023.
constexpr double preserving_s = 0.12e-6, restoring_s = 0.45e-6, screening_s = 0.15e-6, surveying_s = 0.3e-6;

/// How many of the frames `--frames` picks; all belong to a preservation master.
std::int64_t frames_of(const std::string& kind, const Inventory& inventory, const Job& job) {
  if (!job.frames || kind == "preservation") return std::ssize(inventory.frames);
  return std::ranges::count_if(inventory.frames, [&](const FrameEntry& frame) {
    return frame.number >= job.frames->first && frame.number <= job.frames->second;
  });
}

/// Bytes that a preservation master holds beside pictures: files that samples do not give back, and sound.
std::uint64_t kept_whole(const Inventory& inventory) {
  std::uint64_t bytes = 0;
  for (const auto& frame : inventory.frames)
    if (frame.kept_whole) bytes += frame.size;
  for (const auto& kept : codecs::sidecars_of(inventory)) bytes += kept.size;
  return bytes;
}

bool asks_for(const Job& job, std::string_view format) {
  return std::ranges::find(job.screen_as, format) != job.screen_as.end();
}

double bits_a_second(const Job& job) {
  return (asks_for(job, "h264") ? h264_bits_a_second : 0) + (asks_for(job, "prores") ? prores_bits_a_second : 0) +
         (asks_for(job, "dcp") ? dcp_bits_a_second : 0);
}

}  // namespace

void add_estimate(Outcome& outcome, const std::string& kind, const std::string& id, const std::filesystem::path& path,
                  const Inventory& inventory, const Job& job) {
  const auto& stream = inventory.stream;
  const auto count = frames_of(kind, inventory, job);
  const auto frames = static_cast<double>(count);
  const double samples = frames * stream.size.width * stream.size.height * stream.planes;
  const bool screening = kind == "screening", surveying = kind == "survey",
             restoring = kind == "restored" || kind == "frames";
  const double bytes = screening   ? frames / stream.rate.value() * bits_a_second(job) / 8
                       : surveying ? frames * measurement_bytes
                                   : samples * stream.depth / 8 * (kind == "frames" ? 1.6 : ffv1_share);
  const bool preserving = kind == "preservation" || kind == "master";
  const auto whole = static_cast<std::uint64_t>(bytes) + (preserving ? kept_whole(inventory) : 0);
  outcome.products.push_back({kind, id, path, whole, count, {}, false});
  outcome.peak_space += whole;
  // Segments and the master made of them lie side by side until the master is proved.
  for (const auto& product : outcome.products) outcome.peak_space = std::max(outcome.peak_space, 2 * product.bytes);
  const double of_samples = samples * (screening   ? screening_s
                                       : surveying ? surveying_s
                                       : restoring ? restoring_s
                                                   : preserving_s);
  outcome.seconds += (of_samples + (screening && asks_for(job, "dcp") ? frames * dcp_frame_s : 0)) /
                     flow_for(job.resources, stream, widest_reach).threads;
}

}  // namespace tasma::pipeline
