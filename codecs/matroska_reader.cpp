#include <algorithm>
#include <map>

#include "codecs/ffv1_record.hpp"
#include "codecs/flac_frame.hpp"
#include "codecs/libav.hpp"
#include "codecs/matroska.hpp"
#include "codecs/segment_info.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::codecs {
namespace {

using Tags = std::vector<std::pair<std::string, std::string>>;

Tags tags_without(const AVDictionary* dictionary, std::initializer_list<std::string_view> known) {
  Tags tags;
  const AVDictionaryEntry* entry = nullptr;
  while ((entry = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX)))
    if (std::ranges::find(known, entry->key) == known.end()) tags.emplace_back(entry->key, entry->value);
  return tags;
}

std::string tag_of(const AVDictionary* dictionary, const char* name) {
  const auto* const entry = av_dict_get(dictionary, name, nullptr, 0);
  return entry ? entry->value : "";
}

std::vector<std::uint8_t> extradata_of(const AVCodecParameters& of) {
  return {of.extradata, of.extradata + of.extradata_size};
}

/// The rate behind a duration of whole nanoseconds, which libavformat rounds once more: the simplest within 3 ns.
Rational rate_of(const AVRational& stated) {
  if (stated.num <= 0 || stated.den <= 0) return {0, 1};
  const Rational exact{stated.num, stated.den};
  const auto simplest = rational_near(exact.value());
  const bool same = simplest && std::abs(1e9 / simplest->value() - 1e9 / exact.value()) < 3;
  return same ? *simplest : exact;
}

StreamInfo stream_info(const AVStream& stream) {
  const auto& of = *stream.codecpar;
  StreamInfo info;
  info.size = {of.width, of.height};
  if (of.codec_id == AV_CODEC_ID_FFV1)
    if (const auto record = parse_ffv1_record({of.extradata, static_cast<std::size_t>(of.extradata_size)});
        record && record->planes() > 0) {
      info.planes = record->planes();
      info.depth = record->bits;
    }
  info.rate = rate_of(stream.avg_frame_rate);
  if (const auto aspect = stream.sample_aspect_ratio; aspect.num > 0 && aspect.den > 0)
    info.pixel_aspect = {aspect.num, aspect.den};
  if (of.color_trc == AVCOL_TRC_LINEAR) info.transfer = Transfer::linear;
  if (of.color_trc == AVCOL_TRC_BT709) info.transfer = Transfer::video;
  info.timecode = tag_of(stream.metadata, "TIMECODE");
  return info;
}

Track track_of(const AVStream& stream) {
  const auto& of = *stream.codecpar;
  Track track;
  track.codec = avcodec_get_name(of.codec_id);
  track.extradata = extradata_of(of);
  if (of.codec_type == AVMEDIA_TYPE_VIDEO) {
    track.stream = stream_info(stream);
    track.primaries = of.color_primaries;
  } else {
    track.kind = Track::Kind::sound;
    track.rate = of.sample_rate;
    track.channels = of.ch_layout.nb_channels;
    track.bits = of.bits_per_coded_sample;
  }
  track.is_default = (stream.disposition & AV_DISPOSITION_DEFAULT) != 0;
  track.name = tag_of(stream.metadata, "title");
  track.language = tag_of(stream.metadata, "language");
  track.tags = tags_without(stream.metadata, {"title", "language", "DURATION"});
  return track;
}

bool is_picture_of_an_album(const AVStream& stream) { return (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) != 0; }

}  // namespace

struct MatroskaReader::State {
  struct Place {
    int track = 0;
    AVRational unit{};                     // of the track's times: a frame, a sample
    std::optional<std::int64_t> expected;  // pts of the next packet, unless after a jump
  };
  struct Wanted {
    int track;
    std::int64_t pts;
  };

  std::filesystem::path file;
  Demuxer demuxer;
  std::vector<Track> tracks;
  std::map<int, Place> places;  // by libav's index of the stream
  std::optional<Wanted> wanted;

  void take(const AVStream& stream) {
    const auto kind = stream.codecpar->codec_type;
    if (is_picture_of_an_album(stream)) return;
    if (kind == AVMEDIA_TYPE_VIDEO || kind == AVMEDIA_TYPE_AUDIO) {
      const auto track = track_of(stream);
      auto unit =
          track.kind == Track::Kind::picture ? av_inv_q(av_rational(track.stream.rate)) : AVRational{1, track.rate};
      if (unit.num <= 0 || unit.den <= 0) unit = stream.time_base;
      places[stream.index] = {static_cast<int>(tracks.size()), unit, 0};
      tracks.push_back(track);
    }
  }

  /// How many samples a packet of sound holds, where that can be told; else 0.
  std::int64_t samples_in(const Track& track, const AVPacket& packet) const {
    if (track.codec == "flac") return flac_samples(bytes_of(packet));
    if (track.codec == "aac") return 1024;
    const int bits = av_get_bits_per_sample(demuxer->streams[packet.stream_index]->codecpar->codec_id);
    const int moment = bits / 8 * track.channels;  // bytes; a header that lies has no channels
    return moment > 0 ? packet.size / moment : 0;
  }

  /// Where the nearest block of FLAC begins: all but the last are as long as the header says (RFC 9639, 8.2).
  static std::int64_t whole_blocks(const Track& track, std::int64_t pts) {
    if (track.codec != "flac" || track.extradata.size() < 2) return pts;
    const std::int64_t block = track.extradata[0] << 8 | track.extradata[1];
    return block > 0 ? (pts + block / 2) / block * block : pts;
  }

