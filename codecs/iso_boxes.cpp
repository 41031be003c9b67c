#include "codecs/iso_boxes.hpp"

#include <array>
#include <cstdint>
#include <fstream>
#include <string_view>

namespace tasma::codecs {

bool index_in_front(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::array<char, 8> bytes{};
  const auto number = [&](std::size_t length) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < length; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
  };
  for (std::uint64_t at = 0;
       stream.seekg(static_cast<std::streamoff>(at)) && stream.read(bytes.data(), bytes.size());) {
    const std::string_view kind(bytes.data() + 4, 4);
    if (kind == "moov" || kind == "mdat") return kind == "moov";
    auto size = number(4);
    if (size == 1) size = stream.read(bytes.data(), bytes.size()) ? number(8) : 0;  // 64 bits follow the kind
    if (size < 8 || at > INT64_MAX - size) return false;
    at += size;
  }
  return false;
}

}  // namespace tasma::codecs
