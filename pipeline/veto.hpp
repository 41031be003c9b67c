#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/core/plan.hpp"

namespace tasma::pipeline {

/// What a person says of some repairs of a plan.
struct VetoEntry {
  enum class Kind { local, dust, scratches, flicker, stabilization };

  std::int64_t first = 0, last = 0;  // numbers of frames, both included
  Kind kind = Kind::local;           // local: dust and scratches
  std::optional<Rectangle> region;   // repairs with a pixel in it; in the scan's pixels
  std::optional<std::size_t> blob;   // that one of the frame's repairs, from 0
  Action action = Action::keep;      // keep: the scan's picture stays
};

struct Veto {
  std::string name;      // in messages
  std::string identity;  // equal vetoes have the same: of a file its SHA-256
  std::vector<VetoEntry> entries;
  std::string text = {};        // the file as it is
  bool each_must_speak = true;  // of something in the plan; else at least one of them
};

/// Reads a veto, JSON of the schema "tasma.veto/1" (docs/plan.md). Nothing unknown is passed over.
/// Throws Error: no_input if there is no such file; usage, naming the file and the entry, if it is wrong.
Veto read_veto(const std::filesystem::path& file);

/// Sets the action of the repairs that an entry speaks of; of flicker and stabilization takes curves and warps out of
/// the plan. Returns how many it spoke of.
std::int64_t apply(const VetoEntry& entry, Plan& plan);

/// Applies all entries, in order. Throws Error(usage) naming the first that speaks of nothing in the plan, or saying
/// that none does.
void apply(const Veto& veto, Plan& plan);

}  // namespace tasma::pipeline
