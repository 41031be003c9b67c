#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/core/digest.hpp"
#include "pipeline/core/image.hpp"

namespace tasma::codecs {

using Md5 = std::array<std::uint8_t, 16>;

/// SHA-256 of bytes that come in pieces.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  void add(std::span<const std::uint8_t> bytes);
  Sha256 finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Sha256 sha256_of(std::span<const std::uint8_t> bytes);

/// MD5 of bytes that come in pieces.
class Md5Stream {
 public:
  Md5Stream();
  ~Md5Stream();
  void add(std::span<const std::uint8_t> bytes);
  Md5 finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Md5 md5_of(std::span<const std::uint8_t> bytes);

/// Of a whole file, read in blocks. Throws Error(io, no_input, permission).
Sha256 sha256_of(const std::filesystem::path& file);

/// MD5 of the samples as libav's `framemd5` muxer computes it for the pixel format FFV1 uses for them (gray, gray10le,
/// gbrp10le, bgr0...), so that `ffmpeg -i MASTER -map 0:v -f framemd5 -` gives the same.
Md5 frame_md5(const Image& image);

/// A UUID of version 5 (RFC 9562) over `name` in tasma's own namespace: the same name, the same id.
std::array<std::uint8_t, 16> uuid5(std::string_view name);
std::string to_string_uuid(const std::array<std::uint8_t, 16>& uuid);  // 8-4-4-4-12

}  // namespace tasma::codecs
