#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tasma::codecs {

/// Whether sound of so many channels can be mixed down: 6 (L R C LFE Ls Rs), and 8, where two more follow these.
bool has_downmix(int channels);

/// Two channels of interleaved 5.1, samples of full-scale 32 bits: L + 0.7071 C + 0.7071 Ls, and the same on the right;
/// without LFE, saturating.
///
/// Source   ITU-R BS.775-3, annex 4, table 2: two front channels of 3/2.
std::vector<std::int32_t> mix_down(std::span<const std::int32_t> samples, int channels);

}  // namespace tasma::codecs
