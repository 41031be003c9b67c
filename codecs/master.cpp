#include "codecs/master.hpp"

#include <algorithm>
#include <mutex>

#include "codecs/digest.hpp"
#include "codecs/ffv1_decoder.hpp"
#include "codecs/input_file.hpp"
#include "codecs/libav.hpp"
#include "codecs/matroska.hpp"
#include "codecs/matroska_attachments.hpp"
#include "codecs/rawcooked.hpp"
#include "codecs/reel_json.hpp"
#include "codecs/reversible_reel.hpp"
#include "codecs/sound.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace fs = std::filesystem;
namespace {

int picture_track(const MatroskaReader& reader, const fs::path& file) {
  const auto& tracks = reader.tracks();
  const auto found = std::ranges::find(tracks, Track::Kind::picture, &Track::kind);
  if (found == tracks.end() || found->codec != "ffv1")
    throw Error(ExitCode::material,
                Message("T2431", "{1}: is no master: it holds no FFV1 pictures", {printable(file)}));
  if (!found->stream.rate.known())
    throw Error(ExitCode::material,
                Message("T2432", "{1}: does not say how many frames a second it has", {printable(file)}));
  return static_cast<int>(found - tracks.begin());
}

std::optional<Inventory> record_of(const InputFile& file) {
  const MatroskaOutline outline(file);
  const auto* const record = outline.find(reel_json_name);
  if (record == nullptr) return std::nullopt;
  constexpr std::uint64_t most = std::uint64_t{1} << 30;  // bytes; a day of film has a tenth of it
  if (record->content.length() > most)
    throw Error(ExitCode::material, Message("T2521", "{1}: its record of the scan is larger than any can be: {2} bytes",
                                            {printable(file.path()), std::to_string(record->content.length())}));
  std::string text;
  read_range(file, record->content,
             [&](auto bytes) { text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size()); });
  return parse_reel_json(text);
}

/// One header for all frames of a master that says nothing of its scan.
std::shared_ptr<const HeaderFacts> header_of(const StreamInfo& stream) {
  auto header = std::make_shared<HeaderFacts>();
  header->format = "FFV1/Matroska";
  header->flavour = std::to_string(stream.depth) + "-bit " +
                    (stream.planes == 1   ? "grey"
                     : stream.planes == 3 ? "RGB"
                                          : "RGBA");
  header->size = stream.size;
  header->planes = stream.planes;
  header->depth = stream.depth;
  header->transfer = stream.transfer;
  header->rate = stream.rate;
  header->pixel_aspect = stream.pixel_aspect;
  return header;
}

/// What a file with no record of ours tells: what RAWcooked's data does, else pictures numbered from 0.
Inventory without_record(const fs::path& file, const StreamInfo& stream, std::int64_t frames, FileStamp stamp,
                         const ScanFacts& said) {
  auto inventory = read_reversible_reel(file, stream, frames, said).value_or(Inventory());
  inventory.kind = Inventory::Kind::master;
  if (inventory.frames.empty()) {
    inventory.name = file.stem().native();
    inventory.stream = stream;
    inventory.frames.resize(static_cast<std::size_t>(frames));
    const auto header = header_of(stream);
    for (std::int64_t position = 0; auto& frame : inventory.frames) {
      frame.number = position++;
      frame.header = header;
    }
  }
  inventory.newest_ns = stamp.modified_ns;
  const auto identity =
      file.filename().native() + '\0' + std::to_string(stamp.size) + '\0' + std::to_string(stamp.modified_ns);
  inventory.digest = sha256_of({reinterpret_cast<const std::uint8_t*>(identity.data()), identity.size()});
  return inventory;
}

ScanFacts merged(const ScanFacts& said, const ScanFacts& recorded) {
  auto facts = said;
  if (!facts.rate) facts.rate = recorded.rate;
  if (facts.element == Element::unknown) facts.element = recorded.element;
  if (facts.picture.kind == PictureArea::Kind::unsaid) facts.picture = recorded.picture;
  if (!facts.squeeze) facts.squeeze = recorded.squeeze;
  if (facts.transfer == Transfer::unknown) facts.transfer = recorded.transfer;
  facts.gaps = recorded.gaps;  // settled when the master was made
  facts.damaged = recorded.damaged;
  return facts;
}

