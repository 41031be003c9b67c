#include "pipeline/coded_segments.hpp"

#include "codecs/digest.hpp"
#include "codecs/ffv1.hpp"
#include "codecs/scan_colour.hpp"
#include "pipeline/file_spool.hpp"
#include "pipeline/segment_proof.hpp"

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
      prove(folder, segment, SpooledFiles::Of::part, scan, *codec, flow, observer);
    });
    if (!fresh) observer.advance(part.length());
  });
  return made;
}

}  // namespace tasma::pipeline
