#include "pipeline/estimate.hpp"

#include <algorithm>

#include "codecs/sidecars.hpp"
#include "pipeline/budget.hpp"
#include "pipeline/copies.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/film_subtitles.hpp"

namespace tasma::pipeline {
namespace {

constexpr double ffv1_share = 0.6;            // of the samples' bits, on grainy film
constexpr double measurement_bytes = 20'000;  // of a frame, while a survey is under way
constexpr double dcp_frame_s = 1.3;           // processor time of a frame with grain
constexpr double prores_grain = 3;            // times what ProRes is meant to come to

/// Processor time for a sample (a pixel of one plane), measured at 2K on a processor of 2023.
constexpr double preserving_s = 0.12e-6, restoring_s = 0.25e-6, screening_s = 0.15e-6, surveying_s = 0.3e-6;

/// How many of the frames `--frames` picks; all belong to a preservation master.
std::int64_t frames_of(const std::string& kind, const ReelJob& reel, const Inventory& inventory, const Job& job) {
  if (kind == "preservation") return std::ssize(inventory.frames);
  return std::ranges::count_if(inventory.frames, [&](const FrameEntry& frame) {
    const bool picked = !job.frames || (frame.number >= job.frames->first && frame.number <= job.frames->second);
    const bool shown =
        frame.number >= reel.first.value_or(frame.number) && frame.number <= reel.last.value_or(frame.number);
    return picked && (shown || kind != "screening");
  });
}

/// The product so far that this is a part of, or a new one.
Product& product_of(Outcome& outcome, const std::string& kind, const std::string& id,
                    const std::filesystem::path& path) {
  for (auto& product : outcome.products)
    if (product.kind == kind && product.path == path) return product;
  return outcome.products.emplace_back(Product{kind, id, path, 0, 0, {}, false});
}

std::uint64_t bytes_in(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::uint64_t bytes = 0;
  std::error_code gone;
  for (const auto& entry : fs::recursive_directory_iterator(folder, gone))
    if (entry.is_regular_file(gone)) bytes += entry.file_size(gone);
  return bytes;
}

/// Bytes that a preservation master holds beside pictures: files that samples do not give back, and sound.
std::uint64_t kept_whole(const Inventory& inventory) {
  std::uint64_t bytes = 0;
  for (const auto& frame : inventory.frames)
    if (frame.kept_whole) bytes += frame.size;
  for (const auto& kept : codecs::sidecars_of(inventory)) bytes += kept.size;
  return bytes;
}

/// Of a copy: at the ceiling, which grain comes up to. In formats for editing a frame's bytes go by its pixels.
double bytes_of_copy(const codecs::Coding& coding, const StreamInfo& stream, double frames) {
  using enum codecs::ScreeningFormat;
  const bool is_prores = coding.format == prores || coding.format == prores4444;
  const double bytes_a_second = coding.megabits * 1e6 / 8;
  if (!is_prores && coding.format != dnxhr) return frames / stream.rate.value() * bytes_a_second;
  const double width = stream.size.width, height = stream.size.height;
  const double scale = std::min({1.0, coding.within.width / width, coding.within.height / height});
  const double of_hd = width * height * scale * scale / (1920 * 1080);
  return frames / 24 * bytes_a_second * of_hd * (is_prores ? prores_grain : 1);
}

struct CopyBytes {
  double all = 0, largest = 0;  // of all copies, of the largest among them
};
CopyBytes bytes_of_copies(const Job& job, const StreamInfo& stream, double frames) {
  CopyBytes bytes;
  for (const auto& copy : copies_of(job, subtitle_languages(job.subtitles))) {
    const auto its = bytes_of_copy(copy.coding, stream, frames);
    bytes = {bytes.all + its, std::max(bytes.largest, its)};
  }
  return bytes;
}

std::int64_t dcps_of(const Job& job) {
  return std::ranges::count_if(copies_of(job, subtitle_languages(job.subtitles)), is_dcp);
}

}  // namespace

void add_estimate(Outcome& outcome, const std::string& kind, const ReelJob& reel, const std::filesystem::path& path,
                  const Inventory& inventory, const Job& job) {
  const auto& stream = inventory.stream;
  const auto count = frames_of(kind, reel, inventory, job);
  const auto frames = static_cast<double>(count);
  const double samples = frames * stream.size.width * stream.size.height * stream.planes;
  const bool screening = kind == "screening", surveying = kind == "survey",
             restoring = kind == "restored" || kind == "frames";
  const auto copies = bytes_of_copies(job, stream, frames);
  const double bytes = screening   ? copies.all
                       : surveying ? frames * measurement_bytes
                                   : samples * stream.depth / 8 * (kind == "frames" ? 1.6 : ffv1_share);
  const bool preserving = kind == "preservation" || kind == "master";
  const auto whole = static_cast<std::uint64_t>(bytes) + (preserving ? kept_whole(inventory) : 0);
  auto& product = product_of(outcome, kind, screening ? job.film : reel.id, path);
  product.bytes += whole;
  product.frames += count;
  const auto threads = flow_for(job.resources, stream, widest_reach).threads;
  // Segments of a master go as it is joined, but for those that are not yet worth it, and what is worked on; those of a
  // screening copy when it is whole, of which the largest needs most. A folder of frames has none, a survey nothing
  // else.
  const auto worked_on = bytes / std::max(frames, 1.0) * static_cast<double>(job.resources.segment_length) * threads;
  const auto so_far = static_cast<double>(product.bytes);
  const auto beside = screening          ? so_far * copies.largest / std::max(copies.all, 1.0)
                      : surveying        ? so_far
                      : kind == "frames" ? 0
                                         : std::min(so_far, so_far / 32 + worked_on);
  auto all = static_cast<std::uint64_t>(beside);
  for (const auto& other : outcome.products) all += other.bytes;
  outcome.peak_space = std::max(outcome.peak_space, all);
  const double of_samples = samples * (screening   ? screening_s
                                       : surveying ? surveying_s
                                       : restoring ? restoring_s
                                                   : preserving_s);
  outcome.seconds +=
      (of_samples + (screening ? static_cast<double>(dcps_of(job)) * frames * dcp_frame_s : 0)) / threads;
}

void note_space(const Outcome& estimated, const std::filesystem::path& output,
                const std::vector<std::filesystem::path>& begun, const Job& job, Observer& observer) {
  std::uint64_t needed = estimated.peak_space, there = 0;
  if (!job.resources.work.empty()) {  // where the segments lie
    needed = 0;
    for (const auto& product : estimated.products) needed += product.bytes;
  }
  for (const auto& folder : begun) there += bytes_in(folder);
  auto place = std::filesystem::absolute(output);
  while (!std::filesystem::exists(place)) place = place.parent_path();
  std::error_code unknown;
  const auto available = std::filesystem::space(place, unknown).available;
  if (unknown || available + there >= needed) return;
  observer.note(Message("T4666",
                        "{1}: {2} bytes may be needed, {3} are free; make room before it is full, or go on by the same "
                        "command when there is",
                        {printable(output), std::to_string(needed - there), std::to_string(available)}));
}

}  // namespace tasma::pipeline
