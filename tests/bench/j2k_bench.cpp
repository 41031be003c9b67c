/// What JPEG 2000 of a 2K DCP costs a frame, on one thread: ours, libopenjp2 by itself with the same parameters on the
/// same picture, and all that a frame of a DCP takes. usage: j2k_bench SCAN [Google Benchmark's options]
#include <benchmark/benchmark.h>
#include <openjpeg.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "codecs/dcp/j2k.hpp"
#include "codecs/display_picture.hpp"
#include "codecs/handle.hpp"
#include "codecs/open.hpp"
#include "codecs/screening_dcp.hpp"

namespace tasma::codecs {
namespace {

constexpr std::int64_t most_frames = 4;  // that differ from each other; they lie in memory
constexpr dcp::J2kSettings settings{};

using Lent = Handle<opj_image_t, opj_image_destroy>;

Lent picture_of(const Image& xyz) {
  const auto width = static_cast<OPJ_UINT32>(xyz.size().width), height = static_cast<OPJ_UINT32>(xyz.size().height);
  std::array<opj_image_cmptparm_t, 3> components{};
  components.fill({1, 1, width, height, 0, 0, 12, 12, 0});
  Lent picture(opj_image_create(3, components.data(), OPJ_CLRSPC_SYCC));
  picture->x1 = width;
  picture->y1 = height;
  for (int plane = 0; plane < 3; ++plane)
    for (int y = 0; y < xyz.size().height; ++y)
      std::ranges::copy(xyz.row(plane, y), picture->comps[plane].data + static_cast<std::ptrdiff_t>(y) * width);
  return picture;
}

/// Where the bytes go: nothing is kept of them but the place.
OPJ_SIZE_T write(void*, OPJ_SIZE_T count, void*) { return count; }
OPJ_OFF_T skip(OPJ_OFF_T count, void*) { return count; }
OPJ_BOOL seek(OPJ_OFF_T, void*) { return OPJ_TRUE; }
void say_nothing(const char*, void*) {}

void encode_alone(opj_image_t& picture) {
  const auto whole = dcp::most_bytes(settings.rate, settings.megabits);
  std::string comment = "tasma";
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.rsiz = OPJ_PROFILE_CINEMA_2K;
  parameters.cp_comment = comment.data();
  parameters.tcp_numlayers = 1;
  parameters.tcp_mct = 1;
  parameters.max_cs_size = static_cast<int>(whole - 64);
  parameters.max_comp_size = static_cast<int>(whole / 5 * 4 - 64);
  const Handle<opj_codec_t, opj_destroy_codec> codec(opj_create_compress(OPJ_CODEC_J2K));
  opj_set_warning_handler(codec.get(), say_nothing, nullptr);
  opj_set_info_handler(codec.get(), say_nothing, nullptr);
  constexpr std::array<const char*, 2> extra{"GUARD_BITS=1", nullptr};
  const Handle<opj_stream_t, opj_stream_destroy> stream(opj_stream_default_create(OPJ_FALSE));
  opj_stream_set_user_data(stream.get(), nullptr, nullptr);
  opj_stream_set_write_function(stream.get(), write);
  opj_stream_set_skip_function(stream.get(), skip);
  opj_stream_set_seek_function(stream.get(), seek);
  if (!opj_setup_encoder(codec.get(), &parameters, &picture) ||
      !opj_encoder_set_extra_options(codec.get(), extra.data()) ||
      !opj_start_compress(codec.get(), &picture, stream.get()) || !opj_encode(codec.get(), stream.get()) ||
      !opj_end_compress(codec.get(), stream.get()))
    std::abort();
}

Coding coding_of_dcp() { return find_choice(copy_formats(), "dcp")->copies.at(0).coding; }

DisplaySpec spec_of(const Scan& scan) {
  DisplaySpec spec;
  spec.scan = scan.stream();
  spec.scan.rate = settings.rate;
  if (spec.scan.transfer != Transfer::unknown) spec.transfer = spec.scan.transfer;
  spec.picture = {0, 0, spec.scan.size};
  return spec;
}

struct Reel {
  DisplaySpec spec;
  std::vector<Frame> frames;
  std::vector<Image> xyz;  // as J2K takes them
};

Reel read_reel(const std::filesystem::path& path) {
  const auto scan = open_scan(path, {});
  Reel reel{spec_of(*scan), {}, {}};
  const DcpPicture dcp(reel.spec, coding_of_dcp());
  DisplayPicture display(reel.spec);
  for (std::int64_t at = 0; at < std::min(most_frames, std::ssize(scan->numbers())); ++at) {
    reel.frames.push_back(scan->read(at));
    display.take(reel.frames.back().pixels);
    reel.xyz.push_back(dcp::to_xyz(display.light(dcp.active()), dcp::size_of(dcp.container(), dcp.resolution())));
  }
  return reel;
}

/// `work` is done to one frame after another, each after `prepare`, which is not measured.
template <class Prepare, class Work>
void add(const char* name, const Reel& reel, Prepare prepare, Work work) {
  const auto run = [&reel, prepare, work](benchmark::State& state) {
    std::size_t at = 0;
    for ([[maybe_unused]] auto step : state) {
      state.PauseTiming();
      const auto prepared = prepare(at);
      state.ResumeTiming();
      work(at, prepared);
      at = (at + 1) % reel.frames.size();
    }
  };
  benchmark::RegisterBenchmark(name, run)
      ->Unit(benchmark::kMillisecond)
      ->Iterations(static_cast<benchmark::IterationCount>(2 * reel.frames.size()));
}

}  // namespace
}  // namespace tasma::codecs

int main(int count, char** words) {
  using namespace tasma::codecs;
  if (count < 2) {
    std::cerr << "usage: j2k_bench SCAN [Google Benchmark's options]\n";
    return 2;
  }
  const auto reel = read_reel(words[1]);
  const DcpPicture dcp(reel.spec, coding_of_dcp());
  DisplayPicture display(reel.spec);
  const auto nothing = [](std::size_t) { return 0; };
  add(
      "libopenjp2", reel, [&](std::size_t at) { return picture_of(reel.xyz[at]); },
      [](std::size_t, const Lent& picture) { encode_alone(*picture); });
  add("j2k", reel, nothing,
      [&](std::size_t at, int) { benchmark::DoNotOptimize(dcp::encode_j2k(reel.xyz[at], settings)); });
  add("dcp_frame", reel, nothing, [&](std::size_t at, int) {
    display.take(reel.frames[at].pixels);
    benchmark::DoNotOptimize(dcp.code(display));
  });
  words[1] = words[0];
  --count, ++words;
  benchmark::Initialize(&count, words);
  benchmark::RunSpecifiedBenchmarks();
}
