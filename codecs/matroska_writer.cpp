#include <algorithm>
#include <fstream>
#include <numeric>

extern "C" {
#include <libavutil/opt.h>
}

#include "codecs/attachments.hpp"
#include "codecs/libav.hpp"
#include "codecs/matroska.hpp"
#include "codecs/segment_info.hpp"
#include "codecs/settle.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::codecs {
namespace {

constexpr std::size_t settled_at_once = 32 << 20;  // bytes
constexpr std::uint64_t most_attached = std::uint64_t{256} << 20;

using Tags = std::vector<std::pair<std::string, std::string>>;

void put(AVDictionary*& tags, const std::string& name, const std::string& value) {
  if (av_dict_set(&tags, name.c_str(), value.c_str(), 0) < 0) throw std::bad_alloc();
}

void put(AVDictionary*& tags, const Tags& values) {
  for (const auto& [name, value] : values) put(tags, name, value);
}

AVCodecID id_of(const std::string& codec) {
  const auto* const known = avcodec_descriptor_get_by_name(codec.c_str());
  if (!known) throw Error(ExitCode::bug, Message("T2416", "libavcodec knows no codec {1}", {codec}));
  return known->id;
}

/// What is certain is said of colour, nothing else: samples are the scan's code values, in full range.
void describe_colour(AVCodecParameters& of, const Track& track) {
  if (of.codec_id != AV_CODEC_ID_FFV1) return;  // other codecs say it in their own headers
  const auto& stream = track.stream;
  of.color_range = AVCOL_RANGE_JPEG;
  if (stream.planes >= 3) of.color_space = AVCOL_SPC_RGB;
  of.color_primaries = static_cast<AVColorPrimaries>(track.primaries);
  if (stream.transfer == Transfer::linear) of.color_trc = AVCOL_TRC_LINEAR;
  if (stream.transfer == Transfer::video) of.color_trc = AVCOL_TRC_BT709;
}

void describe_picture(AVStream& stream, const Track& track) {
  auto& of = *stream.codecpar;
  of.codec_type = AVMEDIA_TYPE_VIDEO;
  of.width = track.stream.size.width;
  of.height = track.stream.size.height;
  of.field_order = AV_FIELD_PROGRESSIVE;
  of.bits_per_raw_sample = track.stream.depth;
  describe_colour(of, track);
  if (track.stream.pixel_aspect.known())
    stream.sample_aspect_ratio = of.sample_aspect_ratio = av_rational(track.stream.pixel_aspect);
  stream.avg_frame_rate = stream.r_frame_rate = av_rational(track.stream.rate);
}

void describe_sound(AVStream& stream, const Track& track) {
  auto& of = *stream.codecpar;
  of.codec_type = AVMEDIA_TYPE_AUDIO;
  of.sample_rate = track.rate;
  av_channel_layout_default(&of.ch_layout, track.channels);
  of.bits_per_coded_sample = of.bits_per_raw_sample = track.bits;
  of.block_align = av_get_bits_per_sample(of.codec_id) / 8 * track.channels;
}

void append(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::ifstream in(from, std::ios::binary);
  std::ofstream out(to, std::ios::binary | std::ios::app);
  out << in.rdbuf();
  out.close();
  if (!in || !out)
    throw Error(ExitCode::io,
                Message("T2502", "{1}: cannot be written to its end; see that the disk has room", {printable(to)}));
}

/// The unit of a track's times: a frame, a sample.
AVRational unit_of(const Track& track) {
  return track.kind == Track::Kind::picture ? av_inv_q(av_rational(track.stream.rate)) : AVRational{1, track.rate};
}

}  // namespace

struct MatroskaWriter::State {
  std::filesystem::path file;
  SegmentInfo info;
  Muxer muxer;
  std::filesystem::path behind;
  std::vector<AVRational> units;               // by track
  std::size_t unsettled = 0;                   // bytes, about
  std::vector<std::int64_t> given, passed_on;  // frames, by track

  AVStream& add_stream() { return *av_made(avformat_new_stream(muxer.get(), nullptr)); }

  void add(const Track& track) {
    const bool counted =
        track.kind == Track::Kind::picture ? track.stream.rate.known() : track.rate > 0 && track.channels > 0;
    if (!counted) throw Error(ExitCode::bug, Message("T2417", "{1}: a track without a rate", {printable(file)}));
    auto& stream = add_stream();
    stream.codecpar->codec_id = id_of(track.codec);
    codecs::set_extradata(stream.codecpar->extradata, stream.codecpar->extradata_size, track.extradata);
    track.kind == Track::Kind::picture ? describe_picture(stream, track) : describe_sound(stream, track);
    if (track.is_default) stream.disposition |= AV_DISPOSITION_DEFAULT;
    units.push_back(unit_of(track));
    given.push_back(0);
    stream.time_base = units.back();
    if (!track.stream.timecode.empty()) put(stream.metadata, "TIMECODE", track.stream.timecode);
    if (!track.name.empty()) put(stream.metadata, "title", track.name);
    if (!track.language.empty()) put(stream.metadata, "language", track.language);
    put(stream.metadata, track.tags);
  }

