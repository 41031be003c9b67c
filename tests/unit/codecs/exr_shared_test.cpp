#include <gtest/gtest.h>
#include <tiffio.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "codecs/acescct.hpp"
#include "codecs/still.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/shared.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs {
namespace {

namespace fs = std::filesystem;

/// Light by plane, R, G, B, A or Y; empty: the reader refuses the file.
using Light = std::vector<std::vector<float>>;

/// By ffmpeg's own decoder, which is not OpenEXR: planes G, B, R, A of the display window, of which the data's is cut
/// out.
Light by_ffmpeg(const fs::path& file, const Image& image, const std::string& crop) {
  constexpr const char* formats[] = {"", "grayf32le", "", "gbrpf32le", "gbrapf32le"};
  std::string raw;
  try {
    raw = support::output_of("ffmpeg -v quiet -i " + support::quoted(file) + " -frames:v 1 " + crop +
                             " -f rawvideo -pix_fmt " + formats[image.planes()] + " - 2>/dev/null");
  } catch (const std::exception&) {
    return {};
  }
  const auto planes = static_cast<std::size_t>(image.planes());
  const auto pixels = static_cast<std::size_t>(image.size().width) * static_cast<std::size_t>(image.size().height);
  if (raw.size() != planes * pixels * sizeof(float)) return {};
  constexpr std::size_t place[] = {2, 0, 1, 3};
  Light light(planes, std::vector<float>(pixels));
  for (std::size_t plane = 0; plane < planes; ++plane)
    std::memcpy(light[plane].data(), raw.data() + (planes == 1 ? 0 : place[plane]) * pixels * sizeof(float),
                pixels * sizeof(float));
  return light;
}

/// By oiiotool, through a TIFF of floats.
Light by_oiiotool(const fs::path& file, const Image& image) {
  const support::TemporaryFolder folder;
  const auto copy = folder / "light.tif";
  try {
    support::output_of("oiiotool " + support::quoted(file) +
                       " --origin +0+0 --fullpixels -d float --compression none -o " + support::quoted(copy) +
                       " 2>/dev/null");
  } catch (const std::exception&) {
    return {};
  }
  const std::unique_ptr<TIFF, decltype(&TIFFClose)> tiff(TIFFOpen(copy.c_str(), "r"), TIFFClose);
  const auto planes = static_cast<std::size_t>(image.planes()), width = static_cast<std::size_t>(image.size().width);
  std::vector<float> line(planes * width);
  if (!tiff || TIFFScanlineSize64(tiff.get()) != line.size() * sizeof(float)) return {};
  Light light(planes);
  for (int y = 0; y < image.size().height; ++y) {
    TIFFReadScanline(tiff.get(), line.data(), static_cast<std::uint32_t>(y));
    for (std::size_t i = 0; i < line.size(); ++i) light[i % planes].push_back(line[i]);
  }
  return light;
}

/// The greatest difference of ours from what another reader's light gives; -1: it gives none.
int difference(const Image& image, const Light& light) {
  int most = light.empty() ? -1 : 0;
  for (std::size_t plane = 0; plane < light.size(); ++plane)
    for (std::size_t at = 0; at < light[plane].size(); ++at) {
      const auto width = static_cast<std::size_t>(image.size().width);
      const int ours = image.row(static_cast<int>(plane), static_cast<int>(at / width))[at % width];
      const double value = light[plane][at];
      const auto alpha = [&] { return value > 0 ? static_cast<int>(std::min(value, 1.0) * 65'535 + 0.5) : 0; };
      most = std::max(most, std::abs(ours - (plane == 3 ? alpha() : acescct_code(value))));
    }
  return most;
}

TEST(SharedExr, EveryFileHasTheLightOtherReadersSeeOrIsRefusedWithAReason) {
  const auto files = support::shared_files("testdata/exr");
  if (files.empty()) GTEST_SKIP() << "no shared material";
  int read = 0;
  for (const auto& file : files) {
    SCOPED_TRACE(file);
    const InputFile opened(file);
    const auto bytes = opened.read_all();
    const auto header = read_still_header(opened);
    if (!header.facts) {
      ASSERT_FALSE(header.findings.empty());
      EXPECT_EQ(header.findings[0].code, FindingCode::unexpected_flavour);
      EXPECT_THROW(decode_still(bytes), Error);
      std::printf("%-36s %s\n", file.filename().c_str(), english(header.findings[0].message).c_str());
      continue;
    }
    const auto picture = decode_still(bytes);
    // The one whose data window is not that of the display.
    const auto crop = file.filename() == "colorBarsWithDataWindow.exr" ? "-vf crop=2048:1070:0:201" : "";
    const int ffmpeg = difference(picture, by_ffmpeg(file, picture, crop));
    const int oiio = difference(picture, by_oiiotool(file, picture));
    std::printf("%-36s %s; ffmpeg %d, oiiotool %d\n", file.filename().c_str(), header.facts->flavour.c_str(), ffmpeg,
                oiio);
    // A float was rounded to a half, 1/2048 of its light: at most 3 codes.
    const int rounding = header.facts->flavour.starts_with("half ") ? 0 : 3;
    EXPECT_TRUE((ffmpeg >= 0 && ffmpeg <= rounding) || (oiio >= 0 && oiio <= rounding)) << ffmpeg << ' ' << oiio;
    ++read;
  }
  EXPECT_GE(read, 12);
}

TEST(SharedExr, EveryWreckIsReadOrRefusedWithAReason) {
  std::vector<fs::path> files;
  for (const auto* folder : {"dpx_exr_oiio", "exr_openexr", "exr_tinyexr"})
    for (const auto& file : support::shared_files(fs::path("testdata/malformed") / folder)) files.push_back(file);
  if (files.empty()) GTEST_SKIP() << "no shared material";
  for (const auto& file : files) {
    SCOPED_TRACE(file);
    const InputFile opened(file);
    const auto header = read_still_header(opened);
    EXPECT_TRUE(header.facts || !header.findings.empty());
    std::string outcome = "read";
    try {
      decode_still(opened.read_all());
      EXPECT_TRUE(header.facts);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material);
      outcome = error.what();
    }
    std::printf("%-90s %s\n", file.filename().c_str(), outcome.c_str());
  }
}

}  // namespace
}  // namespace tasma::codecs
