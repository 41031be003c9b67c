#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "codecs/dcp/cadence.hpp"
#include "codecs/dcp/check.hpp"
#include "codecs/dcp/mxf_reader.hpp"
#include "codecs/dcp/package.hpp"
#include "codecs/dcp/xml.hpp"
#include "codecs/matroska.hpp"
#include "codecs/screening_dcp.hpp"
#include "codecs/subtitles/dcp_xml.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t short_film_s = 40 * 60;  // the festivals' and academies' limit
constexpr std::int64_t sound_rate = 48'000;     // Hz

/// The codestreams of all chunks, one after the other.
class Codestreams {
 public:
  explicit Codestreams(const std::vector<fs::path>& chunks) {
    for (const auto& chunk : chunks) {
      chunks_.push_back(std::make_unique<dcp::TrackReader>(chunk));
      count_ += chunks_.back()->elements();
    }
  }

  std::int64_t count() const { return count_; }

  /// That of frame `at`; frames are asked for in order, perhaps several times.
  const std::vector<std::uint8_t>& read(std::int64_t at) {
    if (at_ == at) return bytes_;
    for (; at - begin_ >= chunks_[chunk_]->elements(); ++chunk_) begin_ += chunks_[chunk_]->elements();
    bytes_ = chunks_[chunk_]->read(at - begin_);
    at_ = at;
    return bytes_;
  }

 private:
  std::vector<std::unique_ptr<dcp::TrackReader>> chunks_;
  std::size_t chunk_ = 0;
  std::int64_t begin_ = 0, count_ = 0, at_ = -1;
  std::vector<std::uint8_t> bytes_;
};

void refuse_stop(const Observer& observer) {
  if (observer.stop_requested())
    throw Error(ExitCode::interrupted, Message("T2651", "stopped while joining; call again to go on"));
}

/// The track under the name it has in the package.
dcp::TrackFile named(dcp::TrackFile track, const fs::path& folder) {
  const auto name = folder / dcp::file_name_of(track);
  fs::rename(track.file, name);
  track.file = name;
  return track;
}

/// The picture of every reel. The cadence is that of the whole film, so that no reel adds to another's sound.
std::vector<dcp::TrackFile> picture_tracks(const DcpCopy& copy, const dcp::Cadence& cadence, const fs::path& folder,
                                           Observer& observer) {
  std::vector<dcp::TrackFile> tracks;
  std::int64_t n = 0, begin = 0;
  for (const auto& chunks : copy.chunks) {
    Codestreams codestreams(chunks);
    dcp::PictureTrack track(folder / "picture.mxf", {cadence.dcp, copy.date_s});
    for (; cadence.shown_at(n) < begin + codestreams.count(); ++n) {
      refuse_stop(observer);
      track.write(codestreams.read(cadence.shown_at(n) - begin));
    }
    begin += codestreams.count();
    tracks.push_back(named(track.finish([&] { refuse_stop(observer); }), folder));
  }
  return tracks;
}

/// Samples of a PCM segment, 24 bits in 32, as many as are asked for; fewer at its end.
class Samples {
 public:
  explicit Samples(const fs::path& segment) : reader_(segment) {
    if (reader_.tracks().size() != 1 || reader_.tracks()[0].codec != "pcm_s24le" ||
        reader_.tracks()[0].rate != sound_rate)
      throw Error(
          ExitCode::material,
          Message("T2652", "{1}: not a sound segment of a DCP; remove it to have it made again", {printable(segment)}));
  }

  int channels() const { return reader_.tracks()[0].channels; }

