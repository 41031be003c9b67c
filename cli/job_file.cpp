#include "cli/job_file.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>

#include "cli/job_sound.hpp"
#include "cli/job_table.hpp"
#include "cli/text.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::cli {
namespace {

constexpr std::uintmax_t longest_file = 4 << 20;  // bytes; a job of thousands of reels fits many times

std::string read_text(const std::filesystem::path& file) {
  const auto status = std::filesystem::status(file);
  if (!std::filesystem::exists(status))
    throw Error(ExitCode::no_input, Message("T1020", "{1}: no such job file", {file.string()}));
  if (!std::filesystem::is_regular_file(status) || std::filesystem::file_size(file) > longest_file)
    throw Error(ExitCode::usage,
                Message("T1021", "{1}: not a job file; give a TOML file of at most 4 MiB", {file.string()}));
  std::ifstream stream(file, std::ios::binary);
  if (!stream)
    throw Error(errno == EACCES ? ExitCode::permission : ExitCode::io,
                Message("T1022", "{1}: the job file cannot be read; see its permissions", {file.string()}));
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Reads one file; what it has read goes into `job`.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : folder_(file.parent_path()) {}

  JobFile read(const toml::table& root) {
    Table top(root, translated(gettext_noop("the job file")));
    job_.film = id(top, "film");
    read_common(top);
    each_table(
        top, "reel", [&](Table& table) { read_reel(table); }, Many::yes);
    each_table(
        top, "subtitles", [&](Table& table) { read_subtitles(table); }, Many::perhaps);
    const auto* sounds = top.get("sound");
    top.refuse_unknown_keys();
    if (job_.reels.empty())
      throw Error(ExitCode::usage,
                  Message("T1029", "{1}: the job names no reel; add [[reel]] with id and scan", {top.place()}));
    if (sounds != nullptr)
      each_table(
          top, "sound", [&](Table& table) { take_sound(table); }, Many::yes);
    return std::move(job_);
  }

  JobFile read_defaults(const toml::table& root) {
    Table top(root, translated(gettext_noop("the defaults")));
    read_common(top);
    top.refuse_unknown_keys();
    return std::move(job_);
  }

 private:
  enum class Many { no, perhaps, yes };

  /// What can stand in a file of defaults, too.
  void read_common(Table& top) {
    if (top.number("version", top.need("version"), 0) != 1)
      throw Error(ExitCode::usage, Message("T1028", "{1}: this tasma reads job files of version 1; write version = 1",
                                           {top.place("version")}));
    each_table(top, "scan", [&](Table& table) { read_options(table, "scan", job_.facts); });
    each_table(top, "restore", [&](Table& table) { read_options(table, "restore", job_.whole); });
    each_table(
        top, "screen", [&](Table& table) { read_screen(table); }, Many::yes);
  }

  /// Goes through [key], or all [[key]], or what of them is there.
  void each_table(Table& parent, std::string_view key, const auto& read_one, Many many = Many::no) {
    const auto* node = parent.get(key);
    if (node == nullptr) return;
    const auto go = [&](const toml::node& one, const std::string& name) {
      if (!one.is_table()) parent.refuse_type(key, one, gettext_noop("a table"));
      Table table(*one.as_table(), name);
      read_one(table);
      table.refuse_unknown_keys();
    };
    const std::string name(key);
    if (many == Many::no || (many == Many::perhaps && !node->is_array())) return go(*node, '[' + name + ']');
    if (!node->is_array()) parent.refuse_type(key, *node, gettext_noop("written as a table in double brackets"));
    for (const auto& one : *node->as_array()) go(one, "[[" + name + "]]");
  }

  std::string id(Table& table, std::string_view key) {
    const auto& node = table.need(key);
    auto text = table.text(key, node);
    if (!pipeline::is_id(text))
      throw Error(ExitCode::usage,
                  Message("T1030", "{1}: \"{2}\" is no id; use 1 to 100 of A-Z a-z 0-9 . _ -, not beginning with a dot",
                          {place(node.source()), text}));
    return text;
  }

  /// The keys of a table that are options as well.
  void read_options(Table& table, std::string_view name, Layer& into) {
    for (const auto& option : options()) {
      if (option.table != name) continue;
      const auto* node = table.get(option.key);
      if (node == nullptr) continue;
      const std::string key(option.key);
      Given given{&option, {word(table, option, *node)}, place(node->source()) + ": " + key};
      Request scratch;
      take(scratch, given);  // wrong values are told in the order of the file's tables, whatever overrides them
      into.push_back(std::move(given));
    }
  }

  std::string word(const Table& table, const Option& option, const toml::node& node) const {
    if (option.kind == Kind::path) return table.path(option.key, node, folder_).string();
    if (option.kind == Kind::ratio) {
      if (const auto whole = node.value_exact<std::int64_t>()) return std::to_string(*whole);
      if (!node.is_string())
        table.refuse_type(option.key, node, gettext_noop("a whole number or a string such as \"24000/1001\""));
    }
    if (option.kind != Kind::list || !node.is_array()) return table.text(option.key, node);
    std::string joined;
    for (const auto& part : *node.as_array()) joined += (joined.empty() ? "" : ",") + table.text(option.key, part);
    return joined;
  }

  void read_subtitles(Table& table) {
    read_options(table, "subtitles", job_.subtitles.emplace_back());
    table.need("file");
  }

  /// Each [[screen]] adds its formats and halls to one list of either.
  void read_screen(Table& table) {
    Layer one;
    read_options(table, "screen", one);
    if (!gives(one, "as") && !gives(one, "preset")) table.need("as");
    for (auto& given : one) {
      const auto before = std::ranges::find(job_.whole, given.option, &Given::option);
      if (before == job_.whole.end() || given.option->kind != Kind::list) {
        job_.whole.push_back(std::move(given));
        continue;
      }
      before->values[0] += ',' + given.values[0];
      before->origin = given.origin;
      Request scratch;
      take(scratch, *before);  // a name given twice
    }
  }

  void read_reel(Table& table) {
    JobFile::Reel reel;
    reel.id = id(table, "id");
    if (std::ranges::find(job_.reels, reel.id, &JobFile::Reel::id) != job_.reels.end())
      throw Error(ExitCode::usage, Message("T1032", "{1}: two reels are called \"{2}\"; give each an id of its own",
                                           {table.place("id"), reel.id}));
    reel.scan = table.path("scan", table.need("scan"), folder_);
    if (const auto* node = table.get("first")) reel.first = table.number("first", *node, 0);
    if (const auto* node = table.get("last")) reel.last = table.number("last", *node, reel.first.value_or(0));
    if (const auto* node = table.get("markers")) {
      if (!node->is_table()) table.refuse_type("markers", *node, gettext_noop("a table"));
      Table markers(*node->as_table(), "markers");
      for (const auto label : pipeline::marker_labels)
        if (const auto* number = markers.get(label))
          reel.markers.emplace_back(label, markers.number(label, *number, 0));
      markers.refuse_unknown_keys();
    }
    read_options(table, "scan", reel.facts);
    job_.reels.push_back(std::move(reel));
  }

  /// A sound of a reel is a fact of it, too: it is preserved with it.
  void take_sound(Table& table) {
    auto sound = read_sound(table, folder_);
    if (sound.reel.empty() && job_.reels.size() == 1) sound.reel = job_.reels[0].id;
    if (!sound.reel.empty()) {
      const auto reel = std::ranges::find(job_.reels, sound.reel, &JobFile::Reel::id);
      if (reel == job_.reels.end())
        throw Error(ExitCode::usage, Message("T1033", "{1}: no reel of the job is called \"{2}\"",
                                             {table.place_of_value("reel"), sound.reel}));
      const auto* option = find_option("sound");
      const auto before = std::ranges::find(reel->facts, option, &Given::option);
      if (before != reel->facts.end()) {
        before->values.push_back(sound.file.string());
      } else {
        reel->facts.push_back({option, {sound.file.string()}, table.place("file") + ": file"});
      }
    }
    job_.sounds.push_back(std::move(sound));
  }

  std::filesystem::path folder_;
  JobFile job_;
};

}  // namespace

