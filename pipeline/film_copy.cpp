#include "pipeline/film_copy.hpp"

#include <algorithm>

#include "codecs/digest.hpp"
#include "codecs/settle.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/publish.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

Master join_version(const codecs::CopySpec& copy, const CopyParts& parts, const std::vector<DcpVersion>& versions,
                    std::size_t which, const std::string& name, const fs::path& folder, Observer& observer) {
  const auto& version = versions[which];
  const auto original = folder / codecs::file_name(copy, name);
  Master master{original.native() + version.suffix, 0, {}, parts.frames};
  const fs::path part = master.file.native() + ".part";  // a folder
  fs::remove_all(part);
  codecs::DcpCopy dcp{copy.coding, parts.spec, name, parts.chunks, {}, parts.date_s};
  if (version.sound) {
    dcp.sound = parts.sounds[*version.sound].segment;
    dcp.language = parts.sounds[*version.sound].label.language;
  }
  if (version.subtitles) dcp.subtitles = parts.subtitles[*version.subtitles];
  if (which > 0) dcp.original = original;
  dcp.version_file = static_cast<int>(which);
  dcp.markers = parts.markers;
  codecs::join_dcp(dcp, part, observer);
  for (const auto& entry : fs::directory_iterator(part)) master.size += entry.file_size();
  publish(part, master.file, Taken::refuse);
  return master;
}

/// The chapters of a part, on its time; the one it begins within, too.
std::vector<codecs::Chapter> chapters_of(const std::vector<codecs::Chapter>& film, Range part) {
  std::vector<codecs::Chapter> chapters;
  for (std::size_t i = 0; i < film.size(); ++i)
    if (film[i].begin < part.end && (i + 1 == film.size() || film[i + 1].begin > part.begin))
      chapters.push_back({film[i].title, std::max<std::int64_t>(0, film[i].begin - part.begin)});
  return chapters;
}

}  // namespace

std::vector<Master> join_as_movies(const codecs::CopySpec& copy, const CopyParts& parts, const std::string& name,
                                   const fs::path& folder, Observer& observer) {
  observer.phase("join", codecs::file_name(copy, name), 1, "files");
  std::vector<fs::path> chunks;
  for (const auto& of_reel : parts.chunks) std::ranges::copy(of_reel, std::back_inserter(chunks));
  std::uint64_t of_sounds = 0;
  for (const auto& sound : parts.sounds) of_sounds += fs::file_size(sound.segment);
  std::vector<Range> files{{0, std::ssize(chunks)}};
  if (copy.most_bytes > 0) files = codecs::parts_of(parts.sizes, of_sounds, copy.most_bytes);
  auto stream = parts.stream;
  stream.size = codecs::display_size(parts.spec, copy.coding.within);
  stream.pixel_aspect = {1, 1};
  std::vector<Master> masters;
  std::int64_t begin = 0;
  for (const auto& [from, to] : files) {
    auto end = begin;
    for (auto i = from; i < to; ++i) end += parts.sizes[static_cast<std::size_t>(i)].frames;
    const int number = files.size() > 1 ? static_cast<int>(masters.size()) + 1 : 0;
    const auto file = folder / codecs::file_name(copy, name, number);
    codecs::MovieCopy movie{copy.coding,  stream,         {chunks.begin() + from, chunks.begin() + to},
                            parts.sounds, name,           parts.date_s,
                            {},           parts.subtitles};
    movie.begin = begin;
    movie.goes_on = end < std::ssize(parts.frames);
    if (parts.chapters.size() > 1) movie.chapters = chapters_of(parts.chapters, {begin, end});
    const auto part = begin_part(file);
    codecs::join_screening(movie, part, [&] { return observer.stop_requested(); });
    codecs::settle(part, codecs::Cache::drop);
    masters.push_back({file,
                       fs::file_size(part),
                       codecs::sha256_of(part),
                       {parts.frames.begin() + begin, parts.frames.begin() + end}});
    if (copy.most_bytes > 0 && masters.back().size > copy.most_bytes)
      throw Error(ExitCode::bug, Message("T4134", "{1}: larger than {2} bytes, which {3} allows",
                                         {printable(file), std::to_string(copy.most_bytes), copy.name}));
    publish(part, file, Taken::refuse);
    begin = end;
  }
  observer.advance();
  return masters;
}

std::vector<Master> join_as_dcps(const codecs::CopySpec& copy, const CopyParts& parts,
                                 const std::vector<DcpVersion>& versions, const std::string& name,
                                 const fs::path& folder, Observer& observer) {
  observer.phase("join", codecs::file_name(copy, name), std::ssize(versions), "files");
  std::vector<Master> masters;
  for (std::size_t which = 0; which < versions.size(); ++which) {
    masters.push_back(join_version(copy, parts, versions, which, name, folder, observer));
    observer.advance();
  }
  return masters;
}

}  // namespace tasma::pipeline