  /// The next ones, up to `most`; none at the end.
  std::span<const std::int32_t> next(std::size_t most) {
    if (at_ == block_.size()) {
      at_ = 0;
      block_.clear();
      if (const auto packet = reader_.next()) {
        const auto& bytes = *packet->frame.bytes;
        for (std::size_t i = 0; i + 3 <= bytes.size(); i += 3)
          block_.push_back(static_cast<std::int32_t>(std::uint32_t{bytes[i]} << 8 | std::uint32_t{bytes[i + 1]} << 16 |
                                                     std::uint32_t{bytes[i + 2]} << 24));
      }
    }
    const auto some = std::span(block_).subspan(at_, std::min(most, block_.size() - at_));
    at_ += some.size();
    return some;
  }

 private:
  MatroskaReader reader_;
  std::vector<std::int32_t> block_;
  std::size_t at_ = 0;
};

/// RFC 5646: of sound that nobody said the language of "und", of silence "zxx".
std::string language_of(const DcpCopy& copy) {
  if (copy.sound.empty()) return "zxx";
  return copy.language.empty() ? "und" : copy.language;
}

/// The sound beside each picture track, cut where it ends.
std::vector<dcp::TrackFile> sound_tracks(const DcpCopy& copy, std::span<const dcp::TrackFile> pictures,
                                         const fs::path& folder, Observer& observer) {
  std::optional<Samples> samples;
  if (!copy.sound.empty()) samples.emplace(copy.sound);
  const int channels = samples ? samples->channels() : 1;
  std::vector<dcp::TrackFile> tracks;
  for (const auto& picture : pictures) {
    dcp::SoundTrack track(folder / "sound.mxf", {picture.rate, copy.date_s}, layout_of(channels).value(),
                          language_of(copy), picture.duration);
    auto left = static_cast<std::size_t>(picture.duration) *
                static_cast<std::size_t>(dcp::samples_a_unit(picture.rate).value()) *
                static_cast<std::size_t>(channels);
    track.write(std::vector<std::int32_t>());
    while (samples && left > 0) {
      refuse_stop(observer);
      const auto some = samples->next(left);
      if (some.empty()) break;
      track.write(some);
      left -= some.size();
    }
    tracks.push_back(named(track.finish([&] { refuse_stop(observer); }), folder));
  }
  return tracks;
}

/// A text track beside each picture track, all with what the film uses of the font.
std::vector<dcp::TrackFile> text_tracks(const DcpCopy& copy, std::span<const dcp::TrackFile> pictures,
                                        const fs::path& folder, Observer& observer) {
  const auto& [cues, font] = *copy.subtitles;
  const auto bytes = font->subset(subtitles::characters_of(cues));
  const auto id = subtitles::font_id(bytes);
  std::vector<std::int64_t> lengths;
  for (const auto& picture : pictures) lengths.push_back(picture.duration);
  const auto date = dcp::iso_date(copy.date_s).substr(0, sizeof "2026-11-22T01:00:00" - 1);  // ST 428-7: without a zone
  const auto documents = subtitles::write_dcp_subtitles(cues, lengths, {copy.title, date, pictures.front().rate, id});
  std::vector<dcp::TrackFile> tracks;
  for (std::size_t i = 0; i < documents.size(); ++i)
    tracks.push_back(
        named(dcp::write_text_track(folder / "text.mxf", {pictures[i].rate, copy.date_s},
                                    {documents[i].xml, documents[i].id, {{id, bytes}}, cues.language, lengths[i]},
                                    [&] { refuse_stop(observer); }),
              folder));
  return tracks;
}

/// The pictures and sounds of a DCP with subtitles, or of the one it is a version file of.
std::vector<dcp::Reel> reels_of(const DcpCopy& copy, const dcp::Cadence& cadence, const fs::path& folder,
                                Observer& observer) {
  std::vector<dcp::TrackFile> pictures, sounds, texts;
  if (copy.original.empty()) {
    pictures = picture_tracks(copy, cadence, folder, observer);
  } else {
    for (auto& reel : dcp::read_reels(copy.original)) {
      pictures.push_back(std::move(reel.picture));
      sounds.push_back(std::move(reel.sound));
    }
  }
  if (copy.original.empty() || !copy.sound.empty()) sounds = sound_tracks(copy, pictures, folder, observer);
  if (copy.subtitles) texts = text_tracks(copy, pictures, folder, observer);
  std::vector<dcp::Reel> reels;
  for (std::size_t i = 0; i < pictures.size(); ++i)
    reels.push_back({std::move(pictures[i]), std::move(sounds[i]),
                     texts.empty() ? std::nullopt : std::optional(std::move(texts[i]))});
  return reels;
}

