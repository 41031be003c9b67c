#include "cli/child_work.hpp"

#include "cli/failure.hpp"
#include "cli/stop.hpp"
#include "pipeline/core/relay.hpp"
#include "pipeline/inspect.hpp"

namespace tasma::cli {
namespace {

/// Asks this process's own signals whether to stop.
class InProcess final : public Relay {
 public:
  using Relay::Relay;
  bool stop_requested() const override { return StopSignals::signal() != 0; }
};

}  // namespace

pipeline::Child::Result in_child(const std::function<pipeline::Outcome(Observer&)>& work, Observer& observer) {
  const StopSignals signals("");
  InProcess here(observer);
  try {
    const auto outcome = work(here);
    return {outcome.exit_code(), pipeline::outcome_json(outcome)};
  } catch (...) {
    const auto failure = explain_failure();
    return {failure.code, failure_json(failure)};
  }
}

}  // namespace tasma::cli