  CodedFrame frame_of(const AVPacket& packet, Place& place) const {
    const auto& track = tracks[static_cast<std::size_t>(place.track)];
    const auto& stream = *demuxer->streams[packet.stream_index];
    const auto rescaled = [&](std::int64_t time) {
      return av_rescale_q_rnd(time, stream.time_base, place.unit, AV_ROUND_NEAR_INF);
    };
    CodedFrame frame;
    const auto bytes = bytes_of(packet);
    frame.bytes = std::make_shared<const std::vector<std::uint8_t>>(bytes.begin(), bytes.end());
    const auto time = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;  // dts: of V_MS/VFW/FOURCC, as FFV1 is
    if (time == AV_NOPTS_VALUE)
      throw Error(ExitCode::material, Message("T2422", "{1}: a packet at byte {2} has no time; take another copy",
                                              {printable(file), std::to_string(packet.pos)}));
    frame.pts = rescaled(time);
    frame.key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
    if (track.kind == Track::Kind::sound) {
      const auto tick = av_rescale_q_rnd(1, stream.time_base, place.unit, AV_ROUND_UP);
      const auto exact = place.expected ? *place.expected : whole_blocks(track, frame.pts);
      if (std::abs(frame.pts - exact) <= tick) frame.pts = exact;
      const auto samples = samples_in(track, packet);
      frame.duration = samples > 0 ? samples : rescaled(packet.duration);
    } else if (track.codec == "ffv1" && place.expected && frame.pts != *place.expected) {
      throw Error(ExitCode::material,
                  Message("T2419",
                          "{1}: frame {2} is missing, frame {3} stands in its place; take "
                          "another copy",
                          {printable(file), std::to_string(*place.expected), std::to_string(frame.pts)}));
    }
    frame.dts = frame.pts;
    place.expected = frame.pts + frame.duration;
    return frame;
  }

  /// To the last key frame of `track` that is not behind `pts`.
  void jump(int track, std::int64_t pts) {
    for (auto& [index, place] : places) {
      place.expected.reset();
      if (place.track != track) continue;
      const auto time = av_rescale_q_rnd(pts, place.unit, demuxer->streams[index]->time_base, AV_ROUND_NEAR_INF);
      av_check(av_seek_frame(demuxer.get(), index, time, AVSEEK_FLAG_BACKWARD), file,
               "seeking frame " + std::to_string(pts));
    }
  }

  std::optional<Packet> read() {
    const auto packet = make_packet();
    for (;;) {
      const int result = av_read_frame(demuxer.get(), packet.get());
      if (result == AVERROR_EOF) {
        av_check(demuxer->pb->error, file, "reading");
        return std::nullopt;
      }
      av_check(result, file, "reading");
      if ((packet->flags & AV_PKT_FLAG_CORRUPT) != 0)
        throw Error(ExitCode::material, Message("T2420", "{1}: a packet at byte {2} is damaged; take another copy",
                                                {printable(file), std::to_string(packet->pos)}));
      if (const auto place = places.find(packet->stream_index); place != places.end())
        return Packet{place->second.track, frame_of(*packet, place->second)};
      av_packet_unref(packet.get());
    }
  }
};

MatroskaReader::MatroskaReader(const std::filesystem::path& file) : state_(std::make_unique<State>()) {
  auto& state = *state_;
  state.file = file;
  read_segment_info(file);  // throws if the file ends before its Segment does
  state.demuxer = open_matroska(file);
  state.demuxer->flags |= AVFMT_FLAG_NOPARSE | AVFMT_FLAG_NOFILLIN;  // packets as they stand
  for (unsigned i = 0; i < state.demuxer->nb_streams; ++i) state.take(*state.demuxer->streams[i]);
}

MatroskaReader::~MatroskaReader() = default;
const std::vector<Track>& MatroskaReader::tracks() const { return state_->tracks; }

std::vector<std::pair<std::string, std::string>> MatroskaReader::tags() const {
  return tags_without(state_->demuxer->metadata, {"title", "encoder", "creation_time"});
}

std::optional<MatroskaReader::Packet> MatroskaReader::next() {
  auto packet = state_->read();
  const auto wanted = std::exchange(state_->wanted, std::nullopt);
  if (!wanted) return packet;
  while (packet && (packet->track != wanted->track || packet->frame.pts + packet->frame.duration <= wanted->pts))
    packet = state_->read();
  if (!packet || packet->frame.pts > wanted->pts)
    throw Error(ExitCode::material, Message("T2421", "{1}: frame {2} is missing; take another copy",
                                            {printable(state_->file), std::to_string(wanted->pts)}));
  return packet;
}

void MatroskaReader::seek(int track, std::int64_t pts) {
  state_->jump(track, pts);
  state_->wanted = {track, pts};
}

std::int64_t MatroskaReader::end_of(int track) {
  constexpr std::int64_t beyond = std::int64_t{1} << 40;
  state_->jump(track, beyond);
  state_->wanted.reset();
  std::int64_t end = 0;
  while (const auto packet = state_->read())
    if (packet->track == track) end = std::max(end, packet->frame.pts + packet->frame.duration);
  return end;
}

double MatroskaReader::duration_s() const {
  const auto duration = state_->demuxer->duration;
  return duration == AV_NOPTS_VALUE ? 0 : static_cast<double>(duration) / AV_TIME_BASE;
}

}  // namespace tasma::codecs
