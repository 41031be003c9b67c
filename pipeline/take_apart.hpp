#pragma once

#include <filesystem>

#include "pipeline/core/observer.hpp"
#include "pipeline/segment.hpp"

namespace tasma::pipeline {

/// The reverse of join(), for one that was interrupted: takes the pictures that the folder has let go out of `file`, or
/// out of `file`.part, and puts their segments back, each found by its packets' digests, the last first; the file
/// becomes shorter by what was taken, so that no more space is needed than before. What is left of it is removed, or
/// all of it where the folder misses nothing. Pictures that do not lie there with their digests are missing still, and
/// made again. Only a file that has no other name is shortened. Throws Error(io), and Error(interrupted) as asked.
void take_apart(const SegmentFolder& folder, const std::filesystem::path& file, Observer& observer);

}  // namespace tasma::pipeline
