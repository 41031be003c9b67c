#include "pipeline/join.hpp"

#include <deque>

#include "codecs/digest.hpp"
#include "codecs/reel_json.hpp"
#include "codecs/settle.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/flow.hpp"
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
    while (!segments_.empty()) {
      if (auto packet = read()) {
        const auto begin = segments_.front().positions.begin - whole_;
        front_ = std::move(packet->frame);
        front_->pts += begin;
        front_->dts += begin;
        return;
      }
      reader_.reset();
      segments_.pop_front();
    }
  }

 private:
  /// Of a segment that cannot be read the record goes, so that the next run makes it again.
  std::optional<codecs::MatroskaReader::Packet> read() try {
    if (!reader_) reader_ = std::make_unique<codecs::MatroskaReader>(folder_.file(segments_.front()));
    return reader_->next();
  } catch (const Error&) {
    folder_.forget(segments_.front());
    throw;
  }

  const SegmentFolder& folder_;
  std::deque<Segment> segments_;  // the first is that being read
  double ticks_a_second_;
  std::unique_ptr<codecs::MatroskaReader> reader_;
  std::int64_t whole_ = 0;  // position at which the file begins
  std::optional<CodedFrame> front_;
};

codecs::Track sound_track(const SegmentFolder& folder, const SoundSegment& sound) {
  auto track = codecs::MatroskaReader(folder.file(sound.segment)).tracks().at(0);
  track.language = sound.language;
  return track;
}

/// SHA-256 of a track's packets, to be found again in the finished file: of pictures as they were proved, of sound as
/// they went in.
using PacketDigests = std::vector<std::string>;

[[noreturn]] void refuse(const fs::path& part, const std::string& what) {
  throw Error(ExitCode::io, Message("T4050",
                                    "{1}: {2} reads back otherwise than it was proved; check memory and disk, "
                                    "run again",
                                    {printable(part), what}));
}

/// Takes the record of the segment with that picture away: whether it or the finished file is wrong, it is made again.
void forget_segment(const SegmentFolder& folder, const CodedReel& reel, std::size_t picture) {
  const auto position = reel.segments.front().positions.begin + static_cast<std::int64_t>(picture);
  for (const auto& segment : reel.segments)
    if (segment.positions.begin <= position && position < segment.positions.end) folder.forget(segment);
}

/// Lets segments go whose pictures the file being joined has for good. Until the first is, the file goes when this
/// does.
class LettingGo {
 public:
  LettingGo(const SegmentFolder& folder, const std::vector<CodedReel>& pictures, fs::path part)
      : folder_(folder), pictures_(pictures), part_(std::move(part)), next_(pictures.size()) {
    for (const auto& reel : pictures)
      for (const auto& segment : reel.segments) all_bytes_ += segment.size;
  }
  ~LettingGo() {
    if (has_begun_) return;
    std::error_code stays;
    fs::remove(part_, stays);  // unless it has got another name by then
  }
  LettingGo(const LettingGo&) = delete;
  LettingGo& operator=(const LettingGo&) = delete;

  void look(codecs::MatroskaWriter& writer) {
    for (std::size_t track = 0; track < pictures_.size(); ++track) {
      const auto& segments = pictures_[track].segments;
      for (auto& next = next_[track]; next < segments.size() && ends_within(writer, track, segments[next]); ++next) {
        waiting_.push_back(&segments[next]);
        waiting_bytes_ += segments[next].size;
      }
    }
    // As many as are worth waiting for the disk.
    if (waiting_.empty() || waiting_bytes_ < all_bytes_ / 32) return;
    writer.settle();
    if (!has_begun_) codecs::settle(part_.parent_path());  // its name
    has_begun_ = true;
    for (const auto* segment : waiting_) folder_.let_go(*segment);
    waiting_.clear();
    waiting_bytes_ = 0;
  }

 private:
  bool ends_within(const codecs::MatroskaWriter& writer, std::size_t track, const Segment& segment) const {
    return segment.positions.end - pictures_[track].segments.front().positions.begin <=
           writer.passed_on(static_cast<int>(track));
  }

  const SegmentFolder& folder_;
  const std::vector<CodedReel>& pictures_;
  fs::path part_;
  std::vector<std::size_t> next_;  // by track
  std::uint64_t all_bytes_ = 0, waiting_bytes_ = 0;
  std::vector<const Segment*> waiting_;
  bool has_begun_ = false;
};

/// A packet on its way into the finished file.
struct TrackPacket {
  std::size_t track = 0;
  CodedFrame frame;
  std::string sha256 = {};  // of sound: a picture's was taken when it was proved
};

