#include "pipeline/earlier_version.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "codecs/digest.hpp"
#include "codecs/input_file.hpp"
#include "codecs/settle.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/flow.hpp"
#include "pipeline/framemd5.hpp"
#include "pipeline/given_plan.hpp"
#include "pipeline/manifest.hpp"
#include "pipeline/plan_json.hpp"
#include "pipeline/process_record.hpp"
#include "pipeline/versions.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

std::string text_of(const fs::path& file) {
  const auto bytes = codecs::InputFile(file).read_all();
  return {bytes.begin(), bytes.end()};
}

/// The files of a sealed package that are used here, each found as it was sealed.
class SealedFiles {
 public:
  explicit SealedFiles(const fs::path& package)
      : package_(package),
        manifest_(parse_manifest(text_of(package / "manifest-sha256.txt"), package / "manifest-sha256.txt")) {}

  fs::path with_suffix(std::string_view suffix) const {
    const auto found =
        std::ranges::find_if(manifest_, [&](const auto& entry) { return entry.first.ends_with(suffix); });
    if (found == manifest_.end()) refuse(std::string(suffix));
    if (hex(codecs::sha256_of(package_ / found->first)) != found->second) refuse(found->first);
    return package_ / found->first;
  }

 private:
  [[noreturn]] void refuse(const std::string& file) const {
    throw Error(
        ExitCode::material,
        Message("T4421", "{1}: {2} is not as it was sealed; see what `tasma verify` says of it, and mend or move it",
                {printable(package_), printable(file)}));
  }

  fs::path package_;
  Manifest manifest_;
};

/// The coded pictures of a restored master, and what is known of them.
struct EarlierPictures {
  codecs::MatroskaReader reader;
  std::vector<std::string> samples_md5;

  codecs::MatroskaReader::Packet next() {
    for (;;) {
      auto packet = reader.next();
      if (!packet) throw Error(ExitCode::bug, Message("T4417", "a restored master is shorter than its plan"));
      if (packet->track == 0) return std::move(*packet);
    }
  }
};

/// Copies the pictures of `segment`, which begin at `begin` of the master, and reads the copy again.
void copy_pictures(EarlierPictures& earlier, std::int64_t begin, const Rendering& rendering, const fs::path& file,
                   Segment& segment) {
  codecs::MatroskaWriter writer(file, {earlier.reader.tracks().at(0)}, {.checked = false});
  earlier.reader.seek(0, begin);
  for (auto position = segment.positions.begin; position < segment.positions.end; ++position) {
    auto frame = earlier.next().frame;
    const auto at = static_cast<std::size_t>(begin + position - segment.positions.begin);
    segment.frames.push_back({rendering.source.numbers()[static_cast<std::size_t>(position)],
                              FrameState::whole,
                              earlier.samples_md5.at(at),
                              hex(codecs::sha256_of(*frame.bytes)),
                              {},
                              {}});
    frame.pts = frame.dts = position - segment.positions.begin;
    writer.write(0, frame);
  }
  writer.finish();
  codecs::settle(file, codecs::Cache::drop);
  codecs::MatroskaReader copy(file);
  for (const auto& record : segment.frames)
    if (const auto packet = copy.next();
        !packet || hex(codecs::sha256_of(*packet->frame.bytes)) != record.packet_sha256)
      throw Error(ExitCode::io, Message("T4418", "{1}: frame {2} reads back otherwise than it was copied; run again",
                                        {printable(file), std::to_string(record.number)}));
}

}  // namespace

void take_over(const fs::path& package, const Rendering& rendering, Observer& observer) {
  const SealedFiles sealed(package);
  sealed.with_suffix("metadata/process.json");
  if (toolchain_of(package) != toolchain()) return;
  auto plan = read_given_plan(sealed.with_suffix("metadata/plan.jsonl"), rendering.source);
  plan = plan_of_part(std::move(plan), rendering.part, rendering.source, printable(package));
  const auto digests = sealed.with_suffix(".framemd5");
  EarlierPictures earlier{codecs::MatroskaReader(sealed.with_suffix(".mkv")),
                          parse_framemd5(text_of(digests), digests)};
  const auto remarks = remarks_of(package);
  std::int64_t taken = 0;
  for (const auto part : split(rendering.part, rendering.segment_length)) {
    stop_if_requested(observer);
    const auto begin = part.begin - rendering.part.begin;
    const auto records = [&](const Plan& of) {
      return plan_records(
          std::span(of.frames).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(part.length())));
    };
    const auto wanted = wanted_segment(rendering.step, rendering.source.numbers(), part, rendering.fingerprint(part));
    const bool undecoded = std::ranges::any_of(remarks, [&](const Finding& remark) {
      return remark.code == FindingCode::invalid_picture && remark.frame && wanted.first <= *remark.frame &&
             *remark.frame <= wanted.last;
    });
    if (undecoded || records(plan) != records(rendering.plan)) continue;
    rendering.folder.reuse_or_make(wanted, [&](const fs::path& file, Segment& segment) {
      copy_pictures(earlier, begin, rendering, file, segment);
    });
    taken += part.length();
  }
  observer.note(
      Message("T4419", "{1} of {2} frames are as in {3}, and are taken from there",
              {std::to_string(taken), std::to_string(rendering.part.length()), printable(package.filename())}));
}

}  // namespace tasma::pipeline
