#pragma once

#include <functional>

#include "pipeline/batch/child.hpp"
#include "pipeline/commands.hpp"

namespace tasma::cli {

/// Work in the process that was made for it: sees to signals itself, and turns what it made, or why it did not, into
/// the code and document that come back.
pipeline::Child::Result in_child(const std::function<pipeline::Outcome(Observer&)>& work, Observer& observer);

}  // namespace tasma::cli
