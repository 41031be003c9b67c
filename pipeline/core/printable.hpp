#pragma once

#include <filesystem>
#include <string>

namespace tasma {

/// A name for people, logs and JSON: valid UTF-8 on one line. Bytes that are no UTF-8 (RFC 3629), control characters,
/// marks that turn the direction of writing, and the backslash itself become \xNN, a byte each, so that different names
/// stay different and the bytes can be had back.
std::string printable(const std::filesystem::path& name);

}  // namespace tasma
