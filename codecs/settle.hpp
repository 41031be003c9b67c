#pragma once

#include <filesystem>

namespace tasma::codecs {

enum class Cache { keep, drop };

/// Brings a file, or a folder's entries, to the disk (fsync). With `drop` who reads it next reads the disk, not the
/// page cache. Throws Error.
void settle(const std::filesystem::path& file, Cache cache = Cache::keep);

}  // namespace tasma::codecs
