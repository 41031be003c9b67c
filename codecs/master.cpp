#include "codecs/master.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "codecs/digest.hpp"
#include "codecs/ffv1.hpp"
#include "codecs/input_file.hpp"
#include "codecs/matroska.hpp"
#include "codecs/reel_json.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view rawcooked_attachment = "RAWcooked reversibility data";

int picture_track(const MatroskaReader& reader) {
  const auto& tracks = reader.tracks();
  const auto at = std::ranges::find_if(
      tracks, [](const Track& track) { return track.kind == Track::Kind::picture && track.codec == "ffv1"; });
  return at == tracks.end() ? -1 : static_cast<int>(at - tracks.begin());
}

/// Frames by counting packets: for a file that does not say how long it is.
std::int64_t count_frames(const fs::path& file, int track) {
  MatroskaReader reader(file);
  std::int64_t frames = 0;
  while (const auto packet = reader.next()) frames += packet->track == track;
  return frames;
}

/// What stands in the file when no record of ours does: frames from 0, all alike.
Inventory inventory_without_record(const fs::path& file, const MatroskaReader& reader, const Track& track, int index) {
  Inventory inventory;
  inventory.stream = track.stream;
  const auto header = std::make_shared<const HeaderFacts>(
      HeaderFacts{"FFV1/Matroska",
                  std::to_string(track.stream.depth) + "-bit, " + std::to_string(track.stream.planes) + " planes",
                  track.stream.size,
                  track.stream.planes,
                  track.stream.depth,
                  track.stream.transfer,
                  track.stream.rate,
                  track.stream.pixel_aspect,
                  {}});
  const auto frames = reader.duration_s() > 0 ? std::llround(reader.duration_s() * track.stream.rate.value())
                                              : count_frames(file, index);
  for (std::int64_t number = 0; number < frames; ++number)
    inventory.frames.push_back({number, {}, 0, 0, FrameState::whole, {}, {}, header});
  return inventory;
}

/// What was said before stands, unless it is said otherwise now.
ScanFacts over(const ScanFacts& said, ScanFacts before) {
  if (said.rate) before.rate = said.rate;
  if (said.element != Element::unknown) before.element = said.element;
  if (said.picture.kind != PictureArea::Kind::unsaid) before.picture = said.picture;
  if (said.squeeze) before.squeeze = said.squeeze;
  if (said.transfer != Transfer::unknown) before.transfer = said.transfer;
  before.sounds = said.sounds;
  return before;
}

class MasterScan final : public Scan {
 public:
  MasterScan(const fs::path& file, const ScanFacts& said) : file_(fs::absolute(file)) {
    const InputFile opened(file_);
    auto reader = std::make_unique<MatroskaReader>(file_);
    track_ = picture_track(*reader);
    if (track_ < 0) refuse("holds no FFV1 pictures");
    const auto track = reader->tracks()[static_cast<std::size_t>(track_)];
    const auto attachments = reader->attachments();
    const auto record = std::ranges::find(attachments, reel_attachment, &Attachment::name);
    if (record != attachments.end()) {
      const std::string_view json(reinterpret_cast<const char*>(record->bytes.data()), record->bytes.size());
      inventory_ = parse_reel_json(json, printable(file_));
      const auto& stream = inventory_.stream;
      if (stream.size != track.stream.size || stream.planes != track.stream.planes ||
          stream.depth != track.stream.depth)
        refuse("holds other pictures than its record says");
    } else {
      inventory_ = inventory_without_record(file_, *reader, track, track_);
      inventory_.newest_ns = opened.opened().modified_ns;
      inventory_.name = printable(file_.stem());
      const auto stamp = inventory_.name + ' ' + std::to_string(opened.opened().size) + ' ' +
                         std::to_string(opened.opened().modified_ns);
      inventory_.digest = sha256_of({reinterpret_cast<const std::uint8_t*>(stamp.data()), stamp.size()});
    }
    if (inventory_.frames.empty()) refuse("holds no pictures");
    inventory_.kind = Inventory::Kind::master;
    inventory_.root = file_;
    inventory_.said = over(said, inventory_.said);
    if (said.rate) inventory_.stream.rate = *said.rate;
    if (said.transfer != Transfer::unknown) inventory_.stream.transfer = said.transfer;
    find_sound(*reader, opened.opened());
    for (const auto& frame : inventory_.frames) numbers_.push_back(frame.number);
    // The pictures are coded as the track says, whatever rate they are to be shown at.
    codec_ = make_ffv1(track.stream);
    idle_.push_back({std::move(reader), 0});
  }

