#include "pipeline/reel.hpp"

#include <algorithm>
#include <fstream>

#include "codecs/digest.hpp"
#include "codecs/ffv1.hpp"
#include "codecs/master.hpp"
#include "codecs/movie.hpp"
#include "pipeline/budget.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/versions.hpp"

namespace tasma::pipeline {
namespace {

std::string line_of(const StreamInfo& stream) {
  return std::to_string(stream.size.width) + 'x' + std::to_string(stream.size.height) + 'x' +
         std::to_string(stream.planes) + ' ' + std::to_string(stream.depth) + " bits " + to_string(stream.rate) + ' ' +
         to_string(stream.pixel_aspect) + ' ' + std::string(name_of(stream.transfer)) + ' ' + stream.timecode;
}

bool has_gaps(const Inventory& inventory) {
  const auto& frames = inventory.frames;
  return !frames.empty() &&
         (frames.back().number - frames.front().number + 1 != std::ssize(frames) ||
          std::ranges::any_of(frames, [](const FrameEntry& frame) { return frame.state == FrameState::missing; }));
}

/// The movie as FFV1 in one segment, every frame on its own, and where that lies.
std::filesystem::path conform(const ReelWork& work) {
  const auto folder = work.folder.segment_folder("conform");
  const auto& numbers = work.scan.numbers();
  const auto wanted = wanted_segment("conform", numbers, {0, std::ssize(numbers)}, work.fingerprint("conform"));
  work.observer.phase("conform", work.reel.id, std::ssize(numbers));
  const auto made = folder.reuse_or_make(wanted, [&](const std::filesystem::path& file, Segment&) {
    codecs::MovieReader movie(work.inventory());
    const auto stream = movie.stream();
    const auto codec = codecs::make_ffv1(stream);
    codecs::MatroskaWriter writer(file, {codecs::ffv1_track(stream)});
    const std::function<CodedFrame(const Frame&)> code = [&](const Frame& frame) {
      return codec->encode(frame.pixels, frame.position);
    };
    const auto flow = flow_for(work.job.resources, stream, 0);
    const auto keep = [&](const CodedFrame& frame) {
      writer.write(0, frame);
      work.observer.advance();
    };
    on_threads(
        flow, [&] { for_each_item<Frame, CodedFrame>([&] { return movie.next(); }, code, keep, flow, work.observer); });
    writer.finish();
  });
  return folder.file(made);
}

}  // namespace

std::int64_t ReelWork::date_s() const { return job.date_s.value_or(inventory().newest_ns / 1'000'000'000); }

std::string ReelWork::source(const StreamInfo& stream) const {
  // What is to become of gaps is no fact of a reel that has none.
  const auto gaps = has_gaps(inventory()) ? inventory().said.gaps : Gaps::fail;
  std::string line = "scan " + hex(inventory().digest) + ' ' + line_of(stream) + " gaps " +
                     std::to_string(static_cast<int>(gaps)) + " damaged " +
                     std::to_string(static_cast<int>(inventory().said.damaged)) + " reel " + reel.id;
  for (const auto& sound : sounds)
    line += " sound " + printable(sound.file.filename()) + ' ' + std::to_string(sound.size) + ' ' +
            std::to_string(sound.modified_ns);
  if (inventory().kind == Inventory::Kind::master)  // two restorations of one scan share the scan's digest
    line += " master " + std::to_string(std::filesystem::file_size(inventory().root)) + ' ' +
            std::to_string(std::filesystem::last_write_time(inventory().root).time_since_epoch().count());
  if (job.date_s) line += " date " + std::to_string(*job.date_s);
  return line;
}

std::string ReelWork::fingerprint(const std::string& settings) const {
  return source() + " | " + settings + " | " + toolchain();
}

Pictures::Pictures(const ReelWork& work) : scan_(work.scan) {
  if (work.inventory().not_restorable) throw Error(ExitCode::material, *work.inventory().not_restorable);
  if (work.inventory().kind == Inventory::Kind::movie) conformed_ = codecs::open_master(conform(work), work.reel.facts);
}

Range part_of(std::span<const std::int64_t> numbers, std::int64_t first, std::int64_t last) {
  const auto begin = std::ranges::lower_bound(numbers, first);
  const auto end = std::ranges::upper_bound(numbers, last);
  if (begin >= end)
    throw Error(ExitCode::usage, Message("T4090", "frames {1}-{2}: the scan has none of them; its frames are {3}-{4}",
                                         {std::to_string(first), std::to_string(last), std::to_string(numbers.front()),
                                          std::to_string(numbers.back())}));
  return {begin - numbers.begin(), end - numbers.begin()};
}

Range Pictures::part(const Job& job) const {
  const auto numbers = source().numbers();
  return job.frames ? part_of(numbers, job.frames->first, job.frames->second) : Range{0, std::ssize(numbers)};
}

void report_damage(const Inventory& inventory, Range part, std::span<const FrameRecord> records,
                   std::vector<Finding>& findings) {
  for (std::size_t at = 0; at < records.size(); ++at) {
    const auto& entry = inventory.frames[static_cast<std::size_t>(part.begin) + at];
    if (records[at].state != entry.state)
      findings.push_back({FindingCode::invalid_picture, Severity::remark, entry.file, entry.number,
                          Message("T4117", "does not decode; a neighbour stands in its place")});
  }
}

bool is_refused(const Inventory& inventory) { return exit_code_of(inventory.findings) == ExitCode::material; }

}  // namespace tasma::pipeline
