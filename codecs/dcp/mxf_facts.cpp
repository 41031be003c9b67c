#include <algorithm>
#include <array>

#include "codecs/dcp/mxf.hpp"
#include "codecs/digest.hpp"
#include "codecs/input_file.hpp"

namespace tasma::codecs::dcp {

Sha1 sha1_of(const std::filesystem::path& file, const BeforeBlock& before_block) {
  const InputFile input(file);
  ValueStream<DigestAlgorithm::sha1, 20> stream;
  read_range(input, {0, input.size()}, [&](auto block) {
    if (before_block) before_block();
    stream.add(block);
  });
  return stream.finish();
}

std::optional<int> samples_a_unit(Rational rate) {
  static constexpr std::array<Rational, 10> rates{
      {{16, 1}, {200, 11}, {20, 1}, {240, 11}, {24, 1}, {25, 1}, {30, 1}, {48, 1}, {50, 1}, {60, 1}}};
  const auto found = std::ranges::find_if(
      rates, [&](const Rational& known) { return known.num == rate.num && known.den == rate.den; });
  constexpr std::int64_t frequency = 48'000;
  return found == rates.end() ? std::nullopt : std::optional(static_cast<int>(frequency * rate.den / rate.num));
}

}  // namespace tasma::codecs::dcp