  const Inventory& inventory() const override { return inventory_; }
  const StreamInfo& stream() const override { return inventory_.stream; }
  std::span<const std::int64_t> numbers() const override { return numbers_; }

  Frame read(std::int64_t position) const override {
    auto handle = take(position);
    if (handle.next != position) handle.reader->seek(track_, position);
    auto packet = handle.reader->next();
    while (packet && packet->track != track_) packet = handle.reader->next();
    const auto& entry = inventory_.frames.at(static_cast<std::size_t>(position));
    if (!packet || packet->frame.pts != position)
      throw Error(ExitCode::material, Message("T2811", "{1}: frame {2} is not there; the master is damaged",
                                              {printable(file_), std::to_string(entry.number)}));
    handle.next = position + 1;
    give_back(std::move(handle));
    try {
      return {entry.number, position, codec_->decode(packet->frame), entry.state, {}};
    } catch (const Error& error) {
      throw Error(error.code(), Message("T2812", "{1}: frame {2} does not decode: {3}",
                                        {printable(file_), std::to_string(entry.number), error.what()}));
    }
  }

 private:
  struct Handle {
    std::unique_ptr<MatroskaReader> reader;
    std::int64_t next = 0;  // position of the picture that comes without seeking
  };

  /// The idle reader that stands at `position`, else any, else a new one.
  Handle take(std::int64_t position) const {
    {
      const std::scoped_lock lock(mutex_);
      if (!idle_.empty()) {
        auto at = std::ranges::find(idle_, position, &Handle::next);
        if (at == idle_.end()) --at;
        Handle handle = std::move(*at);
        idle_.erase(at);
        return handle;
      }
    }
    return {std::make_unique<MatroskaReader>(file_), 0};
  }
  void give_back(Handle handle) const {
    const std::scoped_lock lock(mutex_);
    idle_.push_back(std::move(handle));
  }

  void find_sound(const MatroskaReader& reader, const FileStamp& stamp) {
    std::vector<SoundInfo> sounds;
    for (const auto& track : reader.tracks()) {
      if (track.kind != Track::Kind::sound) continue;
      const auto at = sounds.size();
      const auto samples = at < inventory_.sounds.size() ? inventory_.sounds[at].samples
                                                         : std::llround(reader.duration_s() * track.rate);
      sounds.push_back(
          {file_, track.codec, track.rate, track.channels, track.bits, samples, stamp.modified_ns, stamp.size});
    }
    if (sounds.size() > 1) {
      inventory_.findings.push_back(
          {FindingCode::unexpected_sound, Severity::remark, inventory_.name, std::nullopt,
           Message("T2813", "holds {1} sound tracks; the first is used", {std::to_string(sounds.size())})});
      sounds.resize(1);
    }
    inventory_.sounds = std::move(sounds);
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw Error(ExitCode::material, Message("T2814", "{1}: is no master: it {2}", {printable(file_), why}));
  }

  fs::path file_;
  int track_ = 0;
  Inventory inventory_;
  std::vector<std::int64_t> numbers_;
  std::unique_ptr<FrameCodec> codec_;
  mutable std::mutex mutex_;
  mutable std::vector<Handle> idle_;
};

}  // namespace

bool is_master(const fs::path& file) {
  constexpr std::array<std::uint8_t, 4> ebml{0x1a, 0x45, 0xdf, 0xa3};
  std::array<std::uint8_t, 4> magic{};
  if (InputFile(file).read(0, magic) != magic.size() || magic != ebml) return false;
  try {
    const MatroskaReader reader(file);
    if (picture_track(reader) < 0) return false;
    return std::ranges::any_of(reader.attachments(), [](const Attachment& attachment) {
      return attachment.name == reel_attachment || attachment.name == rawcooked_attachment;
    });
  } catch (const Error& error) {
    if (error.code() == ExitCode::material) return false;  // whoever opens it as a movie says what is wrong
    throw;
  }
}

std::unique_ptr<Scan> open_master(const fs::path& file, const ScanFacts& said) {
  return std::make_unique<MasterScan>(file, said);
}

}  // namespace tasma::codecs
