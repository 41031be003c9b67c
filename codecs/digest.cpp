#include "codecs/digest.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <system_error>
#include <vector>

#include "codecs/handle.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

/// One run of a digest of OpenSSL. Its functions fail for want of memory alone, once the digest is known.
class Hasher {
 public:
  explicit Hasher(const EVP_MD* kind) : context_(EVP_MD_CTX_new()) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), kind, nullptr) != 1) throw std::bad_alloc();
  }
  void add(std::span<const std::uint8_t> bytes) {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) throw std::bad_alloc();
  }
  std::size_t size() const { return static_cast<std::size_t>(EVP_MD_CTX_get_size(context_.get())); }
  void finish_into(std::span<std::uint8_t> digest) {
    if (size() != digest.size() || EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) != 1)
      throw std::bad_alloc();
  }

 private:
  Handle<EVP_MD_CTX, EVP_MD_CTX_free> context_;
};

const EVP_MD* kind_of(DigestAlgorithm algorithm) {
  static const std::array kinds{EVP_md5(), EVP_sha1(), EVP_sha224(), EVP_sha256(), EVP_sha384(), EVP_sha512()};
  return kinds.at(static_cast<std::size_t>(algorithm));
}

[[noreturn]] void fail_to_open(const std::filesystem::path& file, std::error_code cause) {
  throw Error(exit_code_of(cause), Message("T2400", "{1}: cannot be opened: {2}", {printable(file), cause.message()}));
}

[[noreturn]] void fail_to_read(const std::filesystem::path& file, std::error_code cause) {
  throw Error(exit_code_of(cause), Message("T2401", "{1}: cannot be read: {2}", {printable(file), cause.message()}));
}

/// A file descriptor, closed when it goes.
struct Descriptor {
  int number;
  explicit Descriptor(int opened) : number(opened) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

void append_little_endian(std::vector<std::uint8_t>& line, std::uint16_t sample) {
  line.push_back(static_cast<std::uint8_t>(sample));
  line.push_back(static_cast<std::uint8_t>(sample >> 8));
}

/// 8-bit colour as libav packs it: B, G, R, and alpha or 0.
void append_packed_row(std::vector<std::uint8_t>& line, const Image& image, int y) {
  for (std::size_t x = 0; x < static_cast<std::size_t>(image.size().width); ++x) {
    for (const int plane : {2, 1, 0}) line.push_back(static_cast<std::uint8_t>(image.row(plane, y)[x]));
    line.push_back(image.planes() == 4 ? static_cast<std::uint8_t>(image.row(3, y)[x]) : std::uint8_t{0});
  }
}

void append_planar_row(std::vector<std::uint8_t>& line, const Image& image, int plane, int y) {
  for (const auto sample : image.row(plane, y))
    if (image.depth() == 8)
      line.push_back(static_cast<std::uint8_t>(sample));
    else
      append_little_endian(line, sample);
}

}  // namespace

struct DigestStream::State {
  Hasher hasher;
};

DigestStream::DigestStream(DigestAlgorithm algorithm) : state_(new State{Hasher(kind_of(algorithm))}) {}
DigestStream::~DigestStream() = default;
DigestStream::DigestStream(DigestStream&&) noexcept = default;
void DigestStream::add(std::span<const std::uint8_t> bytes) { state_->hasher.add(bytes); }
void DigestStream::finish_into(std::span<std::uint8_t> digest) { state_->hasher.finish_into(digest); }

std::string DigestStream::finish_hex() {
  std::vector<std::uint8_t> digest(state_->hasher.size());
  finish_into(digest);
  return hex(std::span<const std::uint8_t>(digest));
}

DigestStreams::DigestStreams(const std::set<DigestAlgorithm>& algorithms) {
  for (const auto algorithm : algorithms) streams_.emplace(algorithm, algorithm);
}

void DigestStreams::add(std::span<const std::uint8_t> bytes) {
  for (auto& [algorithm, stream] : streams_) stream.add(bytes);
}

Digests DigestStreams::finish() {
  Digests digests;
  for (auto& [algorithm, stream] : streams_) digests[algorithm] = stream.finish_hex();
  return digests;
}

Md5 md5_of(std::span<const std::uint8_t> bytes) {
  Md5Stream stream;
  stream.add(bytes);
  return stream.finish();
}

Sha256 sha256_of(std::span<const std::uint8_t> bytes) {
  Sha256Stream stream;
  stream.add(bytes);
  return stream.finish();
}

Digests digests_of(std::span<const std::uint8_t> bytes, const std::set<DigestAlgorithm>& algorithms) {
  DigestStreams streams(algorithms);
  streams.add(bytes);
  return streams.finish();
}

Sha256 sha256_of(const std::filesystem::path& file, const std::function<void()>& before_block) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (in.number < 0) fail_to_open(file, {errno, std::generic_category()});
  Sha256Stream stream;
  for (std::vector<std::uint8_t> block(std::size_t{1} << 20);;) {
    if (before_block) before_block();
    const auto count = ::read(in.number, block.data(), block.size());
    if (count == 0) return stream.finish();
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_to_read(file, {errno, std::generic_category()});
    stream.add(std::span(block).first(static_cast<std::size_t>(count)));
  }
}

Md5 frame_md5(const Image& image) {
  Md5Stream hasher;
  std::vector<std::uint8_t> line;
  const auto flush = [&] {
    hasher.add(line);
    line.clear();
  };
  if (image.depth() == 8 && image.colours() == 3) {
    for (int y = 0; y < image.size().height; ++y, flush()) append_packed_row(line, image, y);
    return hasher.finish();
  }
  for (int at = 0; at < image.planes(); ++at) {
    const int plane = image.colours() == 3 && at < 3 ? (at + 1) % 3 : at;  // libav's order is G, B, R
    for (int y = 0; y < image.size().height; ++y, flush()) {
      if constexpr (std::endian::native == std::endian::little)
        if (image.depth() > 8) {
          const auto row = image.row(plane, y);
          hasher.add({reinterpret_cast<const std::uint8_t*>(row.data()), row.size_bytes()});
          continue;
        }
      append_planar_row(line, image, plane, y);
    }
  }
  return hasher.finish();
}

std::array<std::uint8_t, 16> uuid5(std::string_view name) {
  // Version 5 of "tasma" in the namespace of domain names; fixed for good.
  constexpr std::array<std::uint8_t, 16> tasma_namespace{0x3f, 0x66, 0xc6, 0xa4, 0xc3, 0xb0, 0x52, 0xae,
                                                         0x95, 0xab, 0xbb, 0xf0, 0xb4, 0x4e, 0x13, 0xcb};
  Hasher hasher(EVP_sha1());
  hasher.add(tasma_namespace);
  hasher.add({reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
  std::array<std::uint8_t, 20> digest{};
  hasher.finish_into(digest);
  std::array<std::uint8_t, 16> uuid{};
  std::copy_n(digest.begin(), uuid.size(), uuid.begin());
  uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0f) | 0x50);  // version 5
  uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3f) | 0x80);  // the variant of RFC 9562
  return uuid;
}

std::string to_string_uuid(const std::array<std::uint8_t, 16>& uuid) {
  auto text = hex(uuid);
  for (const std::size_t dash : {20, 16, 12, 8}) text.insert(dash, 1, '-');
  return text;
}

}  // namespace tasma::codecs
