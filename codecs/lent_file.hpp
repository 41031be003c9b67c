#pragma once

extern "C" {
#include <libavformat/avio.h>
}

#include <filesystem>

#include "codecs/handle.hpp"

namespace tasma::codecs {

void free_lent(AVIOContext* lent) noexcept;  // null is allowed
using LentFile = Handle<AVIOContext, free_lent>;

/// A Matroska file for libav to read, with a Void element in the place of what is attached in front: libav would load
/// that, all of it, once for each reader. Null where nothing is to be hidden. Throws Error(io, no_input, permission).
LentFile lend_without_attachments(const std::filesystem::path& file);

}  // namespace tasma::codecs
