#pragma once

#include <filesystem>

#include "cli/job_table.hpp"
#include "pipeline/job.hpp"

namespace tasma::cli {

/// Reads one [[sound]]: `file`, `reel`, `language`, `kind`, `start`, `speed`, `pitch`. Throws Error(usage) with file,
/// line and column for what is not allowed there.
pipeline::SoundJob read_sound(Table& table, const std::filesystem::path& folder);

}  // namespace tasma::cli
