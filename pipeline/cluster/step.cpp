#include "pipeline/cluster/step.hpp"

#include <algorithm>

namespace tasma::pipeline {
namespace {

/// Every byte of every package, as it lies there, beside what run() says of them.
Outcome verify_packages(const Job& job, const std::filesystem::path& output, Observer& observer) {
  auto outcome = run(job, output, observer);
  for (const auto& product : outcome.products) {
    auto found = verify(product.path, Level::fixity, Storage::disk, job.resources, observer).findings;
    std::erase_if(found,
                  [](const Finding& finding) { return finding.severity != Severity::refusal; });  // said by run()
    std::ranges::move(found, std::back_inserter(outcome.findings));
  }
  return outcome;
}

}  // namespace

Outcome do_step(const Job& job, const std::filesystem::path& output, Step step, Share share, Observer& observer) {
  if (step == Step::verify) return verify_packages(job, output, observer);
  if (step == Step::screen) return run(job, output, observer);
  if (step != Step::join) return make_segments(job, output, step, share, observer);
  auto reels = job;
  reels.make.screening = false;
  return run(reels, output, observer);
}

}  // namespace tasma::pipeline
