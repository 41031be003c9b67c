#pragma once

#include <string>
#include <vector>

#include "codecs/copy.hpp"
#include "pipeline/job.hpp"

namespace tasma::pipeline {

/// The formats that were asked for by name; nothing asked for: h264 and prores.
std::vector<std::string> formats_of(const Job& job);

/// Every copy that a job asks for: its formats, then what its halls take. One with burnt-in subtitles becomes one in
/// each of the `languages`, whose name says it; without any nothing is burnt in.
std::vector<codecs::CopySpec> copies_of(const Job& job, const std::vector<std::string>& languages);

inline bool is_dcp(const codecs::CopySpec& copy) { return copy.coding.format == codecs::ScreeningFormat::dcp; }

}  // namespace tasma::pipeline
