#pragma once

#include <filesystem>
#include <vector>

#include "cli/job_file.hpp"

namespace tasma::cli {

/// The films of a list of reels (csv.hpp): one reel a row, rows of the same film in its order. Columns: `scan`, the
/// only one that must be there; `reel` and `film`, their ids (otherwise the scan's name, and the reel's); `first` and
/// `last`; the options of `tasma run`, by name; and any others, which are the catalogue's and go into the packages.
/// Relative paths count from the list's folder. A note tells of an id that is another than its scan's name, and of a
/// column of the catalogue's that is almost called like one of the others. Throws Error: usage, naming line and column;
/// what read_csv() throws.
std::vector<JobFile> read_reel_list(const std::filesystem::path& file, Observer& observer);

/// A film for each reel below a folder: a folder that itself holds pictures (.dpx .tif .tiff .exr), or a movie (.mov
/// .mkv .mp4 .avi .mxf) in a folder that is none; called by its place below `folder`. What tasma has made there, hidden
/// folders, and what lies in a reel's own folder are none. A note tells of an id that is another than that. Throws
/// Error: no_input if there is no such folder or no reel.
std::vector<JobFile> reels_below(const std::filesystem::path& folder, Observer& observer);

}  // namespace tasma::cli
