#include "pipeline/file_spool.hpp"

#include "pipeline/core/printable.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

constexpr auto files_suffix = "files", whole_suffix = "whole";

bool has_file(const FrameRecord& record) { return !record.file_sha256.empty(); }

}  // namespace

FileSpool::Track::Track(const fs::path& file)
    : stream(file, std::ios::binary | std::ios::trunc), writer(stream, "tasma", TASMA_VERSION, printable(file)) {}

FileSpool::FileSpool(const SegmentFolder& folder, Segment& segment) : folder_(folder), segment_(segment) {}

FileSpool::Track& FileSpool::track(std::unique_ptr<Track>& wanted, const std::string& suffix) {
  if (wanted) return *wanted;
  wanted = std::make_unique<Track>(folder_.beside_part(segment_, suffix));
  segment_.beside.push_back({suffix, {}});
  return *wanted;
}

void FileSpool::add(const Frame& frame) {
  if (!frame.source) return;
  const auto& source = *frame.source;
  codecs::ReversibleFile file{{}, {}, source.md5, source.size};
  if (!source.remainder) {
    return track(whole_, whole_suffix).writer.add_whole(file, codecs::MemoryBytes(source.whole));
  }
  const bool first = !files_;
  auto& to = track(files_, files_suffix);
  if (first) to.writer.begin_frames();
  file.remainder = *source.remainder;
  to.writer.add_frame(file);
}

void FileSpool::finish() {
  for (auto* track : {files_.get(), whole_.get()})
    if (track != nullptr) track->writer.finish();
  files_.reset();
  whole_.reset();
}

SpooledFiles::SpooledFiles(const SegmentFolder& folder, const Segment& segment, Of of) : segment_(segment) {
  std::size_t files = 0, whole = 0;
  for (const auto& record : segment.frames)
    place_.push_back(record.kept_whole ? whole++ : has_file(record) ? files++ : 0);
  const auto lies = [&](const std::string& suffix) {
    return of == Of::part ? folder.beside_part(segment, suffix) : folder.beside(segment, suffix);
  };
  if (files > 0) files_ = open(lies(files_suffix));
  if (whole > 0) whole_ = open(lies(whole_suffix));
}

SpooledFiles::Opened SpooledFiles::open(const fs::path& file) {
  Opened opened{std::make_unique<codecs::InputFile>(file), nullptr};
  opened.reader =
      std::make_unique<codecs::ReversibilityReader>(*opened.file, codecs::ByteRange{0, opened.file->size()});
  return opened;
}

std::optional<codecs::ReversibleFile> SpooledFiles::read(std::size_t index) const {
  const auto& record = segment_.frames.at(index);
  if (!has_file(record)) return std::nullopt;
  if (!record.kept_whole) return files_.reader->read(0, place_[index]);
  auto file = whole_.reader->read_whole(place_[index]);
  auto& bytes = file.remainder.inside;
  whole_.reader->give_whole(file, [&](auto more) { bytes.insert(bytes.end(), more.begin(), more.end()); });
  return file;
}

}  // namespace tasma::pipeline
