#include "pipeline/take_apart.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <vector>

#include "codecs/digest.hpp"
#include "codecs/input_file.hpp"
#include "codecs/matroska.hpp"
#include "codecs/matroska_frames.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/flow.hpp"
#include "pipeline/publish.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

/// A segment that was let go, and where its frames were found.
struct Missing {
  Segment segment;
  std::vector<codecs::ByteRange> frames;
  std::size_t left = frames.size();

  /// End of those found; what lies before it is still needed. 0: none.
  std::uint64_t end() const {
    if (left == 0) return 0;
    return std::ranges::max(frames, {}, &codecs::ByteRange::end).end;
  }
};

using Bytes = std::vector<std::uint8_t>;

Bytes bytes_at(const codecs::InputFile& file, codecs::ByteRange range) {
  Bytes bytes(range.length());
  bytes.resize(file.read(range.begin, bytes));
  return bytes;
}

void shorten(const fs::path& file, std::uint64_t size) {
  if (truncate(file.c_str(), static_cast<off_t>(size)) == 0) return;
  const std::error_code cause(errno, std::generic_category());
  throw Error(exit_code_of(cause),
              Message("T4665", "{1}: cannot be shortened: {2}", {printable(file), cause.message()}));
}

class TakingApart {
 public:
  TakingApart(const SegmentFolder& folder, fs::path file, std::vector<Segment> let_go)
      : folder_(folder), file_(std::move(file)), bytes_(file_) {
    std::ranges::sort(let_go, {}, [](const Segment& segment) { return segment.positions.begin; });
    missing_.reserve(let_go.size());
    for (auto& segment : let_go) {
      largest_ = std::max(largest_, segment.size);
      const auto frames = segment.frames.size();
      missing_.push_back({std::move(segment), std::vector<codecs::ByteRange>(frames)});
      for (std::size_t i = 0; i < frames; ++i)
        places_[missing_.back().segment.frames[i].packet_sha256].push_back({&missing_.back(), i});
    }
  }

  void run(Observer& observer) {
    const auto frames = codecs::matroska_frames(bytes_);
    observer.phase("take apart", printable(file_.filename()), std::ssize(frames));
    for (auto frame = frames.rbegin(); frame != frames.rend(); ++frame) {
      stop_if_requested(observer);
      observer.advance();
      if (frame->length() > largest_) continue;
      const auto found = places_.find(hex(codecs::sha256_of(bytes_at(bytes_, *frame))));
      if (found == places_.end() || found->second.empty()) continue;
      // Of equal pictures, a black leader's, the last in the file are the last in the reel.
      const auto [missing, index] = found->second.back();
      found->second.pop_back();
      missing->frames[index] = *frame;
      if (--missing->left > 0) continue;
      put_back(*missing);
      auto needed = frame->begin;
      for (const auto& other : missing_) needed = std::max(needed, other.end());
      shorten(file_, needed);
    }
  }

 private:
  void put_back(const Missing& missing) {
    codecs::MatroskaWriter writer(folder_.part(missing.segment.name), {track_of(missing.segment)}, {.checked = false});
    std::int64_t at = 0;
    for (const auto& frame : missing.frames) {
      writer.write(0, {std::make_shared<const Bytes>(bytes_at(bytes_, frame)), at, at});
      ++at;
    }
    writer.finish();
    folder_.put_in_place(missing.segment);
  }

  /// As the segments have it that the same step has made and not let go, the last of a reel among them. Throws
  /// Error(material): there is none.
  codecs::Track track_of(const Segment& segment) const {
    const auto step = segment.name.substr(0, segment.name.find('-') + 1);
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      if (entry.path().extension() == ".seg" && entry.path().filename().native().starts_with(step))
        return codecs::MatroskaReader(entry.path()).tracks().at(0);
    throw Error(ExitCode::material, Message("T4669", "{1}: nothing says how its pictures are coded; it is made again",
                                            {printable(folder_.path() / segment.name)}));
  }

  struct Place {
    Missing* missing;
    std::size_t index;
  };

  const SegmentFolder& folder_;
  fs::path file_;
  codecs::InputFile bytes_;
  std::uint64_t largest_ = 0;  // of the segments, bytes; no picture is larger
  std::vector<Missing> missing_;
  std::map<std::string, std::vector<Place>> places_;  // by the packet's SHA-256, in order of the reel
};

/// Whether the file is regular and has this name alone: what has another may be a scan.
bool is_named_once(const fs::path& file) {
  std::error_code none;
  return fs::is_regular_file(fs::symlink_status(file, none)) && fs::hard_link_count(file, none) == 1;
}

}  // namespace

void take_apart(const SegmentFolder& folder, const fs::path& file, Observer& observer) {
  for (const auto& joined : {file, part_of(file)}) {
    if (is_named_once(joined))
      if (auto let_go = folder.all_let_go(); !let_go.empty()) try {
          TakingApart(folder, joined, std::move(let_go)).run(observer);
        } catch (const Error& error) {
          if (error.code() != ExitCode::material) throw;  // what is missing is made again
        }
    fs::remove(joined);
  }
}

}  // namespace tasma::pipeline
