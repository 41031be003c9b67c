#include "codecs/exr_attributes.hpp"

#include <utility>

namespace tasma::codecs {
namespace {

constexpr std::array<std::uint8_t, 4> mark{0x76, 0x2F, 0x31, 0x01};

std::vector<ExrChannel> channels_of(ExrBytes value) {
  std::vector<ExrChannel> channels;
  for (auto name = value.text(); !name.empty() && value.good(); name = value.text()) {
    ExrChannel channel{.name = std::move(name)};
    channel.type = value.number<ExrChannel::Type>();
    value.take(4);  // whether it is perceptually linear, and three spare bytes
    channel.across = value.number<std::int32_t>();
    channel.down = value.number<std::int32_t>();
    channels.push_back(std::move(channel));
  }
  if (!value.good()) channels.clear();
  return channels;
}

/// Nothing: it is not whole in these bytes.
std::optional<ExrAttributes> header_in(std::span<const std::uint8_t> file) {
  ExrBytes bytes(file);
  bytes.take(mark.size());
  ExrAttributes header;
  header.version = bytes.number<std::uint32_t>();
  for (auto name = bytes.text(); !name.empty() && bytes.good(); name = bytes.text()) {
    const auto type = bytes.text();
    ExrBytes value(bytes.take(bytes.number<std::uint32_t>()));
    if (name == "channels" && type == "chlist") header.channels = channels_of(value);
    if (name == "compression" && type == "compression") header.compression = value.number<std::uint8_t>();
    if (name == "dataWindow" && type == "box2i")
      for (auto& edge : header.window) edge = value.number<std::int32_t>();
    if (name == "tiles" && type == "tiledesc")
      header.tile = {value.number<std::uint32_t>(), value.number<std::uint32_t>()};
  }
  header.bytes = bytes.at();
  return bytes.good() ? std::optional(std::move(header)) : std::nullopt;
}

}  // namespace

bool is_exr(std::span<const std::uint8_t> head) {
  return head.size() >= mark.size() && std::ranges::equal(head.first(mark.size()), mark);
}

std::optional<ExrAttributes> read_exr_attributes(const ByteSource& file) {
  // Few headers are longer than the first block; the second holds previews, too.
  for (const std::size_t most : {std::size_t{1} << 15, std::size_t{1} << 24}) {
    std::vector<std::uint8_t> bytes(std::min<std::uint64_t>(most, file.size()));
    bytes.resize(file.read(0, bytes));
    if (auto header = header_in(bytes)) return header;
    if (bytes.size() < most) break;
  }
  return std::nullopt;
}

}  // namespace tasma::codecs
