#include "pipeline/shelf/register.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "codecs/settle.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/core/utc.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
namespace {

constexpr auto schema = "tasma.register/1";
constexpr auto never = std::numeric_limits<std::int64_t>::min();

std::optional<std::int64_t> parse_utc(const std::string& text) {
  std::tm parts{};
  const char* const end = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return timegm(&parts);
}

std::optional<Level> parse_level(const std::string& name) {
  for (const auto level : {Level::structure, Level::fixity, Level::full})
    if (name == name_of(level)) return level;
  return std::nullopt;
}

std::optional<RegisterLine> parse_line(std::string_view text) {
  try {
    const auto json = Json::parse(text);
    // What a person writes of a package needs no more than when, package and verdict.
    const auto when_s = parse_utc(json.at("when"));
    const auto level = parse_level(json.value("level", "structure"));
    if (json.at("schema") != schema || !when_s || !level) return std::nullopt;
    return RegisterLine{*when_s,
                        json.at("package"),
                        json.value("manifest", ""),
                        *level,
                        json.at("verdict"),
                        static_cast<ExitCode>(json.value("exit", 0)),
                        json.value("software", "")};
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

bool was_sound(const RegisterLine& line) {
  return line.verdict == verdict_of(ExitCode::ok) || line.verdict == verdict_of(ExitCode::findings);
}

[[noreturn]] void fail(const fs::path& file) {
  const std::error_code cause(errno, std::generic_category());
  const auto code = exit_code_of(cause);
  throw Error(code == ExitCode::no_input ? ExitCode::no_output : code,
              Message("T4642", "{1}: the register cannot be written: {2}; give another --register",
                      {printable(file), cause.message()}));
}

}  // namespace

Json to_json(const RegisterLine& line) {
  return {{"schema", schema},
          {"when", utc(line.when_s)},
          {"package", line.package},
          {"manifest", line.manifest},
          {"level", name_of(line.level)},
          {"verdict", line.verdict},
          {"exit", static_cast<int>(line.exit)},
          {"software", line.software}};
}

RegisterText parse_register(std::string_view text) {
  RegisterText found;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    auto line = end == text.npos ? std::nullopt : parse_line(text.substr(0, end));
    if (line)
      found.lines.push_back(std::move(*line));
    else if (end != 0)
      found.unreadable.push_back(number);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return found;
}

RegisterText read_register(const fs::path& file) {
  if (!fs::exists(file)) return {};
  std::ifstream in(file, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in.is_open() || in.bad())
    throw Error(ExitCode::permission, Message("T4643", "{1}: the register cannot be read", {printable(file)}));
  return parse_register(text);
}

Register::Register(const fs::path& file) : file_(file) {
  const bool is_new = !fs::exists(file);
  descriptor_ = ::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail(file);
  if (is_new) codecs::settle(fs::absolute(file).parent_path());
}

Register::~Register() { ::close(descriptor_); }

void Register::append(const RegisterLine& line) {
  auto text = to_json(line).dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
  char last = '\n';
  if (const auto size = ::lseek(descriptor_, 0, SEEK_END); size > 0 && ::pread(descriptor_, &last, 1, size - 1) != 1)
    fail(file_);
  if (last != '\n') text.insert(0, "\n");  // behind a torn line
  // One call a line: several processes may append.
  errno = ENOSPC;  // what a short write means
  if (::write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) fail(file_);
  if (::fsync(descriptor_) != 0) fail(file_);
}

std::vector<std::string> due(std::vector<std::string> packages, const std::vector<RegisterLine>& lines, Level level,
                             std::chrono::seconds older_than, std::int64_t now_s) {
  struct Last {
    std::int64_t checked_s = never;  // deep enough
    bool sound = false;
  };
  std::map<std::string, Last> last;
  for (const auto& line : lines) {
    auto& of_package = last[line.package];
    of_package.sound = was_sound(line);
    if (line.level >= level) of_package.checked_s = line.when_s;
  }
  std::erase_if(packages, [&](const std::string& package) {
    const auto& [checked_s, sound] = last[package];
    return sound && checked_s != never && checked_s <= now_s && now_s - checked_s < older_than.count();
  });
  std::ranges::sort(packages, {},
                    [&](const std::string& package) { return std::pair(last[package].checked_s, package); });
  return packages;
}

std::vector<RegisterLine> vanished(const std::vector<std::string>& packages, const std::vector<RegisterLine>& lines) {
  std::map<std::string, RegisterLine> gone;
  for (const auto& line : lines) gone[line.package] = line;
  for (const auto& package : packages) gone.erase(package);
  std::vector<RegisterLine> last;
  for (auto& [package, line] : gone)
    if (line.verdict != verdict::withdrawn) last.push_back(std::move(line));
  return last;
}

std::string known_manifest(const std::string& package, const std::vector<RegisterLine>& lines) {
  std::string manifest;
  for (const auto& line : lines)
    if (line.package == package && !line.manifest.empty()) manifest = line.manifest;
  return manifest;
}

}  // namespace tasma::pipeline
