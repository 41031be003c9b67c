#include "pipeline/join.hpp"

#include <deque>

#include "codecs/digest.hpp"
#include "codecs/reel_json.hpp"
#include "codecs/settle.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/publish.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

/// The packets of one track over all its segments, in order, with their time in the whole.
class TrackReader {
 public:
  TrackReader(const SegmentFolder& folder, std::span<const Segment> segments, double ticks_a_second)
      : folder_(folder), segments_(segments.begin(), segments.end()), ticks_a_second_(ticks_a_second) {
    if (!segments.empty()) whole_ = segments.front().positions.begin;
    advance();
  }
  const std::optional<CodedFrame>& front() const { return front_; }
  double time_s() const { return static_cast<double>(front_->pts) / ticks_a_second_; }

  void advance() {
    front_.reset();
    while (!segments_.empty() || reader_) {
      if (!reader_) {
        reader_ = std::make_unique<codecs::MatroskaReader>(folder_.file(segments_.front()));
        begin_ = segments_.front().positions.begin - whole_;
        segments_.pop_front();
      }
      if (auto packet = reader_->next()) {
        front_ = std::move(packet->frame);
        front_->pts += begin_;
        front_->dts += begin_;
        return;
      }
      reader_.reset();
    }
  }

 private:
  const SegmentFolder& folder_;
  std::deque<Segment> segments_;
  double ticks_a_second_;
  std::unique_ptr<codecs::MatroskaReader> reader_;
  std::int64_t whole_ = 0;  // position at which the file begins
  std::int64_t begin_ = 0;  // of the present segment in it
  std::optional<CodedFrame> front_;
};

codecs::Track sound_track(const SegmentFolder& folder, const SoundSegment& sound) {
  auto track = codecs::MatroskaReader(folder.file(sound.segment)).tracks().at(0);
  track.language = sound.language;
  return track;
}

/// Digests of a track's packets as they went into the file, to be found again in it.
using PacketDigests = std::vector<Sha256>;

[[noreturn]] void refuse(const fs::path& part, const std::string& what) {
  throw Error(ExitCode::io, Message("T4050",
                                    "{1}: {2} reads back otherwise than it was proved; check memory and disk, "
                                    "run again",
                                    {printable(part), what}));
}

/// Every packet of the finished file, read from the disk, against what was proved.
void prove_master(const fs::path& part, const std::vector<PacketDigests>& written, Observer& observer) {
  codecs::MatroskaReader reader(part);
  std::vector<std::size_t> at(written.size());
  while (auto packet = reader.next()) {
    stop_if_requested(observer);
    const auto track = static_cast<std::size_t>(packet->track);
    if (track >= written.size() || at[track] == written[track].size() ||
        codecs::sha256_of(*packet->frame.bytes) != written[track][at[track]])
      refuse(part, "track " + std::to_string(track) + ", packet " + std::to_string(track < at.size() ? at[track] : 0));
    ++at[track];
    if (track == 0) observer.advance();
  }
  for (std::size_t track = 0; track < written.size(); ++track)
    if (at[track] != written[track].size()) refuse(part, "the end of track " + std::to_string(track));
}

}  // namespace

Master join(const SegmentFolder& folder, const CodedReel& reel, const std::vector<SoundSegment>& sounds,
            codecs::ContainerFacts facts, const std::string& role, const fs::path& file, Observer& observer,
            const std::function<void(const fs::path& part)>& prove) {
  Master master{file, 0, {}, {}};
  std::string content = role;
  for (const auto& segment : reel.segments)
    for (const auto& frame : segment.frames) {
      content += ' ' + frame.samples_md5;
      master.frames.push_back(frame);
    }
  for (const auto& sound : sounds) content += ' ' + sound.segment.sha256;
  for (const auto& attachment : facts.attachments)
    if (attachment.name == codecs::reel_json_name) content += ' ' + hex(codecs::sha256_of(attachment.bytes));
  facts.uid = codecs::uuid5(content);

  std::vector<codecs::Track> tracks{reel.track};
  std::vector<TrackReader> readers;
  readers.emplace_back(folder, reel.segments, reel.track.stream.rate.value());
  for (const auto& sound : sounds) {
    tracks.push_back(sound_track(folder, sound));
    readers.emplace_back(folder, std::span(&sound.segment, 1), tracks.back().rate);
  }

  observer.phase("join", printable(file.filename()), std::ssize(master.frames));
  auto part = file;
  part += ".part";
  std::vector<PacketDigests> written(tracks.size());
  codecs::MatroskaWriter writer(part, tracks, facts);
  while (true) {
    stop_if_requested(observer);
    auto earliest = readers.end();
    for (auto reader = readers.begin(); reader != readers.end(); ++reader)
      if (reader->front() && (earliest == readers.end() || reader->time_s() < earliest->time_s())) earliest = reader;
    if (earliest == readers.end()) break;
    const auto track = static_cast<std::size_t>(earliest - readers.begin());
    const auto& frame = *earliest->front();
    const auto digest = codecs::sha256_of(*frame.bytes);
    if (track == 0) {
      const auto at = written[0].size();
      if (at == master.frames.size() || hex(digest) != master.frames[at].packet_sha256) {
        for (const auto& segment : reel.segments)
          if (segment.positions.begin - reel.segments.front().positions.begin <= frame.pts &&
              frame.pts < segment.positions.end - reel.segments.front().positions.begin)
            folder.forget(segment);
        refuse(part, "the segment with position " + std::to_string(frame.pts));
      }
      observer.advance();
    }
    written[track].push_back(digest);
    writer.write(static_cast<int>(track), frame);
    earliest->advance();
  }
  writer.finish();
  if (written[0].size() != master.frames.size()) refuse(part, "the end of the segments");

  codecs::settle(part, codecs::Cache::drop);
  observer.phase("prove", printable(file.filename()), std::ssize(master.frames));
  prove_master(part, written, observer);
  if (prove) prove(part);
  master.size = fs::file_size(part);
  master.sha256 = codecs::sha256_of(part);
  publish(part, file, Taken::refuse);
  return master;
}

}  // namespace tasma::pipeline
