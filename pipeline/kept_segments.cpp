#include "pipeline/kept_segments.hpp"

#include <algorithm>

#include "codecs/ffv1.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/fingerprint.hpp"
#include "pipeline/reel.hpp"
#include "pipeline/segment_proof.hpp"
#include "pipeline/versions.hpp"

namespace tasma::pipeline {
namespace {

bool has_private_data(const std::filesystem::path& file, const std::vector<std::uint8_t>& expected) {
  const codecs::MatroskaReader reader(file);
  return !reader.tracks().empty() && reader.tracks()[0].extradata == expected;
}

}  // namespace

void keep_proved(const ReelWork& work, const SegmentFolder& folder, const std::string& fingerprint, const Flow& flow) {
  const auto& scan = work.inventory();
  const auto codec = codecs::make_ffv1(scan.stream);
  const auto private_data = codecs::ffv1_track(scan.stream).extradata;

  const auto hold = [&](Segment& there) {
    const auto file = folder.file(there);
    if (!folder.find(there))
      throw Error(ExitCode::io, Message("T4667", "{1}: is not as it was recorded", {printable(file)}));
    if (!has_private_data(file, private_data))
      throw Error(ExitCode::io, Message("T4668", "{1}: its codec was set up otherwise than now", {printable(file)}));
    prove(folder, there, SpooledFiles::Of::finished, scan, *codec, flow, work.observer);
  };
  const auto keep = [&](const Segment& wanted) {
    auto there = folder.record_of(wanted.name);
    if (!there || there->fingerprint == fingerprint) return;
    const Fingerprint was(there->fingerprint), is(fingerprint);
    if (was.asked != is.asked) return;
    try {
      hold(*there);
    } catch (const Error& error) {
      if (error.code() == ExitCode::interrupted) throw;
      work.observer.note(Message("T4664", "{1}: {2} of another version cannot be kept and is made again: {3}",
                                 {work.reel.id, there->name, error.what()}));
      return folder.forget(*there);
    }
    if (there->made_with.empty()) there->made_with = was.toolchain;
    if (there->made_with == is.toolchain) there->made_with.clear();  // back to that version
    there->fingerprint = fingerprint;
    folder.write_record(*there);
  };

  const auto parts = split({0, std::ssize(scan.frames)}, work.job.resources.segment_length);
  work.observer.phase("prove", work.reel.id, std::ssize(scan.frames));
  for_each_part(parts, flow, work.observer, [&](std::size_t, Range part) {
    keep(wanted_segment(preserve_step, work.scan.numbers(), part, fingerprint));
    work.observer.advance(part.length());
  });
}

std::vector<KeptSegments> kept_segments(const ReelWork& work, const CodedReel& coded) {
  std::vector<KeptSegments> kept;
  for (const auto& segment : coded.segments) {
    if (segment.made_with.empty()) continue;
    auto entry = std::ranges::find(kept, segment.made_with, &KeptSegments::made_with);
    if (entry == kept.end()) entry = kept.insert(kept.end(), {segment.made_with});
    ++entry->segments;
    entry->frames += std::ssize(segment.frames);
  }
  for (const auto& [made_with, segments, frames] : kept)
    work.observer.note(
        Message("T4663", "{1}: segments kept that were made with {2}: {3}, of {4} frames; proved once more with {5}",
                {work.reel.id, only_in(made_with, toolchain()), std::to_string(segments), std::to_string(frames),
                 only_in(toolchain(), made_with)}));
  return kept;
}

}  // namespace tasma::pipeline