  /// libavformat returns success when its buffer takes what the disk then does not.
  void check_disk() const { av_check(muxer->pb->error, file, "writing"); }
};

MatroskaWriter::MatroskaWriter(const std::filesystem::path& file, const std::vector<Track>& tracks,
                               const ContainerFacts& facts)
    : state_(std::make_unique<State>()) {
  const auto attached =
      std::accumulate(facts.attachments.begin(), facts.attachments.end(), std::uint64_t{0},
                      [](std::uint64_t sum, const Attachment& attachment) { return sum + size_of(attachment); });
  if (attached > most_attached)
    throw Error(ExitCode::material,
                Message("T2418",
                        "{1}: {2} bytes of attachments are too many for one file; the most "
                        "is {3}",
                        {printable(file), std::to_string(attached), std::to_string(most_attached)}));
  auto& state = *state_;
  state.file = file;
  state.info = {.uid = facts.uid, .title = facts.title, .date_s = facts.date_s, .writing_app = "tasma " TASMA_VERSION};
  state.muxer = open_muxer(file, "matroska");
  av_check(av_opt_set_int(state.muxer->priv_data, "write_crc32", facts.checked ? 1 : 0, 0), file, "leaving CRCs out");
  for (const auto& track : tracks) state.add(track);
  state.passed_on = state.given;
  state.behind = facts.behind;
  put(state.muxer->metadata, facts.tags);
  put(state.muxer->metadata, "title", room_for(state.info));
  av_check(avformat_write_header(state.muxer.get(), nullptr), file, "writing the header");
  // libavformat would hold attachments in memory twice; it counts what is written beside it as its own.
  write_attachments(facts.attachments, [&](std::span<const std::uint8_t> bytes) {
    avio_write(state.muxer->pb, bytes.data(), static_cast<int>(bytes.size()));
    state.check_disk();
  });
  state.check_disk();
}

MatroskaWriter::~MatroskaWriter() = default;

void MatroskaWriter::write(int track, const CodedFrame& frame) {
  auto& state = *state_;
  const auto unit = state.units.at(static_cast<std::size_t>(track));
  const auto packet = make_packet(*frame.bytes);
  packet->stream_index = track;
  packet->pts = frame.pts;
  packet->dts = frame.dts;
  packet->duration = frame.duration;
  if (frame.key) packet->flags |= AV_PKT_FLAG_KEY;
  av_packet_rescale_ts(packet.get(), unit, state.muxer->streams[track]->time_base);
  const auto before = avio_tell(state.muxer->pb);
  av_check(av_write_frame(state.muxer.get(), packet.get()), state.file,
           "writing packet " + std::to_string(frame.pts) + " of track " + std::to_string(track));
  state.check_disk();
  // libavformat holds a Cluster in memory until a frame comes that shall not be in it.
  if (avio_tell(state.muxer->pb) > before) state.passed_on = state.given;
  ++state.given[static_cast<std::size_t>(track)];
  state.unsettled += frame.bytes->size();
  if (state.unsettled < settled_at_once) return;
  begin_to_settle(state.file);
  state.unsettled = 0;
}

std::int64_t MatroskaWriter::passed_on(int track) const {
  return state_->passed_on.at(static_cast<std::size_t>(track));
}

void MatroskaWriter::settle() {
  avio_flush(state_->muxer->pb);
  state_->check_disk();
  codecs::settle(state_->file);
}

void MatroskaWriter::set_extradata(int track, std::span<const std::uint8_t> extradata) {
  auto& state = *state_;
  const auto packet = make_packet();  // an empty one, as encoders send it at their end
  packet->stream_index = static_cast<int>(track);
  auto* const data = av_made(av_packet_new_side_data(packet.get(), AV_PKT_DATA_NEW_EXTRADATA, extradata.size()));
  std::ranges::copy(extradata, data);
  av_check(av_write_frame(state.muxer.get(), packet.get()), state.file, "writing what the encoder said at its end");
}

void MatroskaWriter::finish() {
  auto& state = *state_;
  av_check(av_write_frame(state.muxer.get(), nullptr), state.file, "writing the last packets");
  av_check(av_write_trailer(state.muxer.get()), state.file, "writing the index");
  close_muxer(state.muxer, state.file);
  stamp_segment_info(state.file, state.info);
  if (!state.behind.empty()) append(state.behind, state.file);
}

}  // namespace tasma::codecs
