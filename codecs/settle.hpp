#pragma once

#include <filesystem>

namespace tasma::codecs {

enum class Cache { keep, drop };

/// Brings a file, or a folder's entries, to the disk (fsync). With `drop` who reads it next reads the disk, not the
/// page cache. Throws Error.
void settle(const std::filesystem::path& file, Cache cache = Cache::keep);

/// Has what was written of the file so far start for the disk, and does not wait: settle() then has less to wait for.
void begin_to_settle(const std::filesystem::path& file) noexcept;

}  // namespace tasma::codecs
