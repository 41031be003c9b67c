#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "pipeline/commands.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::pipeline {

/// Puts the questions of all reels into `outcome`; `sources` are their scans, or the masters that will be shown. If
/// there are any, draws `sheet`, a PNG of some frames of each such reel as they would be shown with what is proposed,
/// unless this is a dry run; what keeps it from being drawn is a note. Without a question an earlier sheet is removed.
void ask(const Job& job, std::span<const std::unique_ptr<Scan>> sources, const std::filesystem::path& sheet,
         Outcome& outcome, Observer& observer);

/// The name of its sheet beside a film's copies or packages.
inline std::string question_sheet_of(const Job& job) { return job.film + ".questions.png"; }

}  // namespace tasma::pipeline
