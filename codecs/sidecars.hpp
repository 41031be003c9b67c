#pragma once

#include <vector>

#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// The sounds of the reel, wherever they lie, in their order; then everything in the scan's folder that is no frame,
/// folders within folders and litter included, by name. Of sounds outside the folder the name is that of the file
/// alone. Digests are zeros. Symbolic links stand for what they lead to.
///
/// Throws Error: no_input, permission, io if something cannot be listed; material if two would have one name, if a
/// folder leads back to one around it, or if a folder within the scan holds what is neither file nor folder (directly
/// in the scan a finding names that).
std::vector<KeptFile> sidecars_of(const Inventory& inventory);

/// Whether both tell of the same files, unchanged. Litter, which comes and goes, and times of folders do not count.
bool same_sidecars(const std::vector<KeptFile>& a, const std::vector<KeptFile>& b);

}  // namespace tasma::codecs
