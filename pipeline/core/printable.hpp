#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace tasma {

/// `text` as it can be shown, logged and put into JSON: valid UTF-8 on one line. Bytes that are no UTF-8 (RFC 3629),
/// control characters, marks that turn the direction of writing, and the backslash itself become \xNN, a byte each, so
/// that different names stay different and the bytes can be had back.
std::string printable(std::string_view text);

/// A file name, which may hold any byte but 0.
std::string printable(const std::filesystem::path& file);

}  // namespace tasma
