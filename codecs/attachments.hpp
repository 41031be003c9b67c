#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "codecs/matroska.hpp"

namespace tasma::codecs {

/// Hands `sink` the Attachments element of a Matroska file (RFC 9559, 5.1.6) piece by piece, its CRC-32 in front. Files
/// are read twice, in blocks, and are never whole in memory. Equal names and contents give equal bytes. Throws
/// Error(io) if a file cannot be read, or is another the second time.
void write_attachments(std::span<const Attachment> attachments,
                       const std::function<void(std::span<const std::uint8_t>)>& sink);

/// Bytes of an attachment's content.
std::uint64_t size_of(const Attachment& attachment);

}  // namespace tasma::codecs
