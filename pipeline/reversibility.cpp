#include "pipeline/reversibility.hpp"

#include <algorithm>
#include <fstream>

#include "codecs/digest.hpp"
#include "codecs/ebml.hpp"
#include "codecs/folder.hpp"
#include "codecs/reel_json.hpp"
#include "codecs/remainder.hpp"
#include "codecs/sidecars.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/file_spool.hpp"
#include "pipeline/read_once.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t most_attached_each = 64 << 20, most_sidecars = 128 << 20, most_attached = 240 << 20;  // bytes

Remainder remainder_of(const SoundInfo& sound) {
  auto remainder = codecs::remainder_of_sound(sound.file);
  if (!remainder)
    throw Error(ExitCode::material,
                Message("T4161", "{1}: holds more beside its sound than can be kept; take it out of the scan",
                        {printable(sound.file)}));
  return std::move(*remainder);
}

class Gatherer {
 public:
  Gatherer(const ReelWork& work, const SegmentFolder& folder, const CodedReel& pictures, Inventory inventory,
           const std::set<DigestAlgorithm>& algorithms)
      : work_(work), folder_(folder), pictures_(pictures), algorithms_(algorithms) {
    algorithms_.insert({DigestAlgorithm::md5, DigestAlgorithm::sha256});
    const auto& root = work.inventory().root;
    if (fs::is_directory(root)) scan_name_ = root.filename().native() + '/';
    result_.inventory = std::move(inventory);
    result_.inventory.kept = codecs::sidecars_of(result_.inventory);
  }

  void take_digests_of_frames() {
    for (const auto& segment : pictures_.segments)
      for (std::size_t i = 0; i < segment.frames.size(); ++i) {
        const auto& record = segment.frames[i];
        if (record.file_sha256.empty()) continue;
        auto& entry = result_.inventory.frames[position_of(segment, i)];
        entry.digest = parse_sha256(record.file_sha256).value();
        entry.kept_whole = record.kept_whole;
        auto& digests = result_.digests[entry.file] = record.file_digests;
        digests[DigestAlgorithm::sha256] = record.file_sha256;
        holds_whole_ = holds_whole_ || record.kept_whole;
      }
  }

  void take_sidecars() {
    std::erase_if(result_.inventory.kept, [&](KeptFile& kept) {
      if (kept.kind != KeptFile::Kind::sidecar) return false;
      try {
        take_sidecar(kept);
        return false;
      } catch (const Error& error) {
        const bool fleeting = error.code() == ExitCode::material || error.code() == ExitCode::no_input;
        if (!fleeting || !codecs::is_litter(fs::path(kept.name).filename().native())) throw;
        work_.observer.note(Message("T4194", "{1}: came or went while the scan was read, and is left out: litter",
                                    {printable(work_.inventory().root / kept.name)}));
        return true;
      }
    });
  }

  void take_sound(std::size_t track, const Segment& segment) {
    const auto& sound = work_.sounds[track];
    auto& kept = result_.inventory.kept[track];  // sounds stand first
    const auto md5 = read(kept, sound.file, [](auto) {});
    auto remainder = remainder_of(sound);
    codecs::Sha256Stream again;
    codecs::rejoin_sound(remainder, sound, folder_.file(segment), 0, [&](auto bytes) { again.add(bytes); });
    if (again.finish() != kept.digest) {
      folder_.forget(segment);
      throw Error(ExitCode::io, Message("T4162", "{1}: does not come back from its segment; check memory and disk",
                                        {printable(sound.file)}));
    }
    sounds_.push_back({scan_name_ + kept.name, std::move(remainder), md5, sound.size});
  }

  Reversibility finish() {
    const auto text = codecs::reel_json(result_.inventory);
    const std::vector<std::uint8_t> json(text.begin(), text.end());
    const auto data = folder_.path() / "reversibility.data";
    write(data, json);
    auto& attachments = result_.attachments;
    if (holds_whole_ || attached_ + json.size() + fs::file_size(data) > most_attached) {
      result_.behind = folder_.path() / "reversibility.behind";
      std::ofstream behind(result_.behind, std::ios::binary | std::ios::trunc);
      codecs::append_reversibility(codecs::InputFile(data), behind);
      close(behind, result_.behind);
    } else {
      attachments.insert(attachments.begin(),
                         {std::string(codecs::reversibility_name), "application/octet-stream", {}, data});
    }
    attachments.insert(attachments.begin(), {std::string(codecs::reel_json_name), "application/json", json, {}});
    return std::move(result_);
  }

 private:
  struct Sidecar {
    codecs::ReversibleFile file;
    fs::path copy;  // whose bytes go into the data; empty: it is attached, or has none
  };

  static std::size_t position_of(const Segment& segment, std::size_t index) {
    return static_cast<std::size_t>(segment.positions.begin) + index;
  }

