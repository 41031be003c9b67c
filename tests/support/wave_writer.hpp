#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tasma::synthetic {

/// Draws WAV files chunk by chunk; every size can be made a lie.
struct WaveWriter {
  std::string form = "RIFF";  // or "RF64", "BW64": then the data chunk says 0xFFFFFFFF and ds64 the truth
  int tag = 1;                // 1 PCM, 3 float
  bool extensible = false;
  int channels = 2, rate = 48000, bits = 16;
  std::int64_t samples = 100;                                 // a channel
  std::vector<std::pair<std::string, std::size_t>> before{};  // chunks ahead of the data, name and size
  std::uint64_t data_size = 0;                                // said; 0: the truth
  std::size_t cut = 0;                                        // bytes missing at the end

  std::vector<std::uint8_t> write() const {
    const int container = (bits + 7) / 8;
    const auto data = static_cast<std::uint64_t>(samples) * static_cast<std::uint64_t>(channels * container);
    const bool is_64 = form != "RIFF";
    std::vector<std::uint8_t> file;
    text(file, form), number(file, 0, 4), text(file, "WAVE");
    if (is_64) {
      text(file, "ds64"), number(file, 28, 4), number(file, 0, 8), number(file, data_size != 0 ? data_size : data, 8);
      number(file, static_cast<std::uint64_t>(samples), 8), number(file, 0, 4);
    }
    text(file, "fmt "), number(file, extensible ? 40 : 16, 4);
    number(file, extensible ? 0xFFFEU : static_cast<std::uint64_t>(tag), 2),
        number(file, static_cast<std::uint64_t>(channels), 2);
    number(file, static_cast<std::uint64_t>(rate), 4),
        number(file, static_cast<std::uint64_t>(rate * channels * container), 4);
    number(file, static_cast<std::uint64_t>(channels * container), 2),
        number(file, static_cast<std::uint64_t>(extensible ? container * 8 : bits), 2);
    if (extensible) {
      number(file, 22, 2), number(file, static_cast<std::uint64_t>(bits), 2), number(file, 0, 4),
          number(file, static_cast<std::uint64_t>(tag), 2);
      for (const int byte : {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71})
        file.push_back(static_cast<std::uint8_t>(byte));
    }
    for (const auto& [name, size] : before) {
      text(file, name), number(file, size, 4);
      file.resize(file.size() + size + size % 2, 0x20);
    }
    text(file, "data"), number(file, is_64 ? 0xFFFFFFFFU : data_size != 0 ? data_size : data, 4);
    for (std::uint64_t i = 0; i < data; ++i) file.push_back(static_cast<std::uint8_t>(i * 37));
    if (data % 2 != 0) file.push_back(0);
    for (int byte = 0; byte < 4; ++byte)
      file[4 + static_cast<std::size_t>(byte)] =
          is_64 ? 0xFF : static_cast<std::uint8_t>((file.size() - 8) >> 8 * byte);
    file.resize(file.size() - cut);
    return file;
  }

 private:
  static void text(std::vector<std::uint8_t>& file, std::string_view text) {
    file.insert(file.end(), text.begin(), text.end());
  }
  static void number(std::vector<std::uint8_t>& file, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) file.push_back(static_cast<std::uint8_t>(value >> 8 * i));
  }
};

}  // namespace tasma::synthetic
