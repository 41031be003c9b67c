#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/commands.hpp"

namespace tasma::pipeline {

/// What became of a package: a line of the register, schema "tasma.register/1".
struct RegisterLine {
  std::int64_t when_s = 0;  // since 1970, UTC
  std::string package;      // its folder relative to the shelf, printable
  std::string manifest;     // SHA-256 of its manifest, in hexadecimal; empty: it could not be read
  Level level = Level::fixity;
  std::string verdict;  // verdict_of() a check; or missing, withdrawn, due
  ExitCode exit = ExitCode::ok;
  std::string software;  // which tasma
};

namespace verdict {
constexpr std::string_view missing = "missing";      // was on the shelf once
constexpr std::string_view withdrawn = "withdrawn";  // taken from the shelf on purpose: a person writes such a line
constexpr std::string_view due = "due";              // would be checked now; not in the register
}  // namespace verdict

nlohmann::ordered_json to_json(const RegisterLine& line);

/// The lines of a register, oldest first, and the numbers (from 1) of those that say nothing: torn by a crash, foreign.
struct RegisterText {
  std::vector<RegisterLine> lines;
  std::vector<std::size_t> unreadable;
};
RegisterText parse_register(std::string_view text);

/// What a register holds; nothing if it is not there. Throws Error.
RegisterText read_register(const std::filesystem::path& file);

/// A register that grows. Several processes may append to one.
class Register {
 public:
  /// Throws Error(no_output, permission, io) if `file` can be neither made nor appended to.
  explicit Register(const std::filesystem::path& file);
  Register(const Register&) = delete;
  Register& operator=(const Register&) = delete;
  ~Register();

  /// On the disk when it returns. Throws Error(io).
  void append(const RegisterLine& line);

 private:
  std::filesystem::path file_;
  int descriptor_;
};

/// Those of `packages` that are to be checked now, the one first whose last check lies back longest (never: first of
/// all). A package is left out if it was sound when it was last seen, and was checked at `level` or deeper less than
/// `older_than` ago. A check in the future is one of a wrong clock, and does not count.
std::vector<std::string> due(std::vector<std::string> packages, const std::vector<RegisterLine>& lines, Level level,
                             std::chrono::seconds older_than, std::int64_t now_s);

/// The last lines of packages that are in the register, not withdrawn, and not among `packages`.
std::vector<RegisterLine> vanished(const std::vector<std::string>& packages, const std::vector<RegisterLine>& lines);

/// The manifest that a package had when it was last checked; empty if that is not known.
std::string known_manifest(const std::string& package, const std::vector<RegisterLine>& lines);

}  // namespace tasma::pipeline