/// The FLAC header's count of samples (RFC 9639, 8.2): 36 bits; 0: not said.
std::int64_t flac_total(std::span<const std::uint8_t> extradata) {
  if (extradata.size() < 18) return 0;
  std::int64_t total = extradata[13] & 0x0F;
  for (std::size_t i = 14; i < 18; ++i) total = total << 8 | extradata[i];
  return total;
}

/// The sound tracks of a master, under the names and with the length the scan's sound had.
std::vector<SoundInfo> sounds_of(MatroskaReader& reader, const fs::path& file, FileStamp stamp,
                                 const std::vector<SoundInfo>& recorded) {
  std::vector<SoundInfo> sounds;
  for (std::size_t i = 0; i < reader.tracks().size(); ++i) {
    const auto& track = reader.tracks()[i];
    if (track.kind != Track::Kind::sound) continue;
    SoundInfo sound{file, track.codec, track.rate, track.channels, track.bits, 0, stamp.modified_ns, stamp.size, {}};
    sound.samples = track.codec == "flac" ? flac_total(track.extradata) : 0;
    if (sound.samples == 0) sound.samples = reader.end_of(static_cast<int>(i));
    if (sounds.size() < recorded.size()) {
      const auto& was = recorded[sounds.size()];
      const std::int64_t millisecond = track.rate / 1000 + 1;  // all that the container tells of PCM
      if (std::abs(sound.samples - was.samples) <= millisecond) sound.samples = was.samples;
      sound.name = was.name;
    }
    sounds.push_back(std::move(sound));
  }
  return sounds;
}

/// What is known of a master when it has been opened.
struct Opened {
  Inventory inventory;
  int track = 0;
  std::vector<std::uint8_t> extradata;
  FileStamp stamp;
};

Opened open(const fs::path& file, const ScanFacts& said) {
  Opened opened;
  const InputFile input(file);
  opened.stamp = input.opened();
  MatroskaReader reader(file);
  opened.track = picture_track(reader, file);
  const auto& track = reader.tracks()[static_cast<std::size_t>(opened.track)];
  opened.extradata = track.extradata;
  const auto coded = ffv1_stream(track.stream.size, track.extradata);
  const auto frames = reader.end_of(opened.track);
  if (constexpr std::uint64_t least_packet = 16; static_cast<std::uint64_t>(frames) > opened.stamp.size / least_packet)
    throw Error(ExitCode::material, Message("T2437",
                                            "{1}: is too short for the {2} pictures its last one speaks of; take "
                                            "another copy",
                                            {printable(file), std::to_string(frames)}));
  auto recorded = record_of(input);
  const bool agree = !recorded || (recorded->stream.size == coded.size && recorded->stream.planes == coded.planes &&
                                   recorded->stream.depth == coded.depth && std::ssize(recorded->frames) == frames);
  if (!agree || frames < 1)
    throw Error(ExitCode::material,
                Message("T2434",
                        "{1}: holds {2} pictures of another number, size or depth than its record of the scan "
                        "says; take another copy",
                        {printable(file), std::to_string(frames)}));

  auto& inventory = opened.inventory;
  inventory = recorded ? *recorded : without_record(file, track.stream, frames, opened.stamp, said);
  inventory.root = file;
  inventory.said = recorded ? merged(said, recorded->said) : said;
  if (said.rate) inventory.stream.rate = *said.rate;
  if (said.transfer != Transfer::unknown) inventory.stream.transfer = said.transfer;
  inventory.sounds = sounds_of(reader, file, opened.stamp, inventory.sounds);
  if (!said.sounds.empty()) {
    inventory.sounds.clear();
    for (const auto& sound : said.sounds) inventory.sounds.push_back(probe_sound(sound));
    std::erase_if(inventory.findings,
                  [](const Finding& finding) { return finding.code == FindingCode::missing_sound; });
  }
  return opened;
}

class Master final : public Scan {
 public:
  explicit Master(Opened opened)
      : inventory_(std::move(opened.inventory)),
        track_(opened.track),
        stamp_(opened.stamp),
        decoder_(inventory_.stream.size, std::move(opened.extradata)) {
    for (const auto& frame : inventory_.frames) numbers_.push_back(frame.number);
  }

