extern "C" {
#include <libavutil/intreadwrite.h>
#include <libavutil/timecode.h>
}

#include <algorithm>
#include <array>
#include <ctime>
#include <deque>
#include <string>
#include <utility>

#include "codecs/digest.hpp"
#include "codecs/iso_boxes.hpp"
#include "codecs/libav.hpp"
#include "codecs/recipe.hpp"
#include "codecs/screening.hpp"
#include "codecs/subtitles/mov_text.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t aac_delay = 1024;  // samples that libav's encoder puts in front

/// What went into a track, to be told from what comes out.
class Tally {
 public:
  /// Without packets for plain samples, which a container may cut differently.
  explicit Tally(bool has_packets) : has_packets_(has_packets) {}

  void add(std::span<const std::uint8_t> bytes) {
    std::array<std::uint8_t, 8> length{};
    for (std::size_t i = 0; i < length.size(); ++i) length[i] = static_cast<std::uint8_t>(bytes.size() >> (8 * i));
    if (has_packets_) digest_.add(length);
    digest_.add(bytes);
  }

  bool has_packets() const { return has_packets_; }
  Sha256 finish() { return digest_.finish(); }

 private:
  bool has_packets_;
  Sha256Stream digest_;
};

const Track& only_track(const MatroskaReader& reader, const fs::path& file, Track::Kind kind) {
  if (reader.tracks().size() != 1 || reader.tracks()[0].kind != kind)
    throw Error(
        ExitCode::material,
        Message("T2606", "{1}: not a segment of a screening copy; remove it to have it made again", {printable(file)}));
  return reader.tracks()[0];
}

/// Packets of a sound segment with their place in the copy, counted, because Matroska's own times are milliseconds.
class SoundPackets {
 public:
  explicit SoundPackets(const fs::path& file) : reader_(file), track_(only_track(reader_, file, Track::Kind::sound)) {
    if (track_.channels < 1 || track_.rate < 1)
      throw Error(ExitCode::material, Message("T2607", "{1}: a sound segment without sound", {printable(file)}));
    at_ = is_aac() ? -aac_delay : 0;
    advance();
  }

  /// Passes over what is not needed to hear sample `first`, which is 0 from here on: a codec that overlaps its packets
  /// needs the one before.
  void begin_at(std::int64_t first) {
    const auto needed_before = is_aac() ? aac_delay : 0;
    while (head_ && at_ + duration() + needed_before <= first) advance();
    at_ -= first;
  }

  const Track& track() const { return track_; }
  bool is_aac() const { return track_.codec == "aac"; }
  const std::optional<MatroskaReader::Packet>& head() const { return head_; }
  std::int64_t at() const { return at_; }  // samples, of head()
  std::int64_t duration() const {
    return is_aac() ? aac_delay : static_cast<std::int64_t>(head_->frame.bytes->size()) / (3 * track_.channels);
  }

  void advance() {
    if (head_) at_ += duration();
    head_ = reader_.next();
  }

 private:
  MatroskaReader reader_;
  Track track_;
  std::optional<MatroskaReader::Packet> head_;
  std::int64_t at_ = 0;
};

/// As players list tracks: "Dub (ru)".
std::string title_of(const TrackLabel& label) {
  constexpr std::array titles{"Original", "Dub", "Music and effects", "Music"};
  const std::string title = titles.at(static_cast<std::size_t>(label.kind));
  return label.language.empty() ? title : title + " (" + label.language + ')';
}

/// The file that is written.
class Copy {
 public:
  Copy(const MovieCopy& copy, const Track& picture, const fs::path& file)
      : file_(file), recipe_(recipe_of(copy.coding)), muxer_(open_muxer(file, recipe_.container)) {
    set(muxer_->metadata, "title", copy.title);
    if (copy.date_s > 0) set(muxer_->metadata, "creation_time", iso_time(copy.date_s));
    add_picture(copy.stream, picture);
  }

