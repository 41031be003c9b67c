#include "codecs/rawcooked_element.hpp"

#include <zlib.h>

#include <algorithm>
#include <new>

#include "codecs/handle.hpp"
#include "codecs/rawcooked.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::rawcooked {
namespace {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

constexpr int level = Z_BEST_SPEED;         // headers that differ little become nothing at any level
constexpr std::uint64_t most_ratio = 1032;  // of deflate: 258 bytes out of two bits

Bytes without(View content, View mask) {
  Bytes bytes(content.begin(), content.end());
  for (std::size_t i = 0; i < std::min(bytes.size(), mask.size()); ++i)
    bytes[i] = static_cast<std::uint8_t>(bytes[i] - mask[i]);
  return bytes;
}

/// All of `data`, decompressed, if it is one whole stream of `size` bytes.
std::optional<Bytes> inflated(View data, std::uint64_t size) {
  if (size > most_reversibility_element || size / most_ratio > data.size()) return std::nullopt;
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
  const Handle<z_stream, inflateEnd> closed(&stream);
  stream.next_in = const_cast<Bytef*>(data.data());
  stream.avail_in = static_cast<uInt>(data.size());
  Bytes bytes;
  int outcome = Z_OK;
  while (outcome == Z_OK && bytes.size() < size) {
    const auto done = bytes.size();
    bytes.resize(std::min<std::uint64_t>(size, std::max<std::uint64_t>(2 * done, 1U << 16)));
    stream.next_out = bytes.data() + done;
    stream.avail_out = static_cast<uInt>(bytes.size() - done);
    outcome = inflate(&stream, Z_NO_FLUSH);
    if (stream.avail_out != 0 && outcome != Z_STREAM_END) return std::nullopt;
    bytes.resize(bytes.size() - stream.avail_out);
  }
  if (outcome == Z_OK) {  // the end and its checksum are still to come
    std::uint8_t beyond = 0;
    stream.next_out = &beyond;
    stream.avail_out = 1;
    outcome = inflate(&stream, Z_FINISH);
    if (stream.avail_out != 1) return std::nullopt;
  }
  if (outcome != Z_STREAM_END || bytes.size() != size || stream.avail_in != 0) return std::nullopt;
  return bytes;
}

}  // namespace

Bytes header() {
  Bytes body, header;
  append_ebml(body, EbmlId::doc_type, doc_type);
  append_ebml_unsigned(body, EbmlId::doc_type_version, 1);
  append_ebml_unsigned(body, EbmlId::doc_type_read_version, 1);
  append_ebml(header, EbmlId::header, body);
  return header;
}

Bytes packed(View content, View mask) {
  if (content.size() > most_reversibility_element)
    throw Error(ExitCode::material, Message("T2453",
                                            "{1} bytes of a file beside its samples are more than are kept; "
                                            "leave it out of the scan",
                                            {std::to_string(content.size())}));
  const auto plain = without(content, mask);
  Bytes compressed(plain.size());
  auto size = static_cast<uLongf>(compressed.size());
  const bool gains = compress2(compressed.data(), &size, plain.data(), static_cast<uLong>(plain.size()), level) == Z_OK;
  Bytes data;
  append_ebml_number(data, gains ? plain.size() : 0);
  const auto kept = gains ? View(compressed).first(size) : View(plain);
  data.insert(data.end(), kept.begin(), kept.end());
  return data;
}

std::optional<Bytes> unpacked(View data, View mask) {
  if (data.empty()) return Bytes();
  const auto size = ebml_number(data);
  if (!size) return std::nullopt;
  data = data.subspan(size->bytes);
  auto content = size->value == 0 ? Bytes(data.begin(), data.end()) : inflated(data, size->value);
  if (!content) return std::nullopt;
  for (std::size_t i = 0; i < std::min(content->size(), mask.size()); ++i)
    (*content)[i] = static_cast<std::uint8_t>((*content)[i] + mask[i]);
  return content;
}

}  // namespace tasma::codecs::rawcooked
