#include "samples/tiff.hpp"

#include <algorithm>
#include <map>

namespace tasma::samples {
namespace {

enum Type : std::uint16_t { text = 2, short_number = 3, long_number = 4, fraction = 5 };
constexpr int rows_a_strip = 64;

/// The one directory of a file: entries by tag, and behind it the values that do not fit into an entry.
class Directory {
 public:
  void add(std::uint16_t tag, Type type, const std::vector<std::uint32_t>& values) {
    Bytes bytes;
    for (const auto value : values) put_little(bytes, value, type == short_number ? 2 : 4);
    entries_[tag] = {type, static_cast<std::uint32_t>(values.size() / (type == fraction ? 2 : 1)), bytes};
  }
  void add(std::uint16_t tag, std::string_view words) {
    Bytes bytes(words.begin(), words.end());
    bytes.push_back(0);
    entries_[tag] = {text, static_cast<std::uint32_t>(bytes.size()), bytes};
  }

  /// As it stands at `start` of the file.
  Bytes bytes_at(std::size_t start) const {
    Bytes bytes, beyond;
    const auto beyond_start = start + 2 + 12 * entries_.size() + 4;
    put_little(bytes, entries_.size(), 2);
    for (const auto& [tag, entry] : entries_) {
      put_little(bytes, tag, 2);
      put_little(bytes, entry.type, 2);
      put_little(bytes, entry.count, 4);
      auto value = entry.value;
      if (value.size() > 4) {
        put_little(bytes, beyond_start + beyond.size(), 4);
        beyond.insert(beyond.end(), value.begin(), value.end());
        if (beyond.size() % 2 != 0) beyond.push_back(0);
      } else {
        value.resize(4);
        bytes.insert(bytes.end(), value.begin(), value.end());
      }
    }
    put_little(bytes, 0, 4);
    bytes.insert(bytes.end(), beyond.begin(), beyond.end());
    return bytes;
  }

 private:
  struct Entry {
    Type type{};
    std::uint32_t count = 0;
    Bytes value;
  };
  std::map<std::uint16_t, Entry> entries_;
};

}  // namespace

Bytes tiff_of(const Still& still) {
  Bytes bytes;
  put_text(bytes, "II");
  put_little(bytes, 42, 2);
  const auto size = still.samples.size() * static_cast<std::size_t>(still.depth / 8);
  put_little(bytes, 8 + size, 4);  // even: strips and what is before them are
  bytes.reserve(8 + size + 1024);
  for (const auto sample : still.samples) put_little(bytes, sample, still.depth / 8);
  if (size % 2 != 0) bytes.push_back(0), bytes[4] = static_cast<std::uint8_t>(bytes[4] + 1);

  std::vector<std::uint32_t> offsets, counts;
  const auto row_bytes = static_cast<std::uint32_t>(still.width * still.components * still.depth / 8);
  for (int y = 0; y < still.height; y += rows_a_strip) {
    offsets.push_back(8 + static_cast<std::uint32_t>(y) * row_bytes);
    counts.push_back(static_cast<std::uint32_t>(std::min(rows_a_strip, still.height - y)) * row_bytes);
  }
  Directory directory;
  directory.add(256, long_number, {static_cast<std::uint32_t>(still.width)});
  directory.add(257, long_number, {static_cast<std::uint32_t>(still.height)});
  directory.add(
      258, short_number,
      std::vector<std::uint32_t>(static_cast<std::size_t>(still.components), static_cast<std::uint32_t>(still.depth)));
  directory.add(259, short_number, {1});
  directory.add(262, short_number, {still.components == 1 ? 1U : 2U});  // black is zero; RGB
  directory.add(273, long_number, offsets);
  directory.add(274, short_number, {1});
  directory.add(277, short_number, {static_cast<std::uint32_t>(still.components)});
  directory.add(278, long_number, {rows_a_strip});
  directory.add(279, long_number, counts);
  directory.add(282, fraction, {300, 1});
  directory.add(283, fraction, {300, 1});
  directory.add(284, short_number, {1});
  directory.add(296, short_number, {2});
  directory.add(305, "tasma-make-reel");
  if (still.components == 4) directory.add(338, short_number, {2});  // alpha, not multiplied in
  const auto tail = directory.bytes_at(bytes.size());
  bytes.insert(bytes.end(), tail.begin(), tail.end());
  return bytes;
}

}  // namespace tasma::samples
