#include "codecs/movie_survey.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>
#include <utility>

#include "codecs/movie_file.hpp"
#include "codecs/movie_timing.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

constexpr std::size_t most_frames = 10'000'000;  // a week; more is a lie, or no film
constexpr int looked_at = 8;                     // first frames, for interlacing

Rational rational(AVRational r) { return r.num > 0 && r.den > 0 ? Rational{r.num, r.den} : Rational{}; }

std::string text_of(const char* text) { return text ? text : "unknown"; }

std::string codec_name(AVCodecID id) {
  constexpr std::pair<AVCodecID, const char*> names[] = {
      {AV_CODEC_ID_FFV1, "FFV1"},     {AV_CODEC_ID_H264, "H.264"},         {AV_CODEC_ID_HEVC, "H.265"},
      {AV_CODEC_ID_PRORES, "ProRes"}, {AV_CODEC_ID_DNXHD, "DNxHD"},        {AV_CODEC_ID_MPEG2VIDEO, "MPEG-2"},
      {AV_CODEC_ID_MJPEG, "MJPEG"},   {AV_CODEC_ID_JPEG2000, "JPEG 2000"}, {AV_CODEC_ID_RAWVIDEO, "uncompressed"}};
  const auto* const found = std::ranges::find(names, id, &std::pair<AVCodecID, const char*>::first);
  return found != std::end(names) ? found->second : avcodec_get_name(id);
}

std::string value_of(const AVDictionary* metadata, const char* name) {
  const auto* const entry = av_dict_get(metadata, name, nullptr, 0);
  return entry ? entry->value : "";
}

std::string container_name(const AVFormatContext& demuxer) {
  const std::string_view name = demuxer.iformat->name;
  if (name.starts_with("mov,")) return value_of(demuxer.metadata, "major_brand").starts_with("qt") ? "MOV" : "MP4";
  if (name.starts_with("matroska")) return "Matroska";
  if (name == "avi" || name == "mxf") return name == "avi" ? "AVI" : "MXF";
  return std::string(name);
}

std::string timecode_of(const AVFormatContext& demuxer) {
  auto timecode = value_of(demuxer.metadata, "timecode");
  for (unsigned i = 0; i < demuxer.nb_streams && timecode.empty(); ++i)
    timecode = value_of(demuxer.streams[i]->metadata, "timecode");
  return printable(std::string_view(timecode));
}

void add_metadata(HeaderFacts& facts, const AVDictionary* metadata) {
  constexpr std::size_t most = 64, longest = 200;
  for (const AVDictionaryEntry* entry = nullptr;
       (entry = av_dict_get(metadata, "", entry, AV_DICT_IGNORE_SUFFIX)) && facts.fields.size() < most;)
    facts.fields.emplace_back(printable(std::string_view(entry->key).substr(0, longest)),
                              printable(std::string_view(entry->value).substr(0, longest)));
}

/// What headers and the first frame say.
HeaderFacts facts_of(const MovieFile& movie, const AVFrame* first) {
  const auto& stream = movie.picture();
  const auto& coded = *stream.codecpar;
  const auto format = static_cast<AVPixelFormat>(first ? first->format : coded.format);
  const auto* const shape = av_pix_fmt_desc_get(format);
  const auto* const profile = avcodec_profile_name(coded.codec_id, coded.profile);
  HeaderFacts facts;
  facts.format = codec_name(coded.codec_id) + '/' + container_name(*movie.demuxer);
  facts.flavour = (profile ? std::string(profile) + ", " : "") + text_of(av_get_pix_fmt_name(format));
  facts.size = first ? Size{first->width, first->height} : Size{coded.width, coded.height};
  facts.planes = shape ? shape->nb_components : 0;
  facts.depth = shape ? shape->comp[0].depth : 0;
  facts.transfer = Transfer::video;
  auto* const demuxer = movie.demuxer.get();
  facts.pixel_aspect = rational(av_guess_sample_aspect_ratio(demuxer, demuxer->streams[movie.stream], nullptr));
  const auto add = [&](const char* name, const std::string& value) {
    if (value != "unknown" && value != "unspecified") facts.fields.emplace_back(name, value);
  };
  add("colour range", text_of(av_color_range_name(first ? first->color_range : coded.color_range)));
  add("colour primaries", text_of(av_color_primaries_name(first ? first->color_primaries : coded.color_primaries)));
  add("colour transfer", text_of(av_color_transfer_name(first ? first->color_trc : coded.color_trc)));
  add("colour matrix", text_of(av_color_space_name(first ? first->colorspace : coded.color_space)));
  add("chroma location", text_of(av_chroma_location_name(first ? first->chroma_location : coded.chroma_location)));
  if (rational(stream.avg_frame_rate).known()) add("average rate", to_string(rational(stream.avg_frame_rate)));
  add_metadata(facts, stream.metadata);
  add_metadata(facts, demuxer->metadata);
  return facts;
}

