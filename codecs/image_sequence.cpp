#include "codecs/image_sequence.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "codecs/digest.hpp"
#include "codecs/dpx.hpp"
#include "codecs/folder.hpp"
#include "codecs/frame_choice.hpp"
#include "codecs/reel_headers.hpp"
#include "codecs/reel_sound.hpp"
#include "codecs/remainder.hpp"
#include "codecs/still.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace fs = std::filesystem;
namespace {

/// Reads what an inventory of frames lists.
class ImageSequence final : public Scan {
 public:
  ImageSequence(Inventory inventory, fs::path folder) : inventory_(std::move(inventory)), folder_(std::move(folder)) {
    for (const auto& frame : inventory_.frames) {
      if (frame.state == FrameState::whole) whole_.push_back(std::ssize(numbers_));
      numbers_.push_back(frame.number);
    }
  }

  const Inventory& inventory() const override { return inventory_; }
  const StreamInfo& stream() const override { return inventory_.stream; }
  std::span<const std::int64_t> numbers() const override { return numbers_; }

  Frame read(std::int64_t position) const override { return read(position, nullptr); }

  Frame read_source(std::int64_t position, const std::set<DigestAlgorithm>& others) const override {
    auto source = std::make_shared<SourceFile>();
    auto frame = read(position, source.get(), others);
    if (frame.state != FrameState::missing) frame.source = std::move(source);
    return frame;
  }

  std::vector<std::uint8_t> head_of_file(std::int64_t position) const override {
    const auto& entry = inventory_.frames.at(static_cast<std::size_t>(position));
    if (entry.state == FrameState::missing) return {};
    const InputFile file(folder_ / entry.file);
    std::vector<std::uint8_t> head(dpx_header_bytes);
    head.resize(file.read(0, head));
    const auto header = read_dpx_header(head, file.size());
    if (!std::holds_alternative<DpxHeader>(header)) return {};
    head.resize(std::get<DpxHeader>(header).layout.offset);  // it lies within the file
    head.resize(file.read(0, head));
    return head;
  }

 private:
  /// `source`, where it is asked for, is filled with the file and its `others`.
  Frame read(std::int64_t position, SourceFile* source, const std::set<DigestAlgorithm>& others = {}) const {
    const auto& entry = inventory_.frames.at(static_cast<std::size_t>(position));
    if (entry.state == FrameState::missing) return stand_in(position, FrameState::missing, {});
    auto bytes = read_file(entry);
    const auto digest = sha256_of(bytes);
    if (source != nullptr) *source = {std::nullopt, {}, bytes.size(), md5_of(bytes), digests_of(bytes, others)};
    if (entry.state == FrameState::whole) {
      try {
        auto image = decode(bytes);
        if (source != nullptr) keep(*source, std::move(bytes), image);
        return {entry.number, position, std::move(image), FrameState::whole, digest};
      } catch (const Error& error) {
        if (error.code() != ExitCode::material || inventory_.said.damaged == Damaged::fail)
          throw Error(error.code(), Message("T2281", "{1} (frame {2}): {3}",
                                            {printable(entry.file), std::to_string(entry.number), error.what()}));
      }
    }
    if (source != nullptr) source->whole = std::move(bytes);
    return stand_in(position, FrameState::damaged, digest);
  }

  /// What is kept of the file beside the samples; tried at once, and all of it where that does not give it back.
  static void keep(SourceFile& source, std::vector<std::uint8_t> bytes, const Image& image) {
    source.remainder = remainder_of_still(bytes);
    if (source.remainder && rejoined_still(*source.remainder, image, bytes.size()) == bytes) return;
    source.remainder.reset();
    source.whole = std::move(bytes);
  }

  std::vector<std::uint8_t> read_file(const FrameEntry& entry) const {
    const FileStamp listed{entry.size, entry.modified_ns};
    const InputFile file(folder_ / entry.file);
    if (file.opened() == listed) {
      auto bytes = file.read_all();
      if (file.now() == listed && bytes.size() == entry.size) return bytes;
    }
    throw Error(
        ExitCode::material,
        Message("T2280", "{1} (frame {2}): has changed since it was listed; wait until copying is over and begin anew",
                {printable(file.path()), std::to_string(entry.number)}));
  }

  Image decode(std::span<const std::uint8_t> bytes) const {
    auto image = decode_still(bytes);
    const auto& stream = inventory_.stream;
    if (image.size() != stream.size || image.planes() != stream.planes || image.depth() != stream.depth)
      throw Error(ExitCode::material, Message("T2282", "the picture is not of the reel's size, planes and depth"));
    return image;
  }

  Frame stand_in(std::int64_t position, FrameState state, const Sha256& digest) const {
    constexpr std::ptrdiff_t furthest =
        16;  // whole frames tried to either side; a reel of wrecks is not searched through
    const auto number = numbers_[static_cast<std::size_t>(position)];
    const auto behind = std::ranges::upper_bound(whole_, position);
    const auto before = std::ranges::lower_bound(whole_, position);
    for (auto at = before; at != whole_.begin() && before - at < furthest;)
      if (auto picture = try_decode(*--at)) return {number, position, std::move(*picture), state, digest};
    for (auto at = behind; at != whole_.end() && at - behind < furthest; ++at)
      if (auto picture = try_decode(*at)) return {number, position, std::move(*picture), state, digest};
    const auto& stream = inventory_.stream;
    if (stream.size.width == 0)
      throw Error(ExitCode::material,
                  Message("T2283", "{1}: no frame can be read; copy the scan again", {printable(inventory_.root)}));
    return {number, position, Image(stream.size, stream.planes, stream.depth), state, digest};
  }