  const Inventory& inventory() const override { return inventory_; }
  const StreamInfo& stream() const override { return inventory_.stream; }
  std::span<const std::int64_t> numbers() const override { return numbers_; }

  Frame read(std::int64_t position) const override {
    const auto& entry = inventory_.frames.at(static_cast<std::size_t>(position));
    const auto coded = coded_frame(position);
    try {
      return {entry.number, position, decoder_.decode(*coded.bytes), entry.state, {}};
    } catch (const Error& error) {
      throw Error(error.code(), Message("T2433", "{1}: frame {2}: {3}",
                                        {printable(inventory_.root), std::to_string(entry.number), error.what()}));
    }
  }

  /// The data is walked over when it is first asked for: few need it.
  std::vector<std::uint8_t> head_of_file(std::int64_t position) const override {
    std::call_once(heads_asked_, [&] { heads_.emplace(inventory_.root, inventory_.frames); });
    return heads_->read(position);
  }

 private:
  struct Handle {
    std::unique_ptr<MatroskaReader> reader;
    std::int64_t next = 0;  // position of the picture that comes without a seek
  };

  CodedFrame coded_frame(std::int64_t position) const {
    auto handle = take(position);
    if (handle.next != position) handle.reader->seek(track_, position);
    for (auto packet = handle.reader->next(); packet; packet = handle.reader->next()) {
      if (packet->track != track_) continue;
      if (packet->frame.pts != position) break;
      handle.next = position + 1;
      const std::lock_guard lock(mutex_);
      idle_.push_back(std::move(handle));
      return packet->frame;
    }
    throw Error(ExitCode::material, Message("T2435", "{1}: picture {2} is missing; take another copy",
                                            {printable(inventory_.root), std::to_string(position)}));
  }

  /// The idle reader that stands at `position`, or any, or a new one.
  Handle take(std::int64_t position) const {
    {
      const std::lock_guard lock(mutex_);
      auto found = std::ranges::find(idle_, position, &Handle::next);
      if (found == idle_.end() && !idle_.empty()) found = idle_.begin();
      if (found != idle_.end()) {
        auto handle = std::move(*found);
        idle_.erase(found);
        return handle;
      }
    }
    if (InputFile(inventory_.root).opened() != stamp_)
      throw Error(ExitCode::material, Message("T2436",
                                              "{1}: has changed since it was opened; see that nobody writes it, "
                                              "then run again",
                                              {printable(inventory_.root)}));
    return {std::make_unique<MatroskaReader>(inventory_.root), 0};
  }

  Inventory inventory_;
  int track_;
  FileStamp stamp_;
  std::vector<std::int64_t> numbers_;
  Ffv1Decoder decoder_;
  mutable std::once_flag heads_asked_;
  mutable std::optional<KeptHeads> heads_;
  mutable std::mutex mutex_;
  mutable std::vector<Handle> idle_;  // as many as threads ever read at once
};

}  // namespace

bool is_master(const fs::path& file) {
  try {
    const auto demuxer = open_matroska(file);  // one that ends early, too
    const InputFile input(file);
    const std::span streams(demuxer->streams, demuxer->nb_streams);
    return std::ranges::any_of(streams, [](auto* stream) { return stream->codecpar->codec_id == AV_CODEC_ID_FFV1; }) &&
           (MatroskaOutline(input).find(reel_json_name) != nullptr || find_reversibility(input));
  } catch (const Error&) {
    return false;
  }
}

std::unique_ptr<Scan> open_master(const fs::path& file, const ScanFacts& said) {
  return std::make_unique<Master>(open(file, said));
}

std::unique_ptr<FrameSource> open_repair_mask(const fs::path& file) {
  const MatroskaReader reader(file);
  const auto mask = std::ranges::find_if(reader.tracks(), [](const Track& track) {
    return track.kind == Track::Kind::picture && track.codec == "ffv1" && track.name == repair_mask_name;
  });
  if (mask == reader.tracks().end()) return nullptr;
  auto opened = open(file, {});
  opened.track = static_cast<int>(mask - reader.tracks().begin());
  opened.extradata = mask->extradata;
  opened.inventory.stream = ffv1_stream(mask->stream.size, mask->extradata);
  return std::make_unique<Master>(std::move(opened));
}

}  // namespace tasma::codecs
