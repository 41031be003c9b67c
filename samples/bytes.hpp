#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace tasma::samples {

// The writers here share nothing with those of codecs/: they are what the others are judged by.

using Bytes = std::vector<std::uint8_t>;

/// `count` bytes of `value`, the most significant first.
void put_big(Bytes& bytes, std::uint64_t value, int count);
/// The least significant first.
void put_little(Bytes& bytes, std::uint64_t value, int count);
void put_text(Bytes& bytes, std::string_view text);

/// Writes a whole new file and dates it 2026-01-01, since masters take their date from their sources. Throws
/// std::filesystem::filesystem_error.
void write_file(const std::filesystem::path& file, std::span<const std::uint8_t> bytes);

}  // namespace tasma::samples
