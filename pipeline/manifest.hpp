#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tasma::pipeline {

/// A manifest of a bag (RFC 8493, section 2.1.3): digests in lower-case hex by path relative to the bag, `/` between
/// folders, sorted.
using Manifest = std::map<std::string, std::string>;

/// `DIGEST  PATH` a line; CR, LF and % in paths are written as %0D, %0A and %25.
std::string to_text(const Manifest& manifest);

/// Reads what to_text() wrote, or another tool: one or two spaces, an asterisk, a leading "./", CRLF. Throws
/// Error(material) naming the line for what is no manifest: a digest of another length, a path that is absolute, empty,
/// twice there, or leads outside the bag.
Manifest parse_manifest(std::string_view text, const std::filesystem::path& file);

/// The same with paths and digests in the order in which they stand there.
using ManifestLines = std::vector<std::pair<std::string, std::string>>;
ManifestLines parse_manifest_lines(std::string_view text, const std::filesystem::path& file);

/// SHA-256 of every file under `folder`/`below`, by path relative to `folder`; of those in `known` as it stands there.
/// Links and special files are refused.
Manifest manifest_of(const std::filesystem::path& folder, const std::filesystem::path& below,
                     const Manifest& known = {});

}  // namespace tasma::pipeline
