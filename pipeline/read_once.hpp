#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <span>

#include "codecs/input_file.hpp"
#include "pipeline/core/digest.hpp"
#include "pipeline/core/observer.hpp"

namespace tasma::pipeline {

/// Reads a file once, in blocks, for its digests and for whoever else wants its bytes. Throws Error: material if it is
/// not, or does not stay, as it was `listed`; interrupted.
Digests read_once(const std::filesystem::path& file, const codecs::FileStamp& listed,
                  const std::set<DigestAlgorithm>& algorithms, const Observer& observer,
                  const std::function<void(std::span<const std::uint8_t>)>& sink);

}  // namespace tasma::pipeline