  /// Calls `visit` for the spooled files of frames that are kept whole, or of those that are not.
  template <class Visit>
  void for_each_file(bool kept_whole, Visit visit) const {
    for (const auto& segment : pictures_.segments) {
      const SpooledFiles files(folder_, segment, SpooledFiles::Of::finished);
      for (std::size_t i = 0; i < segment.frames.size(); ++i)
        if (segment.frames[i].kept_whole == kept_whole)
          if (auto file = files.read(i)) {
            file->name = scan_name_ + work_.inventory().frames[position_of(segment, i)].file;
            visit(*file);
          }
    }
  }

  /// Reads the file once: its SHA-256 is then known, the MD5 returned, all digests kept for checksum lists.
  codecs::Md5 read(KeptFile& kept, const fs::path& file,
                   const std::function<void(std::span<const std::uint8_t>)>& sink) {
    auto digests = read_once(file, {kept.size, kept.modified_ns}, algorithms_, work_.observer, sink);
    kept.digest = parse_sha256(digests.at(DigestAlgorithm::sha256)).value();
    const auto md5 = parse_hex<16>(digests.at(DigestAlgorithm::md5)).value();
    result_.digests[kept.name] = std::move(digests);
    return md5;
  }

  /// Copied to where the work is: a scan is read once.
  void take_sidecar(KeptFile& kept) {
    const auto file = work_.inventory().root / kept.name;
    const auto copy = folder_.path() / ("sidecar-" + std::to_string(sidecars_.size() + 1));
    std::ofstream out(copy, std::ios::binary | std::ios::trunc);
    bool looks_like_data = false;
    const auto md5 = read(kept, file, [&](auto bytes) {
      if (out.tellp() == 0) looks_like_data = codecs::begins_as_ebml(bytes);
      out.write(reinterpret_cast<const char*>(bytes.data()), std::ssize(bytes));
    });
    close(out, copy);
    const auto name = scan_name_ + kept.name;
    const bool attachable = kept.size <= most_attached_each && attached_ + kept.size <= most_sidecars &&
                            !looks_like_data && printable(name) == name;
    sidecars_.push_back({{name, {}, md5, kept.size}, attachable ? fs::path() : copy});
    holds_whole_ = holds_whole_ || !attachable;
    if (!attachable || kept.size == 0) return;
    attached_ += kept.size;
    result_.attachments.push_back({name, "application/octet-stream", {}, copy});
  }

  void write(const fs::path& data, const std::vector<std::uint8_t>& json) const {
    std::ofstream out(data, std::ios::binary | std::ios::trunc);
    codecs::ReversibilityWriter writer(out, "tasma", TASMA_VERSION, printable(data));
    // RAWcooked takes an attachment that its data does not know for a fault.
    writer.add_whole({std::string(codecs::reel_json_name), {}, codecs::md5_of(json), json.size()});
    for (const auto& [file, copy] : sidecars_)
      copy.empty() ? writer.add_whole(file) : writer.add_whole(file, codecs::InputFile(copy));
    for_each_file(true, [&](codecs::ReversibleFile file) {
      const auto bytes = std::exchange(file.remainder.inside, {});
      writer.add_whole(file, codecs::MemoryBytes(bytes));
    });
    writer.begin_frames();
    for_each_file(false, [&](const codecs::ReversibleFile& file) { writer.add_frame(file); });
    for (const auto& sound : sounds_) writer.add_sound(sound);
    writer.finish();
    close(out, data);
  }

  static void close(std::ofstream& out, const fs::path& file) {
    out.close();
    if (!out)
      throw Error(ExitCode::io,
                  Message("T4163", "{1}: cannot be written; see that the disk has room", {printable(file)}));
  }

  const ReelWork& work_;
  const SegmentFolder& folder_;
  const CodedReel& pictures_;
  std::set<DigestAlgorithm> algorithms_;
  std::string scan_name_;  // stands before every name, "SCAN/"; of a lone still nothing
  Reversibility result_;
  std::vector<Sidecar> sidecars_;
  std::vector<codecs::ReversibleFile> sounds_;
  std::uint64_t attached_ = 0;  // bytes
  bool holds_whole_ = false;    // there are files whose bytes go into the data
};

}  // namespace

void refuse_unkept(const ReelWork& work) {
  codecs::sidecars_of(work.inventory());
  for (const auto& sound : work.sounds) remainder_of(sound);
}

Reversibility gather(const ReelWork& work, const SegmentFolder& folder, const CodedReel& pictures,
                     const std::vector<SoundSegment>& sounds, Inventory inventory,
                     const std::set<DigestAlgorithm>& algorithms) {
  Gatherer gatherer(work, folder, pictures, std::move(inventory), algorithms);
  gatherer.take_digests_of_frames();
  gatherer.take_sidecars();
  for (std::size_t i = 0; i < sounds.size(); ++i) gatherer.take_sound(i, sounds[i].segment);
  return gatherer.finish();
}

}  // namespace tasma::pipeline
