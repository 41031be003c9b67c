#include "pipeline/source_files.hpp"

#include <algorithm>
#include <mutex>

#include "codecs/digest.hpp"
#include "codecs/matroska.hpp"
#include "codecs/reel_json.hpp"
#include "codecs/remainder.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::pipeline {
namespace {

using View = std::span<const std::uint8_t>;
using Sink = std::function<void(View)>;
using Produce = std::function<void(const Sink&)>;

/// The first folder of a name with its slash; empty for a name without.
std::string first_folder(const std::string& name) { return name.substr(0, name.find('/') + 1); }

}  // namespace

SourceFiles::SourceFiles(const Scan& scan) : scan_(scan), file_(scan.inventory().root) {
  const auto place = inventory().kind == Inventory::Kind::master ? codecs::find_reversibility(file_) : std::nullopt;
  if (!place)
    throw Error(ExitCode::material,
                Message("T4170",
                        "{1}: holds nothing that would give the files of a scan back; take the preservation "
                        "master of it",
                        {printable(inventory().root)}));
  reader_ = std::make_unique<codecs::ReversibilityReader>(file_, *place);
  const auto& frames = inventory().frames;
  ours_ = std::ranges::any_of(frames, [](const FrameEntry& frame) { return frame.digest != Sha256{}; });
  const auto there = reader_->tracks() > 0 && !reader_->is_sound(0) ? reader_->files(0) : 0;
  std::size_t next = 0;
  for (const auto& frame : frames) {
    const bool given = !ours_ || (frame.digest != Sha256{} && !frame.kept_whole);
    at_.push_back(given ? std::optional(next++) : std::nullopt);
    if (frame.digest != Sha256{}) recorded_[frame.file] = {frame.digest, frame.modified_ns};
  }
  for (const auto& kept : inventory().kept)
    if (kept.kind != KeptFile::Kind::folder) recorded_[kept.name] = {kept.digest, kept.modified_ns};
  if (next != there)
    throw Error(ExitCode::material,
                Message("T4171",
                        "{1}: has {2} pictures that give files back, and what is kept of {3} files; take "
                        "another copy",
                        {printable(inventory().root), std::to_string(next), std::to_string(there)}));
  if (there > 0) folder_ = first_folder(reader_->read(0, 0).name);
  if (folder_.empty() && reader_->whole_files() > 0)
    folder_ = first_folder(reader_->read_whole(reader_->whole_files() - 1).name);
}

std::string SourceFiles::below_scan(const std::string& name) const {
  const auto below = name.starts_with(folder_) ? name.substr(folder_.size()) : name;
  if (!codecs::stays_inside(below))
    throw Error(ExitCode::material, Message("T4172", "{1}: would give back a file called {2}; take another copy",
                                            {printable(inventory().root), printable(std::filesystem::path(name))}));
  return below;
}

ReturnedFile SourceFiles::file_of(const codecs::ReversibleFile& file, Produce produce) const {
  ReturnedFile returned{below_scan(file.name), std::nullopt, {}};
  std::optional<Sha256> expected;
  if (const auto recorded = recorded_.find(returned.name); recorded != recorded_.end()) {
    expected = recorded->second.digest;
    returned.modified_ns = recorded->second.modified_ns;
  } else if (ours_) {
    throw Error(ExitCode::material,
                Message("T4175", "{1}: holds a file {2} that its record does not know; take another copy",
                        {printable(inventory().root), printable(std::filesystem::path(returned.name))}));
  }
  returned.produce = [produce = std::move(produce), expected, md5 = file.md5, name = returned.name](const Sink& sink) {
    codecs::Sha256Stream sha256;
    codecs::Md5Stream md5_again;
    produce([&](View bytes) {
      sha256.add(bytes);
      md5_again.add(bytes);
      sink(bytes);
    });
    const auto again = sha256.finish();
    if ((expected && again != *expected) || (md5 && md5_again.finish() != *md5))
      throw Error(ExitCode::material,
                  Message("T4173", "{1}: does not come back as it was: SHA-256 {2}{3}; take another copy of the master",
                          {printable(std::filesystem::path(name)), hex(again),
                           expected ? " instead of " + hex(*expected) : ", another MD5 than recorded"}));
  };
  return returned;
}