  std::optional<Image> try_decode(std::int64_t position) const {
    const auto bytes = read_file(inventory_.frames[static_cast<std::size_t>(position)]);
    try {
      return decode(bytes);
    } catch (const Error& error) {
      if (error.code() != ExitCode::material) throw;
      return std::nullopt;
    }
  }

  Inventory inventory_;
  fs::path folder_;
  std::vector<std::int64_t> numbers_;
  std::vector<std::int64_t> whole_;  // positions
};

/// Absolute, without dots and without a slash at the end.
fs::path plain(const fs::path& path) {
  auto absolute = fs::absolute(path).lexically_normal();
  return absolute.has_filename() || absolute == absolute.root_path() ? absolute : absolute.parent_path();
}

[[noreturn]] void refuse_without_frames(const Folder& folder) {
  constexpr std::size_t most_looked_at = 1'000;
  std::vector<std::string> with_frames;
  for (const auto& name : folder.folders) {
    if (with_frames.size() == most_looked_at) break;
    if (!choose_frames(list_folder(folder.path / name), Gaps::close).frames.empty()) with_frames.push_back(name);
  }
  if (with_frames.empty())
    throw Error(ExitCode::material,
                Message("T2284", "{1}: no frames (.dpx, .exr, .tif, .tiff) in it; give the folder they lie in",
                        {printable(folder.path)}));
  throw Error(ExitCode::material, Message("T2285", "{1}: no frames in it, but {2} of its folders have some; give {3}",
                                          {printable(folder.path), std::to_string(with_frames.size()),
                                           printable(folder.path / with_frames.front())}));
}

std::unique_ptr<Scan> open_frames(const fs::path& root, const Folder& folder, const ScanFacts& said) {
  auto choice = choose_frames(folder, said.gaps);
  if (choice.frames.empty()) refuse_without_frames(folder);
  auto headers = read_reel_headers([&](const FrameEntry& frame) { return header_of_file(folder.path / frame.file); },
                                   said.damaged, choice.frames);

  Inventory inventory;
  inventory.kind = Inventory::Kind::frames;
  inventory.root = root;
  inventory.name = printable(root.filename());
  inventory.said = said;
  inventory.stream = std::move(headers.stream);
  inventory.frames = std::move(choice.frames);
  inventory.sidecars = std::move(choice.sidecars);
  inventory.findings = std::move(choice.findings);
  inventory.findings.insert(inventory.findings.end(), std::make_move_iterator(headers.findings.begin()),
                            std::make_move_iterator(headers.findings.end()));
  settle_stream(inventory);

  inventory.sounds = choose_sounds(folder, said, inventory.findings);
  compare_lengths(inventory.sounds, std::ssize(inventory.frames), inventory.stream.rate, inventory.findings);
  std::erase_if(inventory.sidecars, [&](const auto& name) {
    return std::ranges::any_of(inventory.sounds, [&](const auto& sound) { return sound.file == folder.path / name; });
  });
  for (const auto& frame : inventory.frames) inventory.newest_ns = std::max(inventory.newest_ns, frame.modified_ns);
  for (const auto& sound : inventory.sounds) inventory.newest_ns = std::max(inventory.newest_ns, sound.modified_ns);
  inventory.digest = digest_of(folder);
  return std::make_unique<ImageSequence>(std::move(inventory), folder.path);
}

Folder list_scan(const fs::path& root) { return fs::is_directory(root) ? list_folder(root) : list_alone(root); }

}  // namespace

std::unique_ptr<Scan> open_image_sequence(const fs::path& folder, const ScanFacts& said) {
  const auto root = plain(folder);
  return open_frames(root, list_folder(root), said);
}

std::unique_ptr<Scan> open_still(const fs::path& file, const ScanFacts& said) {
  const auto root = plain(file);
  return open_frames(root, list_alone(root), said);
}

std::vector<Finding> changes_since(const Inventory& inventory) {
  std::vector<Finding> changes;
  if (inventory.kind != Inventory::Kind::frames) return changes;
  const auto changed = [&](const fs::path& file, std::optional<std::int64_t> frame, Message message) {
    changes.push_back({FindingCode::unexpected_change, Severity::refusal, file, frame, std::move(message)});
  };
  const Message gone("T2290", "was there when the scan was listed and is gone; begin anew when the folder is at rest");
  const Message other("T2291", "has changed since the scan was listed; begin anew when the folder is at rest");
  const auto now = list_scan(inventory.root);

  std::vector<std::string> known;
  for (const auto& frame : inventory.frames) {
    if (frame.file.empty()) continue;
    known.push_back(frame.file);
    const auto* file = now.find(frame.file);
    if (file == nullptr)
      changed(frame.file, frame.number, gone);
    else if (file->stamp != FileStamp{frame.size, frame.modified_ns})
      changed(frame.file, frame.number, other);
  }
  for (const auto& name : inventory.sidecars) {
    known.push_back(name.native());
    if (!is_litter(name.native()) && now.find(name.native()) == nullptr) changed(name, {}, gone);
  }
  for (const auto& sound : inventory.sounds) {
    if (sound.file.parent_path() == now.path) known.push_back(sound.file.filename().native());
    if (!fs::exists(sound.file))
      changed(sound.file, {}, gone);
    else if (InputFile(sound.file).opened() != FileStamp{sound.size, sound.modified_ns})
      changed(sound.file, {}, other);
  }
  std::ranges::sort(known);
  for (const auto& file : now.files)
    if (!std::ranges::binary_search(known, file.name))
      changed(file.name, {},
              Message("T2292", "appeared after the scan was listed; begin anew when the folder is at rest"));
  if (changes.empty() && digest_of(now) != inventory.digest)
    changed({}, {},
            Message("T2293",
                    "a file beside the frames has changed since the scan was listed; begin anew when the "
                    "folder is at rest"));
  return changes;
}

}  // namespace tasma::codecs
