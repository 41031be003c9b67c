#include "pipeline/source_files.hpp"

#include <algorithm>
#include <mutex>
#include <set>

#include "codecs/digest.hpp"
#include "codecs/reel_json.hpp"
#include "codecs/remainder.hpp"
#include "codecs/reversible_reel.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::pipeline {
namespace {

using View = std::span<const std::uint8_t>;

/// The first folder of a name with its slash; empty for a name without.
std::string first_folder(const std::string& name) { return name.substr(0, name.find('/') + 1); }

bool is_wanted(const Order& order, Order::Kind kind, const std::string& name) {
  return !order.wanted || order.wanted(kind, name);
}

/// Runs `body`; damage is told where somebody wants to hear of it.
void attempt(const Order& order, std::optional<std::int64_t> frame, const std::function<void()>& body) {
  if (!order.damaged) return body();
  try {
    body();
  } catch (const Error& error) {
    if (error.code() != ExitCode::material) throw;
    order.damaged(frame, error);
  }
}

}  // namespace

SourceFiles::SourceFiles(const Scan& scan)
    : scan_(scan),
      file_(scan.inventory().root),
      outline_(file_),
      at_(codecs::files_of_frames(scan.inventory().frames)) {
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
  for (std::int64_t position = 0; const auto& frame : frames) {
    if (frame.digest != Sha256{}) recorded_[frame.file] = {frame.digest, frame.modified_ns};
    if (frame.kept_whole) whole_frames_[frame.file] = position;
    ++position;
  }
  const auto given = std::ranges::count_if(at_, [](const auto& at) { return at.has_value(); });
  for (const auto& kept : inventory().kept)
    if (kept.kind != KeptFile::Kind::folder) recorded_[kept.name] = {kept.digest, kept.modified_ns};
  if (std::cmp_not_equal(given, there))
    throw Error(ExitCode::material,
                Message("T4171",
                        "{1}: has {2} pictures that give files back, and what is kept of {3} files; take "
                        "another copy",
                        {printable(inventory().root), std::to_string(given), std::to_string(there)}));
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

ReturnedFile SourceFiles::file_of(const codecs::ReversibleFile& file, std::function<void(const Sink&)> produce) const {
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
    return again;
  };
  return returned;
}

void SourceFiles::give_frame(const Frame& frame, const Take& take) const {
  const auto at = at_[static_cast<std::size_t>(frame.position)];
  if (!at) return;
  const auto file = reader_->read(0, *at);
  take(file_of(file, [&](const Sink& sink) { sink(codecs::rejoined_still(file.remainder, frame.pixels, file.size)); }));
}

void SourceFiles::give_whole(const codecs::ReversibleFile& file, const Sink& sink) const {
  if (file.content) return reader_->give_whole(file, sink);
  if (file.size == std::uint64_t{0}) return;
  const auto* const attached = outline_.find(file.name);
  if (attached == nullptr)
    throw Error(ExitCode::material,
                Message("T4174", "{1}: the attachment {2} is missing; take another copy",
                        {printable(inventory().root), printable(std::filesystem::path(file.name))}));
  codecs::read_range(file_, attached->content, sink);
}

void SourceFiles::give_whole(const Order& order, const Take& take) const {
  const bool all = is_whole_reel(order.part);
  for (std::size_t i = 0; i < reader_->whole_files(); ++i) {
    const auto file = reader_->read_whole(i);
    if (file.name == codecs::reel_json_name) continue;
    const auto name = below_scan(file.name);
    const auto frame = whole_frames_.find(name);
    const bool is_frame = frame != whole_frames_.end();
    const bool inside = is_frame ? frame->second >= order.part.begin && frame->second < order.part.end : all;
    if (!inside || !is_wanted(order, is_frame ? Order::Kind::frame : Order::Kind::other, name)) continue;
    attempt(order, {}, [&] { take(file_of(file, [&](const Sink& sink) { give_whole(file, sink); })); });
  }
}

void SourceFiles::give_sounds(const Order& order, const Take& take) const {
  std::size_t sounds = 0;
  for (std::size_t track = 0; track < reader_->tracks(); ++track) {
    if (!reader_->is_sound(track)) continue;
    const auto file = reader_->read(track, 0);
    const auto sound = sounds++;
    if (!is_wanted(order, Order::Kind::sound, below_scan(file.name))) continue;
    attempt(order, {}, [&] {
      if (sound >= inventory().sounds.size())
        throw Error(ExitCode::material,
                    Message("T4176", "{1}: the sound track of {2} is missing; take another copy",
                            {printable(inventory().root), printable(std::filesystem::path(file.name))}));
      take(file_of(file, [&](const Sink& sink) {
        codecs::rejoin_sound(file.remainder, inventory().sounds[sound], inventory().root, sound, sink);
      }));
    });
  }
}

void SourceFiles::give_frames(const Order& order, const Take& take, const Flow& flow, Observer& observer) const {
  std::vector<std::int64_t> positions;
  for (auto position = order.part.begin; position < order.part.end; ++position) {
    const auto at = static_cast<std::size_t>(position);
    if (order.look || (at_[at] && is_wanted(order, Order::Kind::frame, inventory().frames[at].file)))
      positions.push_back(position);
  }
  for_each_position(positions, flow, observer, [&](std::int64_t position) {
    attempt(order, scan_.numbers()[static_cast<std::size_t>(position)], [&] {
      const auto frame = scan_.read(position);
      if (order.look) order.look(frame);
      give_frame(frame, take);
    });
  });
}

void SourceFiles::give(const Order& order, const Flow& flow, Observer& observer) const {
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
    order.take(file);
  };
  give_frames(order, take_once, flow, observer);
  give_whole(order, take_once);
  if (order.wanted || is_whole_reel(order.part)) give_sounds(order, take_once);
  if (order.wanted || !is_whole_reel(order.part)) return;
  for (std::size_t i = 0; i < at_.size(); ++i)
    if (at_[i]) given.insert(inventory().frames[i].file);  // or what is wrong with it was told
  for (const auto& [name, recorded] : recorded_)
    if (!given.contains(name))
      attempt(order, {}, [&] {
        throw Error(ExitCode::material, Message("T4178", "{1}: does not give back {2}; take another copy",
                                                {printable(inventory().root), printable(std::filesystem::path(name))}));
      });
}

}  // namespace tasma::pipeline
