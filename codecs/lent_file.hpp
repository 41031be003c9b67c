#pragma once

extern "C" {
#include <libavformat/avio.h>
}

#include <filesystem>

#include "codecs/handle.hpp"

namespace tasma::codecs {

void free_lent(AVIOContext* lent) noexcept;  // null is allowed
using LentFile = Handle<AVIOContext, free_lent>;

/// A file for libav to read; if it is Matroska, with a Void element in the place of what is attached in front: libav
/// would load that, all of it, once for each reader. Throws Error(io, no_input, permission, material).
LentFile lend_without_attachments(const std::filesystem::path& file);

/// Throws again what reading the file threw, if it did: demuxers say of a disk that fails what they say of nonsense.
void rethrow_failure(const AVIOContext& lent);

}  // namespace tasma::codecs
