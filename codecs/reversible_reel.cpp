#include "codecs/reversible_reel.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "codecs/frame_name.hpp"
#include "codecs/reel_headers.hpp"
#include "codecs/still.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace fs = std::filesystem;
namespace {

/// A file as far as it is no samples, those being zero: its header reads as that of the file.
class Outline final : public ByteSource {
 public:
  Outline(Remainder kept, std::uint64_t size) : kept_(std::move(kept)), size_(size) {}
  std::uint64_t size() const override { return size_; }

  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    if (offset >= size_) return 0;
    const auto wanted = into.first(std::min<std::uint64_t>(into.size(), size_ - offset));
    std::ranges::fill(wanted, std::uint8_t{0});
    put(kept_.before, 0, offset, wanted);
    put(kept_.after, size_ - kept_.after.size(), offset, wanted);
    return wanted.size();
  }

 private:
  /// What of `bytes`, which lie at `at`, falls into `window`, which lies at `offset`.
  static void put(const std::vector<std::uint8_t>& bytes, std::uint64_t at, std::uint64_t offset,
                  std::span<std::uint8_t> window) {
    const auto begin = std::max(at, offset), end = std::min(at + bytes.size(), offset + window.size());
    if (begin >= end) return;
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(begin - at), end - begin,
                window.begin() + static_cast<std::ptrdiff_t>(begin - offset));
  }

  Remainder kept_;
  std::uint64_t size_;
};

/// The name below the scan's folder; empty for one that would lead elsewhere.
std::string below(const std::string& folder, const std::string& name) {
  auto rest = name.starts_with(folder) ? name.substr(folder.size()) : name;
  return stays_inside(rest) ? rest : std::string();
}

}  // namespace

std::optional<Inventory> read_reversible_reel(const fs::path& master, const StreamInfo& picture, std::int64_t frames,
                                              const ScanFacts& said) {
  const InputFile file(master);
  const auto place = find_reversibility(file);
  if (!place) return std::nullopt;
  const ReversibilityReader data(file, *place);
  if (data.tracks() == 0 || data.is_sound(0) || std::cmp_not_equal(data.files(0), frames)) return std::nullopt;

  Inventory reel;
  reel.kind = Inventory::Kind::master;
  reel.said = said;
  const auto first = data.read_outline(0, 0).name;
  const auto folder = first.substr(0, first.find('/') + 1);
  reel.name = printable(fs::path(folder.empty() ? master.stem() : fs::path(folder).parent_path()));
  for (std::size_t i = 0; i < data.files(0); ++i) {
    const auto outline = data.read_outline(0, i);
    FrameEntry entry;
    entry.file = below(folder, outline.name);
    const auto number = parse_frame_name(fs::path(entry.file).filename().native()).number;
    if (!number || (!reel.frames.empty() && *number <= reel.frames.back().number)) return std::nullopt;
    entry.number = *number;
    entry.size = size_of_still(outline.remainder, picture, outline.size);
    reel.frames.push_back(std::move(entry));
  }
  const auto header_of = [&](const FrameEntry& entry) {
    const auto at = static_cast<std::size_t>(&entry - reel.frames.data());
    return read_still_header(Outline(data.read_outline(0, at).remainder, entry.size));
  };
  auto headers = read_reel_headers(header_of, said.damaged, reel.frames);
  const auto& stream = headers.stream;
  if (stream.size != picture.size || stream.planes != picture.planes || stream.depth != picture.depth)
    return std::nullopt;
  reel.stream = stream;
  reel.findings = std::move(headers.findings);
  settle_stream(reel);
  for (std::size_t track = 1; track < data.tracks(); ++track) {
    if (!data.is_sound(track)) continue;
    reel.sounds.emplace_back();
    reel.sounds.back().name = below(folder, data.read_outline(track, 0).name);
  }
  return reel;
}

std::vector<std::optional<std::size_t>> files_of_frames(const std::vector<FrameEntry>& frames) {
  const auto has_digest = [](const FrameEntry& frame) { return frame.digest != Sha256{}; };
  const bool all = std::ranges::none_of(frames, has_digest);
  std::vector<std::optional<std::size_t>> files;
  std::size_t next = 0;
  for (const auto& frame : frames)
    files.push_back(all || (has_digest(frame) && !frame.kept_whole) ? std::optional(next++) : std::nullopt);
  return files;
}

KeptHeads::KeptHeads(const fs::path& master, const std::vector<FrameEntry>& frames)
    : file_(master), at_(files_of_frames(frames)) {
  const auto place = find_reversibility(file_);
  if (!place) return;
  auto data = std::make_unique<ReversibilityReader>(file_, *place);
  const auto wanted = std::ranges::count_if(at_, [](const auto& at) { return at.has_value(); });
  if (data->tracks() > 0 && !data->is_sound(0) && std::cmp_equal(data->files(0), wanted)) data_ = std::move(data);
}

std::vector<std::uint8_t> KeptHeads::read(std::int64_t position) const {
  const auto at = at_.at(static_cast<std::size_t>(position));
  if (!data_ || !at) return {};
  auto head = data_->read_outline(0, *at).remainder.before;
  const auto* format = still_format_of(head);
  return format != nullptr && format->name == "DPX" ? head : std::vector<std::uint8_t>();
}

}  // namespace tasma::codecs
