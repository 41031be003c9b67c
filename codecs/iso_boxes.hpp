#pragma once

#include <filesystem>

namespace tasma::codecs {

/// Whether a MOV or MP4 (ISO/IEC 14496-12, 4.2) has its index, `moov`, before its first data, `mdat`, so that it plays
/// while it is still being fetched. A file that ends within a box has not.
bool index_in_front(const std::filesystem::path& file);

}  // namespace tasma::codecs
