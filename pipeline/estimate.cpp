#include "pipeline/estimate.hpp"

#include <algorithm>

namespace tasma::pipeline {
namespace {

constexpr double ffv1_share = 0.6;                 // of the samples' bits, on grainy film
constexpr double screening_bits_a_second = 215e6;  // ProRes 422 HQ at 1080 lines and H.264 at its ceiling

}  // namespace

void add_estimate(Outcome& outcome, const std::string& kind, const std::string& id, const std::filesystem::path& path,
                  const Inventory& inventory) {
  const auto& stream = inventory.stream;
  const auto frames = static_cast<double>(inventory.frames.size());
  const double bits = frames * stream.size.width * stream.size.height * stream.planes * stream.depth;
  const double bytes =
      kind == "screening" ? frames / stream.rate.value() * screening_bits_a_second / 8 : bits / 8 * ffv1_share;
  const auto whole = static_cast<std::uint64_t>(bytes);
  outcome.products.push_back({kind, id, path, whole, std::ssize(inventory.frames), {}, false});
  outcome.peak_space += whole;
  // Segments and the master made of them lie side by side until the master is proved.
  for (const auto& product : outcome.products) outcome.peak_space = std::max(outcome.peak_space, 2 * product.bytes);
}

}  // namespace tasma::pipeline
