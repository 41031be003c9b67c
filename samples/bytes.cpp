#include "samples/bytes.hpp"

#include <chrono>
#include <fstream>

namespace tasma::samples {

void put_big(Bytes& bytes, std::uint64_t value, int count) {
  for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}

void put_little(Bytes& bytes, std::uint64_t value, int count) {
  for (int shift = 0; shift < 8 * count; shift += 8) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}

void put_text(Bytes& bytes, std::string_view text) { bytes.insert(bytes.end(), text.begin(), text.end()); }

void write_file(const std::filesystem::path& file, std::span<const std::uint8_t> bytes) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out)
    throw std::filesystem::filesystem_error("cannot be written", file, std::make_error_code(std::errc::io_error));
  constexpr std::chrono::sys_seconds made{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
  std::filesystem::last_write_time(file, std::chrono::file_clock::from_sys(made));
}

}  // namespace tasma::samples