void SourceFiles::give_frame(const Frame& frame, const Take& take) const {
  const auto at = at_[static_cast<std::size_t>(frame.position)];
  if (!at) return;
  const auto file = reader_->read(0, *at);
  take(file_of(file, [&](const Sink& sink) { sink(codecs::rejoined_still(file.remainder, frame.pixels, file.size)); }));
}

void SourceFiles::give_whole(const Take& take, const std::set<std::string>* wanted) const {
  std::vector<codecs::Attachment> attachments;
  for (std::size_t i = 0; i < reader_->whole_files(); ++i) {
    const auto file = reader_->read_whole(i);
    if (file.name == codecs::reel_json_name || (wanted != nullptr && !wanted->contains(below_scan(file.name))))
      continue;
    if (!file.remainder.inside.empty() || file.size == std::uint64_t{0}) {
      take(file_of(file, [&](const Sink& sink) { sink(file.remainder.inside); }));
      continue;
    }
    if (attachments.empty()) attachments = codecs::MatroskaReader(inventory().root).attachments();
    const auto attached = std::ranges::find(attachments, file.name, &codecs::Attachment::name);
    if (attached == attachments.end())
      throw Error(ExitCode::material,
                  Message("T4174", "{1}: the attachment {2} is missing; take another copy",
                          {printable(inventory().root), printable(std::filesystem::path(file.name))}));
    take(file_of(file, [&](const Sink& sink) { sink(attached->bytes); }));
  }
}

void SourceFiles::give_sounds(const Take& take) const {
  std::size_t sounds = 0;
  for (std::size_t track = 0; track < reader_->tracks(); ++track) {
    if (!reader_->is_sound(track)) continue;
    const auto file = reader_->read(track, 0);
    const auto sound = sounds++;
    if (sound >= inventory().sounds.size())
      throw Error(ExitCode::material,
                  Message("T4176", "{1}: the sound track of {2} is missing; take another copy",
                          {printable(inventory().root), printable(std::filesystem::path(file.name))}));
    take(file_of(file, [&](const Sink& sink) {
      codecs::rejoin_sound(file.remainder, inventory().sounds[sound], inventory().root, sound, sink);
    }));
  }
}

void SourceFiles::for_each_other(const Take& take) const {
  give_whole(take, nullptr);
  give_sounds(take);
}

void SourceFiles::for_each(Range part, const Flow& flow, Observer& observer, const Take& take) const {
  std::mutex guard;
  std::set<std::string> given;
  const auto take_once = [&](const ReturnedFile& file) {
    {
      const std::scoped_lock lock(guard);
      if (!given.insert(file.name).second)
        throw Error(ExitCode::material,
                    Message("T4177", "{1}: holds {2} twice; take another copy",
                            {printable(inventory().root), printable(std::filesystem::path(file.name))}));
    }
    take(file);
  };
  constexpr std::int64_t frames_at_once = 48;
  const auto parts = split(part, frames_at_once);
  for_each_part(parts, flow, observer, [&](std::size_t, Range some) {
    const auto give = [&](const Neighbourhood& around) {
      give_frame(*around.centre, take_once);
      return true;
    };
    for_each_frame<bool>(scan_, some, 0, flow, observer, give, [&](bool) { observer.advance(); });
  });
  const bool all = part == Range{0, std::ssize(at_)};
  std::set<std::string> whole;
  for (auto position = part.begin; position < part.end; ++position)
    if (const auto& frame = inventory().frames[static_cast<std::size_t>(position)]; frame.kept_whole)
      whole.insert(frame.file);
  if (all || !whole.empty()) give_whole(take_once, all ? nullptr : &whole);
  if (all) give_sounds(take_once);
  const auto missing = std::ranges::find_if(recorded_, [&](const auto& file) { return !given.contains(file.first); });
  if (all && missing != recorded_.end())
    throw Error(ExitCode::material,
                Message("T4178", "{1}: does not give back {2}; take another copy",
                        {printable(inventory().root), printable(std::filesystem::path(missing->first))}));
}

}  // namespace tasma::pipeline
