#include "pipeline/read_once.hpp"

#include <vector>

#include "codecs/digest.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/flow.hpp"

namespace tasma::pipeline {

Digests read_once(const std::filesystem::path& file, const codecs::FileStamp& listed,
                  const std::set<DigestAlgorithm>& algorithms, const Observer& observer,
                  const std::function<void(std::span<const std::uint8_t>)>& sink) {
  const codecs::InputFile source(file);
  codecs::DigestStreams digests(algorithms);
  std::vector<std::uint8_t> block(1 << 20);
  std::uint64_t at = 0;
  for (std::size_t count = 1; count > 0; at += count) {
    stop_if_requested(observer);
    count = source.read(at, block);
    const auto bytes = std::span<const std::uint8_t>(block).first(count);
    digests.add(bytes);
    sink(bytes);
  }
  if (source.opened() != listed || source.now() != listed || at != listed.size)
    throw Error(ExitCode::material,
                Message("T4160", "{1}: changed while it was read; wait until it is complete", {printable(file)}));
  return digests.finish();
}

}  // namespace tasma::pipeline