namespace {

/// Each dot of a key is a table within a table. toml++ bounds how deep values nest, but dots until the stack ends.
void refuse_deep_keys(std::string_view text, const std::filesystem::path& file) {
  constexpr std::ptrdiff_t most_dots = 100;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto begin = line.find_first_not_of(" \t");
    const bool is_comment = begin != line.npos && line[begin] == '#';
    if (!is_comment && std::ranges::count(line, '.') > most_dots)
      throw Error(ExitCode::usage,
                  Message("T1189", "{1}:{2}: more than {3} dots in one line; no key of a job file is that long",
                          {printable(file), std::to_string(number), std::to_string(most_dots)}));
  }
}

JobFile read_toml(const std::filesystem::path& file, JobFile (Reader::*read)(const toml::table&)) {
  const auto text = read_text(file);
  refuse_deep_keys(text, file);
  try {
    return (Reader(file).*read)(toml::parse(text, file.string()));
  } catch (const toml::parse_error& problem) {
    throw Error(ExitCode::usage,
                Message("T1036", "{1}: not TOML: {2}", {place(problem.source()), std::string(problem.description())}));
  }
}

}  // namespace

JobFile read_job_file(const std::filesystem::path& file) { return read_toml(file, &Reader::read); }
JobFile read_defaults(const std::filesystem::path& file) { return read_toml(file, &Reader::read_defaults); }

pipeline::Job job_of(const JobFile& file, const Layer& environment, const Layer& command_line) {
  if (gives(command_line, "reel"))
    throw Error(ExitCode::usage, Message("T1037", "--reel names a lone scan; the reels of a job have their ids"));
  if (file.reels.size() > 1 && (gives(command_line, "sound") || gives(environment, "sound")))
    throw Error(
        ExitCode::usage,
        Message("T1038", "--sound belongs to one reel, the job has several; write [[sound]] with reel and file"));
  if (file.subtitles.size() > 1 && (gives(command_line, "subtitles") || gives(environment, "subtitles")))
    throw Error(ExitCode::usage,
                Message("T1170", "--subtitles is one file, and the job has several; change its [[subtitles]]"));
  auto job = request_of({&file.whole, &environment, &command_line}).job;
  job.film = file.film;
  const Layer none;
  for (std::size_t i = 0; i < std::max<std::size_t>(1, file.subtitles.size()); ++i) {
    const auto& layer = file.subtitles.empty() ? none : file.subtitles[i];
    auto subtitles = request_of({&layer, &environment, &command_line}).subtitles;
    if (!subtitles.file.empty()) job.subtitles.push_back(std::move(subtitles));
  }
  if (!gives(command_line, "sound") && !gives(environment, "sound")) job.sounds = file.sounds;
  for (const auto& reel : file.reels)
    job.reels.push_back({reel.id, reel.scan, request_of({&file.facts, &reel.facts, &environment, &command_line}).facts,
                         reel.first, reel.last, reel.markers, reel.catalogue, reel.answers});
  return job;
}

}  // namespace tasma::cli
