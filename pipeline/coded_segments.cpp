#include "pipeline/coded_segments.hpp"

#include "codecs/digest.hpp"
#include "codecs/ffv1.hpp"
#include "codecs/matroska.hpp"
#include "codecs/settle.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/publish.hpp"

namespace tasma::pipeline {
namespace {

struct CodedPicture {
  CodedFrame frame;
  FrameRecord record;
};

/// Reads a segment from the disk and holds every picture against the record of what went in.
void prove(const std::filesystem::path& part, const Segment& segment, const FrameCodec& codec, const Flow& flow,
           const Observer& observer) {
  struct Pair {
    CodedFrame frame;
    const FrameRecord* record;
  };
  const auto refuse = [&](std::int64_t number) {
    throw Error(
        ExitCode::io,
        Message("T4040", "{1}: frame {2} reads back otherwise than it was coded; check memory and disk, run again",
                {printable(part), std::to_string(number)}));
  };
  codecs::MatroskaReader reader(part);
  std::size_t at = 0;
  const auto next = [&]() -> std::optional<Pair> {
    auto packet = reader.next();
    if (!packet) return std::nullopt;
    if (at == segment.frames.size()) refuse(segment.last);
    return Pair{std::move(packet->frame), &segment.frames[at++]};
  };
  const auto agrees = [&](const Pair& pair) {
    return hex(codecs::sha256_of(*pair.frame.bytes)) == pair.record->packet_sha256 &&
           hex(codecs::frame_md5(codec.decode(pair.frame))) == pair.record->samples_md5;
  };
  std::size_t proved = 0;
  const auto keep = [&](bool agreed) {
    if (!agreed) refuse(segment.frames[proved].number);
    ++proved;
  };
  for_each_item<Pair, bool>(next, agrees, keep, flow, observer);
  if (at != segment.frames.size()) refuse(segment.frames[at].number);
}

}  // namespace

CodedReel code_reel(const SegmentFolder& folder, const std::string& step, const std::string& fingerprint,
                    const FrameSource& source, Range reel, std::int64_t segment_length, int reach,
                    const StreamInfo& coded, const Draw& draw, const Flow& flow, Observer& observer) {
  const auto codec = codecs::make_ffv1(coded);
  const auto parts = split(reel, segment_length);
  CodedReel made{coded, std::vector<Segment>(parts.size())};

  const auto code = [&](const Neighbourhood& around) {
    const auto& centre = *around.centre;
    const auto picture = draw(around);
    CodedPicture result{codec->encode(*picture, centre.position), {}};
    result.record = {centre.number,
                     centre.state,
                     hex(codecs::frame_md5(*picture)),
                     hex(codecs::sha256_of(*result.frame.bytes)),
                     centre.file_digest == Sha256{} ? std::string() : hex(centre.file_digest),
                     {}};
    return std::make_shared<const CodedPicture>(std::move(result));
  };

  for_each_part(parts, flow, observer, [&](std::size_t index, Range part) {
    const auto wanted = wanted_segment(step, source.numbers(), part, fingerprint);
    bool fresh = false;
    made.segments[index] = folder.reuse_or_make(wanted, [&](const std::filesystem::path& file, Segment& segment) {
      fresh = true;
      codecs::MatroskaWriter writer(file, {codecs::ffv1_track(coded)});
      for_each_frame<std::shared_ptr<const CodedPicture>>(source, part, reach, flow, observer, code,
                                                          [&](const auto& picture) {
                                                            auto frame = picture->frame;
                                                            frame.pts = frame.dts = frame.pts - part.begin;
                                                            writer.write(0, frame);
                                                            segment.frames.push_back(picture->record);
                                                            observer.advance();
                                                          });
      writer.finish();
      codecs::settle(file, codecs::Cache::drop);  // what is proved is the disk, not the page cache
      prove(file, segment, *codec, flow, observer);
    });
    if (!fresh) observer.advance(part.length());
  });
  return made;
}

}  // namespace tasma::pipeline