/// Every packet of the finished file, read from the disk, against what was proved.
void prove_master(const fs::path& part, const std::vector<PacketDigests>& proved, const SegmentFolder& folder,
                  const std::vector<CodedReel>& pictures, Observer& observer) {
  codecs::MatroskaReader reader(part);
  std::vector<std::size_t> at(proved.size());
  while (auto packet = reader.next()) {
    stop_if_requested(observer);
    const auto track = static_cast<std::size_t>(packet->track);
    if (track >= proved.size() || at[track] == proved[track].size() ||
        hex(codecs::sha256_of(*packet->frame.bytes)) != proved[track][at[track]]) {
      if (track < pictures.size()) forget_segment(folder, pictures[track], at[track]);
      refuse(part, "track " + std::to_string(track) + ", packet " + std::to_string(track < at.size() ? at[track] : 0));
    }
    ++at[track];
    if (track == 0) observer.advance();
  }
  for (std::size_t track = 0; track < proved.size(); ++track)
    if (at[track] != proved[track].size()) {
      if (track < pictures.size()) forget_segment(folder, pictures[track], at[track]);
      refuse(part, "the end of track " + std::to_string(track));
    }
}

}  // namespace

Master join(const SegmentFolder& folder, const std::vector<CodedReel>& pictures,
            const std::vector<SoundSegment>& sounds, codecs::ContainerFacts facts, const std::string& role,
            const fs::path& file, const Flow& flow, Observer& observer,
            const std::function<void(const fs::path& part)>& prove) {
  Master master{file, 0, {}, {}};
  std::string content = role;
  for (const auto& reel : pictures)
    for (const auto& segment : reel.segments)
      for (const auto& frame : segment.frames) content += ' ' + frame.samples_md5;
  for (const auto& segment : pictures.front().segments)
    std::ranges::copy(segment.frames, std::back_inserter(master.frames));
  for (const auto& sound : sounds) content += ' ' + sound.segment.sha256;
  for (const auto& attachment : facts.attachments)
    if (attachment.name == codecs::reel_json_name) content += ' ' + hex(codecs::sha256_of(attachment.bytes));
  facts.uid = codecs::uuid5(content);

  std::vector<codecs::Track> tracks;
  std::vector<TrackReader> readers;
  for (const auto& reel : pictures) {
    tracks.push_back(reel.track);
    readers.emplace_back(folder, reel.segments, reel.track.stream.rate.value());
  }
  for (const auto& sound : sounds) {
    tracks.push_back(sound_track(folder, sound));
    readers.emplace_back(folder, std::span(&sound.segment, 1), tracks.back().rate);
  }

  observer.phase("join", printable(file.filename()), std::ssize(master.frames));
  const auto part = begin_part(file);
  LettingGo letting_go(folder, pictures, part);
  std::vector<PacketDigests> proved(tracks.size());
  for (std::size_t track = 0; track < pictures.size(); ++track)
    for (const auto& segment : pictures[track].segments)
      for (const auto& frame : segment.frames) proved[track].push_back(frame.packet_sha256);
  codecs::MatroskaWriter writer(part, tracks, facts);
  const auto earliest = [&]() -> std::optional<TrackPacket> {
    auto first = readers.end();
    for (auto reader = readers.begin(); reader != readers.end(); ++reader)
      if (reader->front() && (first == readers.end() || reader->time_s() < first->time_s())) first = reader;
    if (first == readers.end()) return std::nullopt;
    TrackPacket packet{static_cast<std::size_t>(first - readers.begin()), *first->front()};
    first->advance();
    return packet;
  };
  const auto with_digest = [&](TrackPacket packet) {
    if (packet.track >= pictures.size()) packet.sha256 = hex(codecs::sha256_of(*packet.frame.bytes));
    return packet;
  };
  const auto write = [&](const TrackPacket& packet) {
    writer.write(static_cast<int>(packet.track), packet.frame);
    if (packet.track >= pictures.size())
      proved[packet.track].push_back(packet.sha256);
    else
      letting_go.look(writer);
    if (packet.track == 0) observer.advance();
  };
  on_threads(flow, [&] { for_each_item<TrackPacket, TrackPacket>(earliest, with_digest, write, flow, observer); });
  writer.finish();

  codecs::settle(part, codecs::Cache::drop);
  observer.phase("prove", printable(file.filename()), std::ssize(master.frames));
  const auto prove_or_hash = [&](std::size_t which) {
    if (which == 0)
      prove_master(part, proved, folder, pictures, observer);
    else
      master.sha256 = codecs::sha256_of(part, [&] { stop_if_requested(observer); });
  };
  on_threads(flow, [&] { for_each_at_once(2, prove_or_hash); });
  if (prove) prove(part);
  master.size = fs::file_size(part);
  publish(part, file, Taken::refuse);
  return master;
}

}  // namespace tasma::pipeline
