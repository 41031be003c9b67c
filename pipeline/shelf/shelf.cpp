#include "pipeline/shelf/shelf.hpp"

#include <algorithm>
#include <ctime>
#include <map>
#include <nlohmann/json.hpp>

#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/core/relay.hpp"
#include "pipeline/findings_json.hpp"
#include "pipeline/flow.hpp"
#include "pipeline/verify_bag.hpp"
#include "pipeline/versions.hpp"
#include "pipeline/work_folder.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Clock = std::chrono::system_clock;
namespace {

fs::path register_of(const ShelfCheck& check) {
  return check.register_file.empty() ? check.shelf / "tasma-register.jsonl" : check.register_file;
}

bool is_over(const ShelfCheck& check) { return check.until && Clock::now() >= *check.until; }

/// Passes everything on, and wants a stop also when the time is over.
class Timed final : public Relay {
 public:
  Timed(Observer& to, const ShelfCheck& check) : Relay(to), check_(check) {}
  bool stop_requested() const override { return Relay::stop_requested() || is_over(check_); }

 private:
  const ShelfCheck& check_;
};

class Shelf {
 public:
  Shelf(const ShelfCheck& check, const Resources& resources, Observer& observer)
      : check_(check), resources_(resources), observer_(observer) {
    if (!fs::is_directory(check.shelf))
      throw Error(ExitCode::no_input,
                  Message("T4644", "{1}: no such folder; see that the disk is there", {printable(check.shelf)}));
    refuse_sealed(register_of(check));
    find_packages();
    auto text = read_register(register_of(check));
    lines_ = std::move(text.lines);
    for (const auto number : text.unreadable)
      observer.note(Message("T4645", "{1}: line {2} is torn or no line of a register; passed over",
                            {printable(register_of(check)), std::to_string(number)}));
  }

  ShelfReport run(const std::function<void(const ShelvedPackage&)>& told) {
    std::optional<Register> record;
    if (!check_.dry_run) record.emplace(register_of(check_));
    ShelfReport report;
    const auto tell = [&](ShelvedPackage package, bool keep) {
      if (keep && record) record->append(package.line);
      told(package);
      report.packages.push_back(std::move(package));
    };
    for (const auto& last : vanished(names(), lines_)) tell(missing(last), last.verdict != verdict::missing);
    const auto names_due = due(names(), lines_, check_.level, check_.older_than, std::time(nullptr));
    report.left = names_due.size();
    for (const auto& name : names_due) {
      auto package = check_.dry_run ? ShelvedPackage{line(name, verdict::due), {}, {}} : checked(name);
      if (!package) break;
      tell(std::move(*package), true);
      --report.left;
    }
    return report;
  }

 private:
  void find_packages() {
    std::size_t beside = 0;
    for (auto entry = fs::recursive_directory_iterator(check_.shelf); entry != fs::recursive_directory_iterator();
         ++entry) {
      const auto& path = entry->path();
      const bool is_folder = entry->symlink_status().type() == fs::file_type::directory;
      const bool is_hidden = path.filename().native().starts_with('.');
      const bool is_package = is_folder && !is_hidden && is_bag(path);
      if (is_package) packages_.emplace(printable(path.lexically_relative(check_.shelf)), path);
      if (is_folder && (is_hidden || is_package)) entry.disable_recursion_pending();
      beside += !is_folder && path.filename() != register_of(check_).filename();
    }
    if (packages_.empty())
      throw Error(ExitCode::no_input, Message("T4646",
                                              "{1}: holds no package (a folder with bagit.txt); see that the "
                                              "disk is there",
                                              {printable(check_.shelf)}));
    if (beside > 0)
      observer_.note(Message("T4647", "{1}: files that lie in no package: {2}; they are not checked",
                             {printable(check_.shelf), std::to_string(beside)}));
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& [name, path] : packages_) names.push_back(name);
    return names;
  }

  RegisterLine line(const std::string& name, std::string_view verdict) const {
    return {std::time(nullptr), name, {}, check_.level, std::string(verdict), ExitCode::ok, version()};
  }

  ShelvedPackage missing(const RegisterLine& last) const {
    ShelvedPackage package{line(last.package, verdict::missing), {}, {}};
    package.line.manifest = last.manifest;
    package.line.exit = ExitCode::material;
    package.findings.push_back(
        {FindingCode::missing_package,
         Severity::refusal,
         {},
         std::nullopt,
         Message("T4648",
                 "is in the register and not on the shelf; bring it back from another copy, or enter it as "
                 "withdrawn")});
    return package;
  }

  /// Nothing if the time was over before the end.
  std::optional<ShelvedPackage> checked(const std::string& name) {
    Timed timed(observer_, check_);
    ShelvedPackage package{line(name, {}), {}, {}};
    try {
      stop_if_requested(timed);
      auto bag = check_bag(packages_.at(name), check_.level, check_.storage, resources_, timed);
      package.findings = std::move(bag.findings);
      package.line.manifest = std::move(bag.manifest);
      compare_manifest(package);
      package.line.exit = exit_code_of(package.findings);
    } catch (const Error& error) {
      if (error.code() == ExitCode::usage || observer_.stop_requested()) throw;
      if (error.code() == ExitCode::interrupted) return std::nullopt;
      package.failure = error.message();
      package.line.exit = error.code();
    } catch (const std::system_error& error) {
      package.failure = Message("T4650", "{1}: {2}", {printable(packages_.at(name)), error.code().message()});
      package.line.exit = exit_code_of(error.code());
    }
    package.line.when_s = std::time(nullptr);
    package.line.verdict = verdict_of(package.line.exit);
    return package;
  }

  void compare_manifest(ShelvedPackage& package) const {
    const auto known = known_manifest(package.line.package, lines_);
    if (known.empty() || known == package.line.manifest) return;
    package.findings.push_back(
        {FindingCode::unexpected_change, Severity::remark, "manifest-sha256.txt", std::nullopt,
         Message("T4649",
                 "is another manifest than at the last check: the package was sealed once more; ask by whom")});
  }

  const ShelfCheck& check_;
  const Resources& resources_;
  Observer& observer_;
  std::map<std::string, fs::path> packages_;  // by their names in the register
  std::vector<RegisterLine> lines_;
};

}  // namespace

ExitCode ShelfReport::exit_code() const {
  auto heaviest = ExitCode::ok;
  for (const auto& package : packages) heaviest = std::max(heaviest, package.line.exit);
  return left > 0 && heaviest < ExitCode::material ? ExitCode::try_later : heaviest;
}

ShelfReport verify_shelf(const ShelfCheck& check, const Resources& resources, Observer& observer,
                         const std::function<void(const ShelvedPackage&)>& told) {
  return Shelf(check, resources, observer).run(told);
}

std::string shelf_json(const ShelfCheck& check, const ShelfReport& report) {
  Json packages = Json::array();
  for (const auto& [line, findings, failure] : report.packages) {
    auto entry = to_json(line);
    entry.erase("schema");
    entry["findings"] = findings_json(findings);
    if (failure) entry["failure"] = {{"id", failure->id}, {"message", english(*failure)}};
    packages.push_back(std::move(entry));
  }
  const Json document{{"schema", "tasma.shelf/1"},
                      {"shelf", printable(check.shelf)},
                      {"register", printable(register_of(check))},
                      {"level", name_of(check.level)},
                      {"left", report.left},
                      {"exit", static_cast<int>(report.exit_code())},
                      {"packages", std::move(packages)}};
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace tasma::pipeline