/// The places by reel and edit unit. A first picture is where its first edit unit is, a last one where its last is.
std::vector<dcp::Marker> markers_of(const DcpCopy& copy, const dcp::Cadence& cadence,
                                    std::span<const dcp::Reel> reels) {
  std::vector<dcp::Marker> markers;
  for (const auto& [label, frame] : copy.markers) {
    auto offset = label.starts_with('L') ? cadence.first_showing(frame + 1) - 1 : cadence.first_showing(frame);
    std::size_t reel = 0;
    for (; reel + 1 < reels.size() && offset >= reels[reel].picture.duration; ++reel)
      offset -= reels[reel].picture.duration;
    markers.push_back({label, reel, offset});
  }
  return markers;
}

dcp::Composition composition_of(const DcpCopy& copy, const DcpPicture& picture, std::vector<dcp::Reel> reels) {
  std::int64_t duration = 0;
  for (const auto& reel : reels) duration += reel.picture.duration;
  const auto seconds = duration * picture.rate().den / picture.rate().num;
  const auto& sound = reels.front().sound;
  dcp::TitleFacts facts;
  facts.title = copy.title;
  facts.kind = seconds < short_film_s ? dcp::ContentKind::short_film : dcp::ContentKind::feature;
  facts.container = picture.container();
  facts.resolution = picture.resolution();
  facts.aspect = picture.shape();
  facts.language = sound.language == "und" ? "" : sound.language;
  if (copy.subtitles) facts.subtitle_language = copy.subtitles->cues.language;
  facts.burnt = copy.coding.burnt.kind == BurntText::Kind::subtitles;
  if (facts.burnt) facts.subtitle_language = copy.coding.burnt.language;
  if (sound.channels == dcp::channels_in(dcp::SoundLayout::five_one_accessible))
    facts.sound = dcp::SoundLayout::five_one_accessible;
  facts.studio = facts.facility = "TSM";
  facts.date_s = copy.date_s;
  facts.version_file = copy.version_file;
  dcp::Composition composition;
  composition.title = dcp::isdcf_title(facts);
  composition.full_title = copy.title;
  composition.kind = facts.kind;
  composition.issuer = composition.creator = "tasma " TASMA_VERSION;
  composition.date_s = copy.date_s;
  composition.active = picture.active();
  composition.reels = std::move(reels);
  return composition;
}

}  // namespace

void join_dcp(const DcpCopy& copy, const fs::path& folder, Observer& observer) {
  const DcpPicture picture(copy.spec, copy.coding);
  const auto cadence = dcp_cadence(copy.spec.scan.rate, copy.coding);
  fs::create_directory(folder);
  auto composition = composition_of(copy, picture, reels_of(copy, cadence, folder, observer));
  composition.markers = markers_of(copy, cadence, composition.reels);
  if (!copy.original.empty())
    for (const auto& reel : composition.reels) {
      composition.in_original.insert(reel.picture.id);
      if (copy.sound.empty()) composition.in_original.insert(reel.sound.id);
    }
  dcp::write_package(folder, composition);

  for (const auto& finding : dcp::check_dcp(folder, dcp::CheckDepth::pictures, observer))
    if (finding.severity == Severity::refusal)
      throw Error(ExitCode::bug, Message("T2654", "{1}: the DCP that was made is not sound: {2}",
                                         {printable(finding.file), english(finding.message)}));
}

}  // namespace tasma::codecs