  void add_text(const subtitles::MovText& text, const std::string& language) {
    auto& stream = *av_made(avformat_new_stream(muxer_.get(), nullptr));
    stream.codecpar->codec_type = AVMEDIA_TYPE_SUBTITLE;
    stream.codecpar->codec_id = AV_CODEC_ID_MOV_TEXT;
    set_extradata(stream.codecpar->extradata, stream.codecpar->extradata_size, text.description);
    stream.time_base = {1, 1000};
    set(stream.metadata, "language", subtitles::mov_language(language));
  }

  /// `frames` is how many the whole copy has.
  void add_chapters(const std::vector<Chapter>& chapters, std::int64_t frames, const Rational& rate) {
    for (std::size_t i = 0; i < chapters.size(); ++i) {
      auto* grown =
          static_cast<AVChapter**>(av_realloc_array(muxer_->chapters, muxer_->nb_chapters + 1, sizeof(AVChapter*)));
      if (grown == nullptr) throw std::bad_alloc();
      muxer_->chapters = grown;
      auto* chapter = static_cast<AVChapter*>(av_mallocz(sizeof(AVChapter)));
      if (chapter == nullptr) throw std::bad_alloc();
      grown[muxer_->nb_chapters++] = chapter;  // libav's from here on
      chapter->id = static_cast<std::int64_t>(i);
      chapter->time_base = av_inv_q(av_rational(rate));
      chapter->start = chapters[i].begin;
      chapter->end = i + 1 < chapters.size() ? chapters[i + 1].begin : frames;
      set(chapter->metadata, "title", chapters[i].title);
    }
  }

  /// The first one is played unless another is chosen.
  void add_sound(const Track& sound, const TrackLabel& label) {
    auto& stream = add_stream(sound);
    auto& coded = *stream.codecpar;
    coded.codec_type = AVMEDIA_TYPE_AUDIO;
    coded.sample_rate = sound.rate;
    av_channel_layout_default(&coded.ch_layout, sound.channels);
    if (coded.codec_id == AV_CODEC_ID_AAC) {
      coded.frame_size = aac_delay;
      coded.initial_padding = aac_delay;
      coded.profile = FF_PROFILE_AAC_LOW;
    } else {
      coded.bits_per_coded_sample = 24;
      coded.block_align = 3 * sound.channels;
    }
    stream.time_base = {1, sound.rate};
    set(stream.metadata, "language", subtitles::mov_language(label.language));
    const auto title = title_of(label);
    set(stream.metadata, "title", title);
    set(stream.metadata, "handler_name", title);
    if (!has_sound_) stream.disposition |= AV_DISPOSITION_DEFAULT;
    has_sound_ = true;
  }

