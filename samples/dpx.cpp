#include "samples/dpx.hpp"

#include <bit>
#include <cmath>

namespace tasma::samples {
namespace {

constexpr std::size_t header_size = 2048;

/// A header to be filled at the offsets of the standard; what nobody fills is "undefined", all ones, as it asks for.
class Header {
 public:
  Header() : bytes_(header_size, 0xff) {}
  void number(std::size_t at, std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i)
      bytes_[at + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(value >> (8 * (size - 1 - i)));
  }
  void real(std::size_t at, double value) { number(at, std::bit_cast<std::uint32_t>(static_cast<float>(value)), 4); }
  void text(std::size_t at, std::size_t size, std::string_view value) {
    for (std::size_t i = 0; i < size; ++i) bytes_[at + i] = i < value.size() ? static_cast<std::uint8_t>(value[i]) : 0;
  }
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

std::string padded(std::int64_t number, std::size_t digits) {
  auto text = std::to_string(number);
  return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

/// Hours, minutes, seconds, frames, each as two decimal digits of four bits; the reel begins at one hour.
std::uint32_t timecode(std::int64_t position, double rate) {
  const auto base = static_cast<std::int64_t>(std::floor(rate + 0.5));
  std::uint32_t code = 0;
  const auto seconds = position / base;
  for (const auto part : {1 + seconds / 3600, seconds / 60 % 60, seconds % 60, position % base})
    code = code << 8 | static_cast<std::uint32_t>(part / 10 % 10 << 4 | part % 10);
  return code;
}

int descriptor_of(int components) { return components == 1 ? 6 : components == 3 ? 50 : 51; }  // luma, RGB, RGBA

int transfer_of(Transfer transfer) {
  switch (transfer) {
    case Transfer::log:
      return 1;  // printing density
    case Transfer::linear:
      return 2;
    case Transfer::video:
      return 6;  // ITU-R BT.709
  }
  return 0;
}

void describe_film(Header& header, const DpxFacts& facts) {
  header.text(1664, 2, "02");  // maker and type of the stock as its edge says them
  header.text(1666, 2, "88");
  header.text(1668, 2, padded(facts.position % 16 * 4, 2));  // perforations past the last key number
  header.text(1670, 6, "413001");
  header.text(1676, 4, padded(1000 + facts.position / 16, 4));  // 16 frames of 35 mm make a foot
  header.text(1680, 32, "35mm 4perf");
  header.number(1712, static_cast<std::uint64_t>(facts.position), 4);
  header.number(1716, static_cast<std::uint64_t>(facts.frames), 4);
  header.number(1720, 1, 4);
  header.real(1724, facts.rate);
  header.real(1728, 180);
  header.text(1732, 32, "");
  header.text(1764, 100, "tasma sample reel");
  header.number(1920, timecode(facts.position, facts.rate), 4);
  header.number(1924, 0, 4);
  header.number(1928, 0, 1);  // not interlaced
  header.real(1940, facts.rate);
}

Bytes header_of(const Still& still, const DpxFacts& facts, std::size_t image_size) {
  Header header;
  header.text(0, 4, "SDPX");
  header.number(4, header_size, 4);
  header.text(8, 8, "V2.0");
  header.number(16, header_size + image_size, 4);
  header.number(20, 1, 4);
  header.number(24, 1664, 4);
  header.number(28, 384, 4);
  header.number(32, 0, 4);
  header.text(36, 100, facts.file_name);
  header.text(136, 24, "2026:01:01:00:00:00:UTC");
  header.text(160, 100, "tasma-make-reel");
  header.text(260, 200, "tasma sample");
  header.text(460, 200, "");
  header.text(664, 104, "");

  header.number(768, 0, 2);  // left to right, top to bottom
  header.number(770, 1, 2);
  header.number(772, static_cast<std::uint64_t>(still.width), 4);
  header.number(776, static_cast<std::uint64_t>(still.height), 4);
  header.number(780, 0, 4);
  header.number(784, 0, 4);
  header.number(792, (std::uint64_t{1} << still.depth) - 1, 4);
  if (facts.transfer == Transfer::log) header.real(788, 0), header.real(796, 2.046);  // density
  header.number(800, static_cast<std::uint64_t>(descriptor_of(still.components)), 1);
  header.number(801, static_cast<std::uint64_t>(transfer_of(facts.transfer)), 1);
  header.number(802, facts.transfer == Transfer::log ? 1 : 6, 1);
  header.number(803, static_cast<std::uint64_t>(still.depth), 1);
  header.number(804, still.depth == 10 || still.depth == 12 ? 1 : 0, 2);  // filled, method A
  header.number(806, 0, 2);
  header.number(808, header_size, 4);
  header.number(812, 0, 4);
  header.number(816, 0, 4);
  header.text(820, 32, "scan");
  header.text(1356, 52, "");

  header.number(1408, 0, 4);
  header.number(1412, 0, 4);
  header.real(1416, still.width / 2.0);
  header.real(1420, still.height / 2.0);
  header.number(1424, static_cast<std::uint64_t>(still.width), 4);
  header.number(1428, static_cast<std::uint64_t>(still.height), 4);
  header.text(1432, 100, "");
  header.text(1532, 24, "");
  header.text(1556, 32, "tasma sample");
  header.text(1588, 32, "1");
  header.text(1620, 8, "");
  header.number(1628, 1, 4);
  header.number(1632, 1, 4);
  header.text(1636, 28, "");
  describe_film(header, facts);
  return header.take();
}

/// Three samples a 32-bit word, the first in the highest bits, the lowest two bits empty; each line ends with a word.
void put_filled_10(Bytes& bytes, const Still& still) {
  const auto line = static_cast<std::size_t>(still.width * still.components);
  for (std::size_t start = 0; start < still.samples.size(); start += line)
    for (std::size_t i = 0; i < line; i += 3) {
      std::uint32_t word = 0;
      for (std::size_t k = 0; k < 3; ++k) word = word << 10 | (i + k < line ? still.samples[start + i + k] : 0U);
      put_big(bytes, word << 2, 4);
    }
}

}  // namespace

Bytes dpx_of(const Still& still, const DpxFacts& facts) {
  const auto line = static_cast<std::size_t>(still.width * still.components);
  const auto line_bytes = still.depth == 10 ? (line + 2) / 3 * 4 : line * (still.depth == 8 ? 1 : 2);
  const auto image_size = line_bytes * static_cast<std::size_t>(still.height);
  auto bytes = header_of(still, facts, image_size);
  bytes.reserve(header_size + image_size);
  if (still.depth == 10)
    put_filled_10(bytes, still);
  else
    for (const auto sample : still.samples)
      put_big(bytes, still.depth == 12 ? static_cast<std::uint64_t>(sample) << 4 : sample, still.depth == 8 ? 1 : 2);
  return bytes;
}

}  // namespace tasma::samples
