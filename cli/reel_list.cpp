#include "cli/reel_list.hpp"

#include <algorithm>
#include <array>

#include "cli/csv.hpp"
#include "cli/job.hpp"
#include "cli/text.hpp"
#include "cli/values.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::cli {
namespace fs = std::filesystem;
namespace {

class ReelList {
 public:
  ReelList(const fs::path& file, Observer& observer) : table_(file, {"scan"}), observer_(observer) {
    for (const auto& column : table_.columns()) tell_if_mistyped(column);
  }

  std::vector<JobFile> films() const {
    std::vector<JobFile> films;
    for (const auto& row : table_.rows()) add(row, films);
    return films;
  }

 private:
  std::string place(const CsvRow& row) const { return table_.place(row); }

  /// A column of the catalogue's may have been meant as another.
  void tell_if_mistyped(const std::string& column) const {
    std::vector<std::string_view> known(own_columns.begin(), own_columns.end());
    for (const auto& option : options())
      if ((option.takers & run) != 0) known.push_back(option.name);
    if (std::ranges::find(known, column) != known.end()) return;
    auto lower = column;
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
    const auto near = nearest(lower, known);
    // Short words are near to many: of three to five letters one may be wrong, of more two.
    if (near.empty() || edit_distance(lower, near) > (lower.size() < 6 ? 1U : 2U)) return;
    observer_.note(Message("T1154",
                           "{1}: the column {2} goes into the packages as it is and changes nothing; call it {3} if "
                           "that is meant",
                           {table_.file().string(), column, std::string(near)}));
  }

  [[noreturn]] static void refuse(const Message& message) { throw Error(ExitCode::usage, message); }

  void add(const CsvRow& row, std::vector<JobFile>& films) const {
    JobFile::Reel reel;
    JobFile film;
    for (std::size_t i = 0; i < table_.columns().size(); ++i)
      if (const auto text = CsvTable::value(row, i); !text.empty()) take(row, table_.columns()[i], text, reel, film);
    if (reel.scan.empty()) refuse(Message("T1138", "{1}: names no scan", {place(row)}));
    if (reel.id.empty()) reel.id = told_id_of(reel.scan, observer_);
    if (film.film.empty()) film.film = reel.id;
    const auto before = std::ranges::find(films, film.film, &JobFile::film);
    if (before == films.end()) {
      film.reels.push_back(std::move(reel));
      films.push_back(std::move(film));
      return;
    }
    if (std::ranges::find(before->reels, reel.id, &JobFile::Reel::id) != before->reels.end())
      refuse(Message("T1139", "{1}: the film {2} has a reel {3} already", {place(row), film.film, reel.id}));
    before->reels.push_back(std::move(reel));
    // What is said of the whole film in the row of one reel holds for all.
    std::ranges::move(film.whole, std::back_inserter(before->whole));
    std::ranges::move(film.subtitles, std::back_inserter(before->subtitles));
  }

  static Layer& layer_of(const Option& option, JobFile::Reel& reel, JobFile& film) {
    if (option.group == Group::facts) return reel.facts;
    if (option.table != "subtitles") return film.whole;
    film.subtitles.resize(1);
    return film.subtitles[0];
  }

  void take(const CsvRow& row, const std::string& column, const std::string& text, JobFile::Reel& reel,
            JobFile& film) const {
    const auto id = [&] {
      if (!pipeline::is_id(text))
        refuse(Message("T1030", "{1}: \"{2}\" is no id; use 1 to 100 of A-Z a-z 0-9 . _ -, not beginning with a dot",
                       {place(row), text}));
      return text;
    };
    if (column == "scan") {
      reel.scan = table_.file().parent_path() / text;
    } else if (column == "reel") {
      reel.id = id();
    } else if (column == "film") {
      film.film = id();
    } else if (column == "first" || column == "last") {
      const auto number = parse_number(text, 0, INT64_MAX);
      if (!number)
        refuse(Message("T1150", "{1}: \"{2}\" in column {3} is no number of a frame", {place(row), text, column}));
      (column == "first" ? reel.first : reel.last) = number;
    } else if (const auto* option = find_option(column); option != nullptr && (option->takers & run) != 0) {
      const bool is_path = option->kind == Kind::path;
      Given given{option, {is_path ? (table_.file().parent_path() / text).string() : text}, place(row) + ": " + column};
      Request scratch;
      cli::take(scratch, given);
      layer_of(*option, reel, film).push_back(std::move(given));
    } else {
      reel.catalogue.emplace_back(column, text);
    }
  }

  static constexpr std::array<std::string_view, 5> own_columns{"scan", "reel", "film", "first", "last"};
  CsvTable table_;
  Observer& observer_;
};

bool has_suffix(const fs::path& file, std::span<const std::string_view> suffixes) {
  auto suffix = file.extension().string();
  std::ranges::transform(suffix, suffix.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  return std::ranges::find(suffixes, suffix) != suffixes.end();
}

/// Reels in the folder and below, in order of their names.
void find_reels(const fs::path& folder, std::vector<fs::path>& reels) {
  constexpr std::array<std::string_view, 4> stills{".dpx", ".tif", ".tiff", ".exr"};
  constexpr std::array<std::string_view, 5> movies{".mov", ".mkv", ".mp4", ".avi", ".mxf"};
  std::vector<fs::path> folders, files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with('.') || entry.is_symlink()) continue;
    (entry.is_directory() ? folders : files).push_back(entry.path());
  }
  const auto named = [](const char* name) { return [=](const fs::path& file) { return file.filename() == name; }; };
  if (std::ranges::any_of(files, named("bagit.txt"))) return;
  if (std::ranges::any_of(files, [&](const fs::path& file) { return has_suffix(file, stills); })) {
    reels.push_back(folder);
    return;
  }
  std::erase_if(files, [&](const fs::path& file) { return !has_suffix(file, movies); });
  std::ranges::sort(files);
  std::ranges::copy(files, std::back_inserter(reels));
  std::ranges::sort(folders);
  for (const auto& below : folders) find_reels(below, reels);
}

}  // namespace

std::vector<JobFile> read_reel_list(const fs::path& file, Observer& observer) {
  return ReelList(file, observer).films();
}

std::vector<JobFile> reels_below(const fs::path& folder, Observer& observer) {
  std::vector<fs::path> reels;
  if (fs::is_directory(folder)) find_reels(folder, reels);
  if (reels.empty())
    throw Error(ExitCode::no_input, Message("T1151", "{1}: there is no reel in it, nor below", {folder.string()}));
  std::vector<JobFile> films;
  for (const auto& scan : reels) {
    auto place = scan == folder ? scan.filename() : scan.lexically_relative(folder);
    auto name = place.generic_string();
    std::ranges::replace(name, '/', '_');
    JobFile film;
    if (!fs::is_directory(scan)) name = fs::path(name).replace_extension().string();
    film.film = id_from(name);
    tell_id(scan, name, film.film, observer);
    film.reels.push_back({.id = film.film, .scan = scan, .first = {}, .last = {}, .markers = {}, .facts = {}});
    films.push_back(std::move(film));
  }
  return films;
}

}  // namespace tasma::cli
