#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "cli/command.hpp"
#include "pipeline/job.hpp"

namespace tasma::cli {

/// The job of a command that makes something: of one scan (preserve, restore), of scans or one job file (screen, run).
/// Notes to the reporter which id a reel got where nobody named it.
/// Throws Error: usage, and what read_job_file throws.
pipeline::Job job_of(const Invocation& invocation, const Command& command, Console& console);

/// Refuses a --log inside a scan: there nothing is ever written. Throws Error(permission), and what read_job_file
/// throws.
void check_log(const Invocation& invocation);

/// Whether an operand is a job file: its name ends in .toml and it is no folder.
bool is_job_file(const std::filesystem::path& operand);

/// An id made of a name: every run of characters that ids do not have becomes a hyphen.
std::string id_from(std::string_view name);

/// The same of a scan's name: a folder's whole name, a movie's without its suffix.
std::string id_of(const std::filesystem::path& scan);

/// A note of the id that a scan of this name got, where it is another.
void tell_id(const std::filesystem::path& scan, std::string_view name, const std::string& id, Observer& observer);

/// id_of(), told.
std::string told_id_of(const std::filesystem::path& scan, Observer& observer);

}  // namespace tasma::cli
