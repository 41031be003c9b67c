#include "pipeline/segment_proof.hpp"

#include <algorithm>

#include "codecs/digest.hpp"
#include "codecs/input_file.hpp"
#include "codecs/matroska.hpp"
#include "codecs/remainder.hpp"
#include "codecs/settle.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::pipeline {
namespace {

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

}  // namespace

void prove(const SegmentFolder& folder, Segment& segment, SpooledFiles::Of of, const Inventory& scan,
           const FrameCodec& codec, const Flow& flow, const Observer& observer) {
  struct Item {
    CodedFrame frame;
    std::size_t index = 0;
  };
  const bool finished = of == SpooledFiles::Of::finished;
  const auto file = finished ? folder.file(segment) : folder.part(segment.name);
  codecs::settle(file, codecs::Cache::drop);  // what is proved is the disk, not the page cache
  for (const auto& [suffix, sha256] : segment.beside)
    codecs::settle(finished ? folder.beside(segment, suffix) : folder.beside_part(segment, suffix),
                   codecs::Cache::drop);
  const auto refuse = [&](std::int64_t number, const std::string& how) {
    throw Error(
        ExitCode::io,
        Message("T4040", "{1}: frame {2} reads back otherwise than it was coded{3}; check memory and disk, run again",
                {printable(file), std::to_string(number), how.empty() ? "" : " (" + how + ")"}));
  };
  codecs::MatroskaReader reader(file);
  const SpooledFiles files(folder, segment, of);
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
    if (!record.packet_sha256.empty() && proof.packet_sha256 != record.packet_sha256) proof.fault = "the packet";
    if (!record.samples_md5.empty() && proof.samples_md5 != record.samples_md5) proof.fault = "the samples";
    const auto spooled = files.read(item.index);
    if (!spooled || !proof.fault.empty()) return proof;
    const auto rebuilt = record.kept_whole ? spooled->remainder.inside
                                           : codecs::rejoined_still(spooled->remainder, picture, spooled->size);
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

}  // namespace tasma::pipeline
