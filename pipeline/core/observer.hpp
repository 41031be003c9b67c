#pragma once

#include <cstdint>
#include <string_view>

#include "pipeline/core/finding.hpp"

namespace tasma {

/// What a run tells the outside, and the one thing it asks: shall I stop? Called from any thread.
class Observer {
 public:
  virtual ~Observer() = default;

  /// A phase of the work begins: "preserve", "prove", "measure", "render", "screen", "join", "take apart", "verify"; of
  /// which reel or file; how many frames (or bytes, where `unit` says so) it has. Frames that are there count at once.
  virtual void phase(std::string_view /*name*/, std::string_view /*of*/, std::int64_t /*total*/,
                     std::string_view /*unit*/ = "frames") {}
  virtual void advance(std::int64_t /*count*/ = 1) {}  // of the present phase
  virtual void note(const Message& /*message*/) {}     // something worth a line in the log
  virtual bool stop_requested() const { return false; }
};

}  // namespace tasma
