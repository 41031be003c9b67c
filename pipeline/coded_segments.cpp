#include "pipeline/coded_segments.hpp"

#include <algorithm>

#include "codecs/digest.hpp"
#include "codecs/ffv1.hpp"
#include "codecs/input_file.hpp"
#include "codecs/remainder.hpp"
#include "codecs/scan_colour.hpp"
#include "codecs/settle.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/file_spool.hpp"
#include "pipeline/publish.hpp"

namespace tasma::pipeline {
namespace {

struct CodedPicture {
  CodedFrame frame;
  FrameRecord record;
  FramePtr scanned;
};

Digests digests_of(const SourceFile& source) {
  auto digests = source.others;
  digests[DigestAlgorithm::md5] = hex(source.md5);
  return digests;
}

/// What a file that came back wrong has to tell: where it differs from the source as that reads now, and which of the
/// two is to be doubted.
std::string difference(const Inventory& scan, const FrameEntry& entry, const FrameRecord& record,
                       std::span<const std::uint8_t> rebuilt) {
  const auto shown = hex(codecs::sha256_of(rebuilt));
  const auto source = codecs::InputFile(path_of(scan, entry)).read_all();
  const auto again = hex(codecs::sha256_of(source));
  const auto first = std::ranges::mismatch(rebuilt, source).in1 - rebuilt.begin();
  return "SHA-256 " + shown + " instead of " + record.file_sha256 + ", first at byte " + std::to_string(first) +
         (again == record.file_sha256 ? "; the source reads as before" : "; the source now reads as " + again);
}

/// Reads a segment from the disk and holds every picture, and every file, against the record of what went in. What that
/// proves is recorded here, as it came back: the packets' digests, and the samples' where a file vouches for them.
void prove(const SegmentFolder& folder, Segment& segment, const Inventory& scan, const FrameCodec& codec,
           const Flow& flow, const Observer& observer) {
  struct Item {
    CodedFrame frame;
    std::size_t index = 0;
  };
  const auto part = folder.part(segment.name);
  const auto refuse = [&](std::int64_t number, const std::string& how) {
    throw Error(
        ExitCode::io,
        Message("T4040", "{1}: frame {2} reads back otherwise than it was coded{3}; check memory and disk, run again",
                {printable(part), std::to_string(number), how.empty() ? "" : " (" + how + ")"}));
  };
  codecs::MatroskaReader reader(part);
  const SpooledFiles files(folder, segment, SpooledFiles::Of::part);
  std::size_t at = 0;
  const auto next = [&]() -> std::optional<Item> {
    auto packet = reader.next();
    if (!packet) return std::nullopt;
    if (at == segment.frames.size()) refuse(segment.last, "one too many");
    return Item{std::move(packet->frame), at++};
  };
  struct Proof {
    std::string samples_md5, packet_sha256;
    std::string fault = {};  // empty: all is well
  };
  const auto hold = [&](const Item& item) -> Proof {
    const auto& record = segment.frames[item.index];
    const auto picture = codec.decode(item.frame);
    Proof proof{hex(codecs::frame_md5(picture)), hex(codecs::sha256_of(*item.frame.bytes))};
    if (!record.samples_md5.empty() && proof.samples_md5 != record.samples_md5) proof.fault = "the samples";
    const auto file = files.read(item.index);
    if (!file || !proof.fault.empty()) return proof;
    const auto rebuilt =
        record.kept_whole ? file->remainder.inside : codecs::rejoined_still(file->remainder, picture, file->size);
    const auto position = static_cast<std::size_t>(segment.positions.begin) + item.index;
    if (hex(codecs::sha256_of(rebuilt)) != record.file_sha256)
      proof.fault = difference(scan, scan.frames[position], record, rebuilt);
    return proof;
  };
  std::vector<Proof> proofs;
  const auto keep = [&](const Proof& proof) {
    if (!proof.fault.empty()) refuse(segment.frames[proofs.size()].number, proof.fault);
    proofs.push_back(proof);
  };
  for_each_item<Item, Proof>(next, hold, keep, flow, observer);
  if (at != segment.frames.size()) refuse(segment.frames[at].number, "it is missing");
  for (std::size_t i = 0; i < proofs.size(); ++i) {
    segment.frames[i].samples_md5 = std::move(proofs[i].samples_md5);
    segment.frames[i].packet_sha256 = std::move(proofs[i].packet_sha256);
  }
}

}  // namespace

CodedReel code_reel(const SegmentFolder& folder, const std::string& step, const FingerprintOf& fingerprint,
                    const Inventory& scan, const FrameSource& source, Range reel, std::int64_t segment_length,
                    int reach, const StreamInfo& coded, const Draw& draw, const Flow& flow, Observer& observer) {
  const auto codec = codecs::make_ffv1(coded);
  const auto parts = split(reel, segment_length);
  CodedReel made{codecs::picture_track(coded, scan), std::vector<Segment>(parts.size())};

  const auto code = [&](const Neighbourhood& around) {
    const auto& centre = *around.centre;
    const auto picture = draw(around);
    CodedPicture result{codec->encode(*picture, centre.position), {}, nullptr};
    const bool file_vouches = centre.source && centre.source->remainder;
    result.record = {centre.number,
                     centre.state,
                     file_vouches ? std::string() : hex(codecs::frame_md5(*picture)),
                     {},
                     centre.source ? hex(centre.file_digest) : std::string(),
                     {},
                     centre.source && !centre.source->remainder,
                     centre.source ? digests_of(*centre.source) : Digests()};
    if (centre.source) result.scanned = around.centre;
    return std::make_shared<const CodedPicture>(std::move(result));
  };

  for_each_part(parts, flow, observer, [&](std::size_t index, Range part) {
    const auto wanted = wanted_segment(step, source.numbers(), part, fingerprint(part));
    bool fresh = false;
    made.segments[index] = folder.reuse_or_make(wanted, [&](const std::filesystem::path& file, Segment& segment) {
      fresh = true;
      codecs::MatroskaWriter writer(file, {codecs::ffv1_track(coded)}, {.checked = false});
      FileSpool spool(folder, segment);
      for_each_frame<std::shared_ptr<const CodedPicture>>(source, part, reach, flow, observer, code,
                                                          [&](const auto& picture) {
                                                            auto frame = picture->frame;
                                                            frame.pts = frame.dts = frame.pts - part.begin;
                                                            writer.write(0, frame);
                                                            segment.frames.push_back(picture->record);
                                                            if (picture->scanned) spool.add(*picture->scanned);
                                                            observer.advance();
                                                          });
      writer.finish();
      spool.finish();
      codecs::settle(file, codecs::Cache::drop);  // what is proved is the disk, not the page cache
      for (const auto& other : segment.beside)
        codecs::settle(folder.beside_part(segment, other.suffix), codecs::Cache::drop);
      prove(folder, segment, scan, *codec, flow, observer);
    });
    if (!fresh) observer.advance(part.length());
  });
  return made;
}

}  // namespace tasma::pipeline
