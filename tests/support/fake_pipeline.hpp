#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "pipeline/checksum_report.hpp"
#include "pipeline/commands.hpp"
#include "pipeline/inspect.hpp"

/// The functions of the pipeline that the command line calls, without the work: what they were asked for can be looked
/// at, what they answer can be set. Tests of the command line link this before the pipeline.
namespace tasma::fake {

struct Pipeline {
  std::string called;  // the last function
  pipeline::Job job;
  std::filesystem::path path;  // scan, output or package
  ScanFacts facts;
  pipeline::Level level{};
  std::optional<pipeline::FramesAs> frames_as;
  std::filesystem::path from;
  std::optional<Repairs> taken_back;
  pipeline::ChecksumReport checksums;                      // the answer of check_checksums
  pipeline::Outcome outcome;                               // the answer
  std::function<void(Observer&)> work;                     // done before answering; may throw
  std::function<void(const std::filesystem::path&)> look;  // the same of inspect
};

/// The one there is; reset it at the beginning of a test.
Pipeline& the_pipeline();

}  // namespace tasma::fake
