#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/commands.hpp"
#include "pipeline/shelf/register.hpp"

namespace tasma::pipeline {

/// What is asked of a shelf: a folder with packages at any depth.
struct ShelfCheck {
  std::filesystem::path shelf;
  std::filesystem::path register_file;  // empty: tasma-register.jsonl on the shelf
  Level level = Level::fixity;
  Storage storage = Storage::disk;
  std::chrono::seconds older_than{0};
  std::optional<std::chrono::system_clock::time_point> until;
  bool dry_run = false;  // tells what is due, and reads no package
};

/// What became of one package.
struct ShelvedPackage {
  RegisterLine line;
  std::vector<Finding> findings;
  std::optional<Message> failure;  // why it could not be checked to its end
};

struct ShelfReport {
  std::vector<ShelvedPackage> packages;  // the missing first, then those checked, in this order
  std::size_t left = 0;                  // due, and not checked in the time there was

  /// The heaviest of the packages' codes; try_later if nothing weighs more and work is left.
  ExitCode exit_code() const;
};

/// `tasma verify --shelf`: checks every package below a folder whose last check in the register lies back long enough,
/// the oldest first, and appends each to the register; `told` hears of each at once. Hidden folders and links are
/// passed over. A package that is in the register and not on the shelf is a refusal; one whose manifest is another
/// than at its last check has a remark. A package that was not sound is due again at once.
/// Throws Error: no_input if there is no package, what Register does, no_output for a register in a package,
/// interrupted if the observer wants a stop: what was checked until then is in the register.
ShelfReport verify_shelf(const ShelfCheck& check, const Resources& resources, Observer& observer,
                         const std::function<void(const ShelvedPackage&)>& told);

/// The report as one JSON document, schema "tasma.shelf/1".
std::string shelf_json(const ShelfCheck& check, const ShelfReport& report);

}  // namespace tasma::pipeline
