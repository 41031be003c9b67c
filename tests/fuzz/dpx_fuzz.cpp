#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "codecs/dpx.hpp"

/// Any bytes are a DPX file that comes back byte for byte, or are refused; libFuzzer's entry, and the replay test's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace codecs = tasma::codecs;
  const std::span file(data, size);
  const auto outcome = codecs::read_dpx_header(file.first(std::min(size, codecs::dpx_header_bytes)), size);
  const auto* header = std::get_if<codecs::DpxHeader>(&outcome);
  if (!header) return 0;
  const auto image = codecs::unpack_dpx(*header, file);
  if (!std::ranges::equal(codecs::repack_dpx(*header, file, image), file)) std::abort();
  const auto written = codecs::write_dpx(*header, file, image);
  const auto again = codecs::read_dpx_header(written, written.size());
  if (!tasma::same_samples(codecs::unpack_dpx(std::get<codecs::DpxHeader>(again), written), image)) std::abort();
  return 0;
}
