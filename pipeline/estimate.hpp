#pragma once

#include <string>

#include "pipeline/commands.hpp"

namespace tasma::pipeline {

/// What a dry run says of one product: how big it will be, from the sizes of the pictures and what film usually
/// compresses to; how much space is needed while it is made; how long that takes, from what it usually costs.
void add_estimate(Outcome& outcome, const std::string& kind, const std::string& id, const std::filesystem::path& path,
                  const Inventory& inventory, const Job& job);

}  // namespace tasma::pipeline
