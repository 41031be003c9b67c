#pragma once

#include <filesystem>
#include <string>

#include "pipeline/manifest.hpp"

namespace tasma::pipeline {

/// Makes a BagIt bag (RFC 8493) of `folder`, whose payload already lies under data/, and gives it its final name:
/// bagit.txt, bag-info.txt, manifest-sha256.txt, tagmanifest-sha256.txt. Digests are of what was read back from the
/// disk: here, or by whoever made the file and proved it, in `known`. No clock and no host name goes in: the same
/// payload makes the same bag. A sealed package is never changed.
/// `id` is the External-Identifier, `description` one line in English. Throws Error(no_output) if the name is taken.
void seal(const std::filesystem::path& folder, const std::string& id, const std::string& description,
          const std::filesystem::path& name, const Manifest& known = {});

/// `NAME-1`, `NAME-2`...: the first under `parent` that does not exist, as its number.
int next_version(const std::filesystem::path& parent, const std::string& name);

/// The number and size of all files: "BYTES.FILES", as bag-info.txt has it.
std::string payload_oxum(const std::filesystem::path& data);

}  // namespace tasma::pipeline