  void begin(const Rational& rate) {
    // A scale of whole frames, fine enough for players that do not reckon in fractions.
    std::int64_t scale = rate.num;
    while (scale < 10'000) scale *= 2;
    AVDictionary* options = nullptr;
    av_dict_set_int(&options, "video_track_timescale", scale, 0);
    av_dict_set_int(&options, "movie_timescale", scale, 0);
    av_dict_set(&options, "movflags", "+faststart+write_colr", 0);
    const int result = avformat_write_header(muxer_.get(), &options);
    av_dict_free(&options);
    av_check(result, file_, "writing the header");
  }

  /// Times in units of `base`.
  void write(int stream, const CodedFrame& frame, std::int64_t pts, std::int64_t dts, std::int64_t duration,
             AVRational base) {
    write(stream, *frame.bytes, frame.key, pts, dts, duration, base);
  }
  void write(int stream, const std::vector<std::uint8_t>& text, std::int64_t at, std::int64_t duration,
             AVRational base) {
    write(stream, text, true, at, at, duration, base);
  }

  void finish() {
    av_check(av_write_trailer(muxer_.get()), file_, "writing the index");
    close_muxer(muxer_, file_);
  }

 private:
  void write(int stream, const std::vector<std::uint8_t>& bytes, bool key, std::int64_t pts, std::int64_t dts,
             std::int64_t duration, AVRational base) {
    const auto packet = make_packet(bytes);
    packet->stream_index = stream;
    packet->pts = pts;
    packet->dts = dts;
    packet->duration = duration;
    packet->flags = key ? AV_PKT_FLAG_KEY : 0;
    av_packet_rescale_ts(packet.get(), base, muxer_->streams[stream]->time_base);
    av_check(av_write_frame(muxer_.get(), packet.get()), file_, "writing a packet");
  }

  static void set(AVDictionary*& into, const char* name, const std::string& value) {
    av_check(av_dict_set(&into, name, value.c_str(), 0), {}, name);
  }

  static std::string iso_time(std::int64_t date_s) {
    const auto time = static_cast<std::time_t>(date_s);
    std::tm parts{};
    std::array<char, 40> text{};
    if (!gmtime_r(&time, &parts) || std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
      throw Error(ExitCode::usage, Message("T2608", "{1} seconds since 1970 is no date", {std::to_string(date_s)}));
    return text.data();
  }

  AVStream& add_stream(const Track& track) {
    auto& stream = *av_made(avformat_new_stream(muxer_.get(), nullptr));
    const auto* codec = avcodec_descriptor_get_by_name(track.codec.c_str());
    if (!codec)
      throw Error(ExitCode::bug, Message("T2609", "{1} is no codec", {printable(std::string_view(track.codec))}));
    stream.codecpar->codec_id = codec->id;
    set_extradata(stream.codecpar->extradata, stream.codecpar->extradata_size, track.extradata);
    return stream;
  }

  void add_picture(const StreamInfo& scan, const Track& picture) {
    auto& stream = add_stream(picture);
    auto& coded = *stream.codecpar;
    coded.codec_type = AVMEDIA_TYPE_VIDEO;
    coded.width = picture.stream.size.width;
    coded.height = picture.stream.size.height;
    coded.sample_aspect_ratio = stream.sample_aspect_ratio = {1, 1};
    coded.field_order = AV_FIELD_PROGRESSIVE;
    coded.color_primaries = AVCOL_PRI_BT709;
    coded.color_trc = AVCOL_TRC_BT709;
    coded.color_space = AVCOL_SPC_BT709;
    coded.color_range = AVCOL_RANGE_MPEG;
    coded.chroma_location = AVCHROMA_LOC_LEFT;
    if (recipe_.tag) coded.codec_tag = AV_RL32(recipe_.tag);
    if (coded.codec_id == AV_CODEC_ID_DNXHD) coded.profile = FF_PROFILE_DNXHR_HQX;  // else the tag is that of DNxHD
    if (!recipe_.is_delivered) set_extradata(coded.extradata, coded.extradata_size, {});  // Matroska's, MOV has none
    stream.avg_frame_rate = stream.r_frame_rate = av_rational(scan.rate);
    stream.time_base = av_inv_q(stream.avg_frame_rate);
    AVTimecode timecode;
    if (!recipe_.is_delivered && !scan.timecode.empty() &&
        av_timecode_init_from_string(&timecode, stream.avg_frame_rate, scan.timecode.c_str(), nullptr) >= 0)
      set(stream.metadata, "timecode", scan.timecode);
  }

  fs::path file_;
  Recipe recipe_;
  Muxer muxer_;
  bool has_sound_ = false;
};

/// Times of presentation of a chunk's packets, in the order of decoding.
std::vector<std::int64_t> times_of(const fs::path& chunk) {
  std::vector<std::int64_t> times;
  MatroskaReader reader(chunk);
  while (const auto packet = reader.next()) times.push_back(packet->frame.pts);
  return times;
}

/// The cues that stand in a part of the film, on its time.
subtitles::Subtitles shifted(subtitles::Subtitles subtitles, std::int64_t begin_ms, std::int64_t length_ms) {
  for (auto& cue : subtitles.cues) {
    cue.begin_ms = std::clamp<std::int64_t>(cue.begin_ms - begin_ms, 0, length_ms);
    cue.end_ms = std::clamp<std::int64_t>(cue.end_ms - begin_ms, 0, length_ms);
  }
  std::erase_if(subtitles.cues, [](const auto& cue) { return cue.begin_ms == cue.end_ms; });
  return subtitles;
}

class Join {
 public:
  Join(const MovieCopy& copy, const fs::path& file)
      : chunks_(copy.chunks),
        rate_(copy.stream.rate),
        picture_(only_track(MatroskaReader(chunks_.at(0)), chunks_.at(0), Track::Kind::picture)),
        delay_(recipe_of(copy.coding).delay),
        goes_on_(copy.goes_on),
        copy_(copy, picture_, file) {
    tallies_.emplace_back(true);
    for (const auto& sound : copy.sounds) {
      auto& opened = sounds_.emplace_back(sound.segment);
      const auto& track = opened.track();
      opened.begin_at(av_rescale(copy.begin * rate_.den, track.rate, rate_.num));
      copy_.add_sound(track, sound.label);
      tallies_.emplace_back(track.codec == "aac");
    }
    for (const auto& chunk : chunks_) all_frames_ += std::ssize(times_.emplace_back(times_of(chunk)));
    const auto ms = [&](std::int64_t at) { return av_rescale(at * 1000, rate_.den, rate_.num); };
    for (const auto& [cues, font] : copy.subtitles) {
      const auto film_ms = ms(all_frames_);
      texts_.push_back(
          subtitles::encode_mov_text(shifted(cues, ms(copy.begin), film_ms), picture_.stream.size, film_ms));
      copy_.add_text(texts_.back(), cues.language);
      tallies_.emplace_back(true);
    }
    copy_.add_chapters(copy.chapters, all_frames_, rate_);
    copy_.begin(rate_);
  }

  std::deque<Tally> run(const std::function<bool()>& stop) {
    write_texts();
    for (std::size_t i = 0; i < chunks_.size(); ++i) add(chunks_[i], times_[i], stop);
    write_sounds(std::nullopt);
    copy_.finish();
    return std::move(tallies_);
  }

 private:
  void add(const fs::path& chunk, const std::vector<std::int64_t>& times, const std::function<bool()>& stop) {
    auto sorted = times;
    std::ranges::sort(sorted);
    MatroskaReader reader(chunk);
    if (only_track(reader, chunk, Track::Kind::picture).extradata != picture_.extradata)
      throw Error(ExitCode::material, Message("T2610",
                                              "{1}: coded with other settings than the chunks before it; remove it "
                                              "to have it made again",
                                              {printable(chunk)}));
    const auto base = frames_;
    for (const auto time : times) {
      if (stop()) throw Error(ExitCode::interrupted, Message("T2611", "stopped while joining; call again to go on"));
      const auto packet = reader.next();
      const auto pts = base + (std::ranges::lower_bound(sorted, time) - sorted.begin());
      const auto dts = frames_++ - delay_;
      if (!packet || pts < dts)
        throw Error(ExitCode::material, Message("T2612",
                                                "{1}: pictures come in an order that cannot be played; remove it to "
                                                "have it made again",
                                                {printable(chunk)}));
      write_sounds(dts);
      tallies_[0].add(*packet->frame.bytes);
      copy_.write(0, packet->frame, pts, dts, 1, av_inv_q(av_rational(rate_)));
    }
  }

  /// Sound that begins before the picture `until` does; all that is left, without.
  void write_sounds(std::optional<std::int64_t> until) {
    for (std::size_t i = 0; i < sounds_.size(); ++i) {
      auto& sound = sounds_[i];
      const AVRational base{1, sound.track().rate};
      while (sound.head() && !(goes_on_ && lies_behind(sound)) &&
             (!until || av_compare_ts(sound.at(), base, *until, av_inv_q(av_rational(rate_))) <= 0)) {
        tallies_[1 + i].add(*sound.head()->frame.bytes);
        // The last packet of a codec is as long as any other; what is beyond the picture is not to be heard.
        const auto end = until ? sound.at() + sound.duration() : av_rescale(frames_ * rate_.den, base.den, rate_.num);
        const auto duration = std::clamp<std::int64_t>(end - sound.at(), 1, sound.duration());
        copy_.write(static_cast<int>(1 + i), sound.head()->frame, sound.at(), sound.at(), duration, base);
        sound.advance();
      }
    }
  }

  /// Whether it belongs to the next part alone.
  bool lies_behind(const SoundPackets& sound) const {
    return av_compare_ts(sound.at(), {1, sound.track().rate}, all_frames_, av_inv_q(av_rational(rate_))) >= 0;
  }

  /// All text, in front of everything else and by time: libav's muxer takes a track without text for a time that
  /// another packet has for a pause, which it would fill. Behind the last it puts an empty one.
  void write_texts() {
    struct Place {
      const subtitles::TimedPacket* packet;
      std::size_t stream;
    };
    std::vector<Place> places;
    for (std::size_t i = 0; i < texts_.size(); ++i)
      for (const auto& packet : texts_[i].packets) places.push_back({&packet, 1 + sounds_.size() + i});
    std::ranges::stable_sort(places, {}, [](const Place& place) { return place.packet->begin_ms; });
    for (const auto& [packet, stream] : places) {
      tallies_[stream].add(packet->bytes);
      copy_.write(static_cast<int>(stream), packet->bytes, packet->begin_ms, packet->duration_ms, {1, 1000});
    }
    for (std::size_t i = 0; i < texts_.size(); ++i) tallies_[1 + sounds_.size() + i].add(std::array<std::uint8_t, 2>{});
  }

  const std::vector<fs::path>& chunks_;
  std::vector<std::vector<std::int64_t>> times_;  // by chunk
  Rational rate_;
  Track picture_;
  std::int64_t delay_;
  bool goes_on_;
  Copy copy_;
  std::deque<SoundPackets> sounds_;
  std::vector<subtitles::MovText> texts_;
  std::deque<Tally> tallies_;
  std::int64_t all_frames_ = 0, frames_ = 0;  // frames_: those written
};

/// Reads the copy as it lies on the disk: every packet that went in must come out, unchanged.
void check(const fs::path& file, std::deque<Tally> written, const std::function<bool()>& stop) {
  // An edit list hides packets.
  const auto demuxer = open_demuxer(file, nullptr, {{"ignore_editlist", "1"}});
  std::deque<Tally> found;
  for (const auto& tally : written) found.emplace_back(tally.has_packets());
  const auto packet = make_packet();
  for (int result = 0; (result = av_read_frame(demuxer.get(), packet.get())) != AVERROR_EOF;) {
    av_check(result, file, "reading it again");
    if (stop()) throw Error(ExitCode::interrupted, Message("T2613", "stopped while checking; call again to go on"));
    const auto stream = static_cast<std::size_t>(packet->stream_index);
    if (stream < found.size()) found[stream].add(bytes_of(*packet));
    av_packet_unref(packet.get());
  }
  for (std::size_t i = 0; i < written.size(); ++i)
    if (found[i].finish() != written[i].finish())
      throw Error(ExitCode::io,
                  Message("T2614", "{1}: track {2} does not read back as it was written; look at the disk",
                          {printable(file), std::to_string(i + 1)}));
}

}  // namespace

std::vector<Range> parts_of(std::span<const ChunkSize> chunks, std::uint64_t sound_bytes, std::uint64_t most_bytes) {
  double frames = 0;
  for (const auto& chunk : chunks) frames += static_cast<double>(chunk.frames);
  const auto size_of = [&](const ChunkSize& chunk) {
    return static_cast<double>(chunk.bytes) +
           static_cast<double>(sound_bytes) * static_cast<double>(chunk.frames) / frames;
  };
  const double most = static_cast<double>(most_bytes) * 0.98;  // the rest is for the index and text
  std::vector<Range> parts{{0, 0}};
  double size = 0;
  for (const auto& chunk : chunks) {
    if (size + size_of(chunk) > most && parts.back().length() > 0) {
      parts.push_back({parts.back().end, parts.back().end});
      size = 0;
    }
    size += size_of(chunk);
    ++parts.back().end;
  }
  return parts;
}

void join_screening(const MovieCopy& copy, const fs::path& file, const std::function<bool()>& stop) {
  if (copy.chunks.empty()) throw Error(ExitCode::bug, Message("T2615", "{1}: nothing to join", {printable(file)}));
  check(file, Join(copy, file).run(stop), stop);
  if (!index_in_front(file))
    throw Error(
        ExitCode::io,
        Message("T2616", "{1}: the index did not come to the front; look at the disk's free space", {printable(file)}));
}

}  // namespace tasma::codecs
