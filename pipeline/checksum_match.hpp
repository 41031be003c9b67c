#pragma once

#include <span>
#include <string>
#include <vector>

#include "pipeline/checksum_search.hpp"

namespace tasma::pipeline {

/// What an entry of a list means.
struct Placed {
  enum class Fate {
    here,       // a file of the scan
    missing,    // one that should be there
    elsewhere,  // a file of another place; the list itself; litter that is gone
    ambiguous,  // one of several, or one that another entry with another digest means as well
  } fate = Fate::elsewhere;
  std::size_t file = 0;  // among the names, where it is here
};

/// Finds out which of the scan's files (`names`, relative to the scan) each entry of `found` means. Upper and lower
/// case, `\` and `/` count as one where that leaves no doubt.
///
/// All names of a list count from one place. It is looked for: the list's own folder, the scan, a folder called as the
/// scan is (`scan_name`), whichever holds more of the names; only where no name fits those, any folder. Names outside
/// of it are elsewhere. One that is not there, and any where no such place stands out, means the file with which it
/// shares the longest end of its path, if that is one alone that nothing else in the list means.
std::vector<Placed> place(const FoundList& found, const std::string& scan_name, std::span<const std::string> names);

}  // namespace tasma::pipeline
