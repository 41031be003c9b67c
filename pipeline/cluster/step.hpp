#pragma once

#include <array>
#include <filesystem>
#include <string_view>

#include "pipeline/commands.hpp"
#include "pipeline/share.hpp"

namespace tasma::pipeline {

/// The steps of a run that several machines share, in their order. Those that make the segments of measuring, rendering
/// and encoding are shared out; the others are one machine's each.
enum class Step { conform, measure, merge, render, join, encode, screen, verify };
constexpr std::array<std::string_view, 8> step_names{"conform", "measure", "merge",  "render",
                                                     "join",    "encode",  "screen", "verify"};
inline std::string_view name_of(Step step) { return step_names.at(static_cast<std::size_t>(step)); }
constexpr bool is_shared(Step step) { return step == Step::measure || step == Step::render || step == Step::encode; }

/// Makes segments for `run` of the same job: of `conform`, `measure`, `merge`, `render` or `encode`, this share of
/// those that do not lie there finished. Whatever an earlier step has left out is made here, too. Throws what run()
/// throws.
Outcome make_segments(const Job& job, const std::filesystem::path& output, Step step, Share share, Observer& observer);

/// Does one step: segments, or their packages by run(); `verify` checks every byte of all packages, and ends as run()
/// would have.
Outcome do_step(const Job& job, const std::filesystem::path& output, Step step, Share share, Observer& observer);

}  // namespace tasma::pipeline
