#pragma once

#include <filesystem>
#include <vector>

#include "cli/job_file.hpp"

namespace tasma::cli {

/// Puts the answers of a list (csv.hpp) into the reels they are about. Columns: `reel`, its id; `question`, one of
/// pipeline::Question's names; `answer`, as the option of that name takes it; `who` has said so, and `why`. Other
/// columns are passed over, and so are rows that still have no answer. Throws Error: usage, naming the line, for a reel
/// that no film has, a question that is none or is answered twice, and an answer that is not allowed; what read_csv()
/// throws.
void take_answers(const std::filesystem::path& file, std::vector<JobFile>& films);

}  // namespace tasma::cli
