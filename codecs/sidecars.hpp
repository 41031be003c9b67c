#pragma once

#include <vector>

#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// Everything in a scan's folder that is no frame, folders within folders and litter included, and the sounds of the
/// reel wherever they lie; by name. Of sounds outside the folder the name is that of the file alone. Digests are zeros.
/// Symbolic links stand for what they lead to; what is neither file nor folder is left out, a finding names it. Throws
/// Error(no_input, permission, io) if a folder cannot be listed.
std::vector<KeptFile> sidecars_of(const Inventory& inventory);

}  // namespace tasma::codecs
