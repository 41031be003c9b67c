#pragma once

#include <string>
#include <utility>
#include <vector>

#include "codecs/copy.hpp"
#include "codecs/libav.hpp"

namespace tasma::codecs {

/// What a coding is made by, and what is around it: libav's names.
struct Recipe {
  const char *encoder, *codec;
  AVPixelFormat pixels;
  int depth;                                                    // bits
  const char* container;                                        // also the file's suffix
  const char* tag;                                              // of the codec in the container; null: the container's
  int delay;                                                    // pictures that are decoded before the first is shown
  bool is_delivered;                                            // for players, not for editing: AAC
  std::vector<std::pair<const char*, std::string>> settings{};  // of the encoder
};

/// Of all codings but those of DCPs.
Recipe recipe_of(const Coding& coding);

}  // namespace tasma::codecs
