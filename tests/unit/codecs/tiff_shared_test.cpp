#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <set>
#include <string>

#include "codecs/still.hpp"
#include "codecs/tiff.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/shared.hpp"

namespace tasma::codecs {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

std::string quoted(const fs::path& path) { return "'" + path.native() + "'"; }

/// What a program writes to its standard output; empty where it is not installed or fails.
Bytes output_of(const std::string& command) {
  Bytes bytes;
  auto* pipe = popen((command + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return bytes;
  std::array<std::uint8_t, 65536> block;
  while (const auto count = fread(block.data(), 1, block.size(), pipe))
    bytes.insert(bytes.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(count));
  return pclose(pipe) == 0 ? bytes : Bytes();
}

/// Interleaved, little-endian, as ffmpeg's rawvideo has it.
Bytes interleaved(const Image& image) {
  Bytes bytes;
  for (int y = 0; y < image.size().height; ++y)
    for (int x = 0; x < image.size().width; ++x)
      for (int plane = 0; plane < image.planes(); ++plane) {
        const auto sample = image.row(plane, y)[static_cast<std::size_t>(x)];
        bytes.push_back(static_cast<std::uint8_t>(sample));
        if (image.depth() > 8) bytes.push_back(static_cast<std::uint8_t>(sample >> 8));
      }
  return bytes;
}

std::string field(const HeaderFacts& facts, std::string_view name) {
  for (const auto& [key, value] : facts.fields)
    if (key == name) return value;
  return {};
}

/// By ffmpeg's own decoder, which is not libtiff.
Bytes by_ffmpeg(const fs::path& file, const Image& image) {
  constexpr const char* names[2][5] = {{"", "gray", "", "rgb24", "rgba"}, {"", "gray16le", "", "rgb48le", "rgba64le"}};
  const std::string format =
      image.depth() == 12 && image.planes() == 1 ? "gray12le" : names[image.depth() > 8][image.planes()];
  return output_of("ffmpeg -v quiet -f tiff_pipe -i " + quoted(file) + " -frames:v 1 -f rawvideo -pix_fmt " + format +
                   " -");
}

/// By OpenImageIO, through a PNM-like raw of its own: unassociated as stored, without orientation.
Bytes by_oiiotool(const fs::path& file, const Image& image) {
  const auto copy = fs::temp_directory_path() / ("tasma-oiio-" + std::to_string(getpid()) + ".dpx");
  const auto depth = image.depth() > 8 ? "uint16" : "uint8";
  output_of("oiiotool --iconfig oiio:UnassociatedAlpha 1 " + quoted(file) + " -d " + depth +
            " --attrib oiio:Endian little -o " + quoted(copy));
  if (!fs::exists(copy)) return {};
  const InputFile opened(copy);
  const auto picture = decode_still(opened.read_all());
  fs::remove(copy);
  return interleaved(picture);
}

/// Samples of 10 and 12 bits as oiiotool has them: multiplied up to 16 bits, rounded down.
Image widened(const Image& image) {
  if (image.depth() == 8 || image.depth() == 16) return image.copy();
  Image wide(image.size(), image.planes(), 16);
  for (int plane = 0; plane < image.planes(); ++plane)
    for (int y = 0; y < image.size().height; ++y)
      std::ranges::transform(image.row(plane, y), wide.row(plane, y).begin(), [&](std::uint16_t sample) {
        return static_cast<std::uint16_t>(sample * 65'535U / ((1U << image.depth()) - 1));
      });
  return wide;
}

/// What the samples are when min-is-white is turned round, as other readers do.
Bytes inverted(Bytes bytes) {
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(~byte);
  return bytes;
}

struct Tally {
  int equal_to_two = 0, equal_to_one = 0, refused = 0;
};

TEST(SharedTiff, EveryFileHasTheSamplesOtherReadersSeeOrIsRefusedWithAReason) {
  const auto files = support::shared_files("testdata/tiff");
  if (files.empty()) GTEST_SKIP() << "no shared material";
  Tally tally;
  for (const auto& file : files) {
    SCOPED_TRACE(file);
    const InputFile opened(file);
    const auto bytes = opened.read_all();
    const auto header = read_still_header(opened);
    if (!header.facts) {
      ASSERT_FALSE(header.findings.empty());
      EXPECT_EQ(header.findings[0].code, FindingCode::unexpected_flavour);
      EXPECT_THROW(decode_still(bytes), Error);
      std::printf("%-70s %s\n", fs::relative(file, support::shared_material() / "testdata").c_str(),
                  english(header.findings[0].message).c_str());
      ++tally.refused;
      continue;
    }
    const auto picture = decode_still(bytes);
    const bool white = field(*header.facts, "photometric").starts_with("min-is-white");
    const auto seen = [&](const Image& image) { return white ? inverted(interleaved(image)) : interleaved(image); };
    const bool ffmpeg = by_ffmpeg(file, picture) == seen(picture);
    const bool oiio = by_oiiotool(file, picture) == seen(widened(picture));
    EXPECT_TRUE(ffmpeg || oiio) << "no other reader sees these samples";
    tally.equal_to_two += ffmpeg && oiio;
    tally.equal_to_one += ffmpeg != oiio;
    std::printf("%-70s %s; ffmpeg %s, oiiotool %s\n",
                fs::relative(file, support::shared_material() / "testdata").c_str(), header.facts->flavour.c_str(),
                ffmpeg ? "equal" : "differs", oiio ? "equal" : "differs");
  }
  EXPECT_GE(tally.equal_to_two, 15);
  std::printf("equal to two readers: %d, to one: %d, refused: %d\n", tally.equal_to_two, tally.equal_to_one,
              tally.refused);
}

TEST(SharedTiff, EveryWreckIsReadOrRefusedWithAReason) {
  auto files = support::shared_files("testdata/malformed/tiff_image-tiff_oom");
  for (const auto& file : support::shared_files("testdata/malformed/tiff_pillow")) files.push_back(file);
  if (files.empty()) GTEST_SKIP() << "no shared material";
  for (const auto& file : files) {
    SCOPED_TRACE(file);
    const InputFile opened(file);
    const auto header = read_still_header(opened);
    EXPECT_TRUE(header.facts || !header.findings.empty());
    try {
      decode_still(opened.read_all());
      EXPECT_TRUE(header.facts);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material);
      EXPECT_GT(std::string(error.what()).size(), 20U);
    }
  }
}

}  // namespace
}  // namespace tasma::codecs
