/// What the steps of `preserve` cost a frame, on one thread: of a scan's first frames, coded and decoded again and
/// again. usage: codecs_bench SCAN [Google Benchmark's options]
#include <benchmark/benchmark.h>

#include <iostream>

#include "codecs/digest.hpp"
#include "codecs/ffv1.hpp"
#include "codecs/input_file.hpp"
#include "codecs/open.hpp"
#include "codecs/remainder.hpp"
#include "codecs/still.hpp"

namespace tasma {
namespace {

constexpr std::int64_t most_frames = 8;  // that differ from each other; they lie in memory

struct Reel {
  StreamInfo stream;
  std::vector<std::vector<std::uint8_t>> files;
  std::vector<Image> pictures;
  std::vector<CodedFrame> coded;
};

Reel read_reel(const std::filesystem::path& path) {
  const auto scan = codecs::open_scan(path, {});
  const auto codec = codecs::make_ffv1(scan->stream());
  Reel reel{scan->stream(), {}, {}, {}};
  for (std::int64_t at = 0; at < std::min(most_frames, std::ssize(scan->inventory().frames)); ++at) {
    const auto file = path_of(scan->inventory(), scan->inventory().frames[static_cast<std::size_t>(at)]);
    reel.files.push_back(codecs::InputFile(file).read_all());
    reel.pictures.push_back(codecs::decode_still(reel.files.back()));
    reel.coded.push_back(codec->encode(reel.pictures.back(), at));
  }
  return reel;
}

/// `work` is done to one frame after another; the time is that of one.
template <class Work>
void each_frame(benchmark::State& state, const Reel& reel, Work work) {
  work(0);  // what is made once, such as an encoder's buffers, is not of a frame
  std::size_t at = 0;
  for ([[maybe_unused]] auto step : state) {
    work(at);
    at = (at + 1) % reel.files.size();
  }
}

void add_benchmarks(const Reel& reel, const FrameCodec& codec) {
  const auto add = [&reel](const char* name, auto work) {
    benchmark::RegisterBenchmark(name, [&reel, work](benchmark::State& state) { each_frame(state, reel, work); })
        ->Unit(benchmark::kMillisecond)
        ->MinTime(2);
  };
  add("encode", [&](std::size_t at) { benchmark::DoNotOptimize(codec.encode(reel.pictures[at], 0)); });
  add("decode", [&](std::size_t at) { benchmark::DoNotOptimize(codec.decode(reel.coded[at])); });
  add("unpack", [&](std::size_t at) { benchmark::DoNotOptimize(codecs::decode_still(reel.files[at])); });
  add("rejoin", [&](std::size_t at) {
    const auto kept = codecs::remainder_of_still(reel.files[at]);
    benchmark::DoNotOptimize(codecs::rejoined_still(*kept, reel.pictures[at], reel.files[at].size()));
  });
  add("file_sha256", [&](std::size_t at) { benchmark::DoNotOptimize(codecs::sha256_of(reel.files[at])); });
  add("file_md5", [&](std::size_t at) { benchmark::DoNotOptimize(codecs::md5_of(reel.files[at])); });
  add("samples_md5", [&](std::size_t at) { benchmark::DoNotOptimize(codecs::frame_md5(reel.pictures[at])); });
}

}  // namespace
}  // namespace tasma

int main(int count, char** words) {
  if (count < 2) {
    std::cerr << "usage: codecs_bench SCAN [Google Benchmark's options]\n";
    return 2;
  }
  const auto reel = tasma::read_reel(words[1]);
  const auto codec = tasma::codecs::make_ffv1(reel.stream);
  tasma::add_benchmarks(reel, *codec);
  words[1] = words[0];
  --count, ++words;
  benchmark::Initialize(&count, words);
  benchmark::RunSpecifiedBenchmarks();
}