/// What reading all packets tells.
struct Packets {
  std::vector<std::uint64_t> bytes;
  std::vector<std::int64_t> times;
  bool all_timed = true;
  std::int64_t hidden = 0;  // packets an edit list takes out
  double end_s = 0;         // of the last packet of any stream
  std::string cut;
};

Packets read_packets(MovieFile& movie) {
  Packets packets;
  const auto packet = make_packet();
  for (;;) {
    const int result = av_read_frame(movie.demuxer.get(), packet.get());
    if (result == AVERROR_EOF) break;
    if (result < 0) {
      packets.cut = "a packet cannot be read";
      break;
    }
    const auto& stream = *movie.demuxer->streams[packet->stream_index];
    const auto time = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
    if (time != AV_NOPTS_VALUE)
      packets.end_s = std::max(packets.end_s, static_cast<double>(time + packet->duration) * av_q2d(stream.time_base));
    if (packet->stream_index == movie.stream) {
      if (packet->flags & AV_PKT_FLAG_CORRUPT) packets.cut = "a packet is incomplete";
      if (packet->flags & AV_PKT_FLAG_DISCARD) {
        ++packets.hidden;
      } else {
        packets.bytes.push_back(static_cast<std::uint64_t>(packet->size));
        packets.all_timed = packets.all_timed && time != AV_NOPTS_VALUE;
        packets.times.push_back(time);
      }
    }
    av_packet_unref(packet.get());
    if (packets.bytes.size() > most_frames)
      throw Error(ExitCode::material, Message("T2622", "{1}: more than {2} frames; cut it into reels",
                                              {printable(movie.path), std::to_string(most_frames)}));
  }
  return packets;
}

/// What shows that a file has lost its end: it holds less than its header promises.
std::string promise_broken(const MovieFile& movie, const Packets& packets) {
  if (!packets.cut.empty()) return packets.cut;
  const auto& stream = movie.picture();
  const auto here = std::ssize(packets.bytes) + packets.hidden;
  if (stream.nb_frames > here)
    return "the header promises " + std::to_string(stream.nb_frames) + " frames, " + std::to_string(here) +
           " are there";
  const auto& demuxer = *movie.demuxer;
  const bool promised = demuxer.duration_estimation_method == AVFMT_DURATION_FROM_STREAM && demuxer.duration > 0;
  const double promised_s = promised ? static_cast<double>(demuxer.duration) / AV_TIME_BASE : 0;
  const double start_s =
      demuxer.start_time != AV_NOPTS_VALUE ? static_cast<double>(demuxer.start_time) / AV_TIME_BASE : 0;
  if (packets.all_timed && promised_s > 0 && packets.end_s - std::max(0.0, start_s) < promised_s - 0.5)
    return "the header promises " + std::to_string(std::lround(promised_s * 1000)) + " ms, it ends after " +
           std::to_string(std::lround(packets.end_s * 1000)) + " ms";
  return {};
}

}  // namespace

MovieSurvey survey_movie(const std::filesystem::path& file) {
  MovieFile movie(file);
  const auto packets = read_packets(movie);
  MovieSurvey survey;
  survey.packet_bytes = packets.bytes;
  survey.cut = promise_broken(movie, packets);
  const auto order = movie.picture().codecpar->field_order;
  survey.interlaced = order != AV_FIELD_UNKNOWN && order != AV_FIELD_PROGRESSIVE;

  Picture first;
  auto declared = Rational{};  // by the stream itself, where the container has no times
  try {
    MovieDecoder decoder(file);
    for (int i = 0; i < looked_at; ++i) {
      auto picture = decoder.next();
      if (!picture) break;
      survey.interlaced = survey.interlaced || (*picture)->interlaced_frame != 0;
      if (!first) first = std::move(*picture);
    }
    declared = rational(decoder.codec().framerate);
  } catch (const Error& error) {
    if (error.code() != ExitCode::material) throw;
    if (!first) survey.undecodable = error.what();
  }
  survey.facts = facts_of(movie, first.get());
  survey.timecode = timecode_of(*movie.demuxer);
  if (first) survey.pictures = MoviePicture::of(*first);
  if (survey.pictures && survey.pictures->matrix())
    survey.facts.fields.emplace_back("matrix used", survey.pictures->matrix());
  for (unsigned i = 0; i < movie.demuxer->nb_streams; ++i)
    survey.has_sound = survey.has_sound || movie.demuxer->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;

  const auto& stream = movie.picture();
  const auto likely = rational(stream.r_frame_rate), average = rational(stream.avg_frame_rate);
  if (!packets.all_timed) {
    survey.facts.rate = declared;
  } else if (packets.times.size() < 2) {
    survey.facts.rate = average.known() ? average : likely;
  } else if (const auto rate = constant_rate(packets.times, rational(stream.time_base), {average, likely})) {
    survey.facts.rate = *rate;
  } else {
    survey.even = false;
    survey.facts.rate = average;
  }
  return survey;
}

}  // namespace tasma::codecs
