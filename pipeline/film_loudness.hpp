#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "pipeline/commands.hpp"
#include "pipeline/film_sound.hpp"

namespace tasma::pipeline {

/// Measures the film's tracks as they are played and tells what they have; with a target, also the gain that brings
/// each to it. A peak that holds the gain back is a remark among `findings`. Throws what play_sound() throws,
/// Error(interrupted).
std::vector<SoundFigures> measure_sounds(const std::vector<FilmSound>& sounds, const std::optional<double>& target_lufs,
                                         Observer& observer, std::vector<Finding>& findings);

/// As JSON: `language`, `kind`, `integrated_lufs`, `range_lu`, `true_peak_dbtp`, `gain_db`; null: silence has none.
nlohmann::ordered_json sounds_json(const std::vector<SoundFigures>& sounds);

}  // namespace tasma::pipeline
