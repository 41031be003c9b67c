#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/core/digest.hpp"
#include "pipeline/core/image.hpp"

namespace tasma::codecs {

using Md5 = std::array<std::uint8_t, 16>;

/// A digest of bytes that come in pieces.
class DigestStream {
 public:
  explicit DigestStream(DigestAlgorithm algorithm);
  ~DigestStream();
  DigestStream(DigestStream&&) noexcept;
  void add(std::span<const std::uint8_t> bytes);
  std::string finish_hex();  // once; lower-case

 protected:
  void finish_into(std::span<std::uint8_t> digest);  // as long as the algorithm's digests

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The same as a value.
template <DigestAlgorithm algorithm, std::size_t bytes>
class ValueStream : public DigestStream {
 public:
  ValueStream() : DigestStream(algorithm) {}
  std::array<std::uint8_t, bytes> finish() {  // once
    std::array<std::uint8_t, bytes> digest{};
    finish_into(digest);
    return digest;
  }
};
using Sha256Stream = ValueStream<DigestAlgorithm::sha256, 32>;
using Md5Stream = ValueStream<DigestAlgorithm::md5, 16>;

Sha256 sha256_of(std::span<const std::uint8_t> bytes);
Md5 md5_of(std::span<const std::uint8_t> bytes);

/// Several digests of the same bytes.
class DigestStreams {
 public:
  explicit DigestStreams(const std::set<DigestAlgorithm>& algorithms);
  void add(std::span<const std::uint8_t> bytes);
  Digests finish();  // once

 private:
  std::map<DigestAlgorithm, DigestStream> streams_;
};

Digests digests_of(std::span<const std::uint8_t> bytes, const std::set<DigestAlgorithm>& algorithms);

/// Of a whole file, read in blocks; `before_block` may throw to end it. Throws Error(io, no_input, permission).
Sha256 sha256_of(const std::filesystem::path& file, const std::function<void()>& before_block = {});

/// MD5 of the samples as libav's `framemd5` muxer computes it for the pixel format FFV1 uses for them (gray, gray10le,
/// gbrp10le, bgr0...), so that `ffmpeg -i MASTER -map 0:v -f framemd5 -` gives the same.
Md5 frame_md5(const Image& image);

/// A UUID of version 5 (RFC 9562) over `name` in tasma's own namespace: the same name, the same id.
std::array<std::uint8_t, 16> uuid5(std::string_view name);
std::string to_string_uuid(const std::array<std::uint8_t, 16>& uuid);  // 8-4-4-4-12

}  // namespace tasma::codecs
