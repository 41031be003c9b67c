#pragma once

#include <string>

#include "pipeline/commands.hpp"

namespace tasma::pipeline {

/// What a dry run says of one reel's part of a product: how big it will be, from the sizes of the pictures and what
/// film usually compresses to; how much space is needed while it is made; how long that takes, from what it usually
/// costs. The reels of a screening are one product.
void add_estimate(Outcome& outcome, const std::string& kind, const ReelJob& reel, const std::filesystem::path& path,
                  const Inventory& inventory, const Job& job);

/// A note if the space that `estimated` needs is not there in `output`, whose folders `begun` have some of it already.
void note_space(const Outcome& estimated, const std::filesystem::path& output,
                const std::vector<std::filesystem::path>& begun, const Job& job, Observer& observer);

}  // namespace tasma::pipeline
