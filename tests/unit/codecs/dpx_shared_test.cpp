#include <gmock/gmock.h>
#include <tiffio.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <sstream>

#include "codecs/dpx.hpp"
#include "tests/support/shared.hpp"

namespace tasma::codecs {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

Bytes contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> dpx_files(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() == ".dpx") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

/// What a command writes to standard output; nothing if it fails.
Bytes output_of(const std::string& command) {
  Bytes bytes;
  auto* pipe = popen((command + " 2>/dev/null").c_str(), "r");
  if (!pipe) return bytes;
  std::array<std::uint8_t, 65536> block;
  while (const auto got = std::fread(block.data(), 1, block.size(), pipe))
    bytes.insert(bytes.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(got));
  if (pclose(pipe) != 0) bytes.clear();
  return bytes;
}

/// Our samples as bytes, little-endian where they take two, planes in `order`, pixel by pixel or plane by plane.
Bytes raw(const Image& image, const std::vector<int>& order, bool planar) {
  Bytes bytes;
  const auto put = [&](std::uint16_t sample) {
    bytes.push_back(static_cast<std::uint8_t>(sample));
    if (image.depth() > 8) bytes.push_back(static_cast<std::uint8_t>(sample >> 8));
  };
  if (planar)
    for (const int plane : order)
      for (int y = 0; y < image.size().height; ++y)
        for (const auto sample : image.row(plane, y)) put(sample);
  else
    for (int y = 0; y < image.size().height; ++y)
      for (std::size_t x = 0; x < static_cast<std::size_t>(image.size().width); ++x)
        for (const int plane : order) put(image.row(plane, y)[x]);
  return bytes;
}

/// As other readers have a picture whose lines run from bottom to top: they do not turn it.
Image as_stored(const DpxHeader& header, const Image& image) {
  Image turned(image.size(), image.planes(), image.depth());
  for (int plane = 0; plane < image.planes(); ++plane)
    for (int y = 0; y < image.size().height; ++y)
      std::ranges::copy(image.row(plane, header.layout.bottom_up ? image.size().height - 1 - y : y),
                        turned.row(plane, y).begin());
  return turned;
}

enum class Verdict { same, differs, unread };
const char* name_of(Verdict verdict) {
  return verdict == Verdict::same ? "same" : verdict == Verdict::differs ? "differs" : "not read";
}

std::string quoted(const fs::path& path) { return '\'' + path.string() + '\''; }

/// ffmpeg decodes to the pixel format it has for this flavour; no conversion takes place.
Verdict ask_ffmpeg(const fs::path& file, const Image& image) {
  static const std::map<std::pair<int, int>, std::string> formats{
      {{1, 8}, "gray"},  {{1, 10}, "gray10le"},  {{1, 12}, "gray12le"},  {{1, 16}, "gray16le"},
      {{3, 8}, "rgb24"}, {{3, 10}, "gbrp10le"},  {{3, 12}, "gbrp12le"},  {{3, 16}, "rgb48le"},
      {{4, 8}, "rgba"},  {{4, 10}, "gbrap10le"}, {{4, 12}, "gbrap12le"}, {{4, 16}, "rgba64le"}};
  const auto& format = formats.at({image.planes(), image.depth()});
  const bool planar = format.starts_with("gbr");
  const auto decoded = output_of("ffmpeg -v error -i " + quoted(file) + " -f rawvideo -pix_fmt " + format + " -");
  if (decoded.empty()) return Verdict::unread;
  std::vector<int> order{0};
  if (image.planes() >= 3) order = planar ? std::vector{1, 2, 0} : std::vector{0, 1, 2};
  if (image.planes() == 4) order.push_back(3);
  return decoded == raw(image, order, planar) ? Verdict::same : Verdict::differs;
}

/// OpenImageIO widens to 16 bits; the upper ones are the code value.
Verdict ask_oiiotool(const fs::path& file, const Image& image) {
  const auto name = fs::temp_directory_path() / ("dpx_shared_test." + std::to_string(getpid()) + ".tif");
  fs::remove(name);
  output_of("oiiotool -iconfig oiio:RawColor 1 " + quoted(file) + " -d uint16 --compression none -o " + quoted(name));
  if (!fs::exists(name)) return Verdict::unread;
  const std::unique_ptr<TIFF, decltype(&TIFFClose)> tiff(TIFFOpen(name.c_str(), "r"), TIFFClose);
  const auto planes = static_cast<std::size_t>(image.planes());
  std::vector<std::uint16_t> line(static_cast<std::size_t>(TIFFScanlineSize(tiff.get())) / 2);
  if (line.size() != static_cast<std::size_t>(image.size().width) * planes) return Verdict::differs;
  auto verdict = Verdict::same;
  for (int y = 0; y < image.size().height && verdict == Verdict::same; ++y) {
    if (TIFFReadScanline(tiff.get(), line.data(), static_cast<std::uint32_t>(y)) != 1) verdict = Verdict::differs;
    for (std::size_t i = 0; i < line.size(); ++i)
      if (line[i] >> (16 - image.depth()) != image.row(static_cast<int>(i % planes), y)[i / planes])
        verdict = Verdict::differs;
  }
  fs::remove(name);
  return verdict;
}

class DpxShared : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(material_)) GTEST_SKIP() << "no shared material at " << material_;
  }
  const fs::path material_ = support::shared_material() / "testdata";
};

TEST_F(DpxShared, ReadsRealFilesAsOtherReadersDo) {
  const auto files = dpx_files(material_ / "dpx");
  ASSERT_FALSE(files.empty());
  std::map<std::string, int> table;
  for (const auto& path : files) {
    SCOPED_TRACE(path);
    const auto file = contents(path);
    const auto outcome = read_dpx_header(file, file.size());
    if (const auto* fault = std::get_if<DpxFault>(&outcome)) {
      ADD_FAILURE() << english(fault->message);
      continue;
    }
    const auto& header = std::get<DpxHeader>(outcome);
    const auto image = unpack_dpx(header, file);
    EXPECT_EQ(repack_dpx(header, file, image), file);
    const auto stored = as_stored(header, image);
    const auto ffmpeg = ask_ffmpeg(path, stored), oiio = ask_oiiotool(path, stored);
    // Every file has a second reader that sees what we see; where they disagree, it is ffmpeg (docs/formats.md).
    EXPECT_TRUE(ffmpeg == Verdict::same || (ffmpeg == Verdict::unread && oiio == Verdict::same))
        << "ffmpeg: " << name_of(ffmpeg) << ", oiiotool: " << name_of(oiio);
    std::ostringstream line;
    line << header.facts.flavour << " | ffmpeg " << name_of(ffmpeg) << " | oiiotool " << name_of(oiio);
    ++table[line.str()];
  }
  for (const auto& [line, count] : table) std::cout << count << " x " << line << '\n';
}

TEST_F(DpxShared, RefusesDamagedFilesWithTheirReason) {
  const std::map<std::string, FindingCode> refused{
      {"invalid__empty_file.dpx", FindingCode::empty_file},
      {"invalid_2.0_missing_data.dpx", FindingCode::invalid_header},
      {"corrupted_dpx.dpx", FindingCode::missing_bytes},
      {"bomb-46341.dpx", FindingCode::missing_bytes},
      {"crash-badusersize.dpx", FindingCode::unexpected_flavour},
      {"SecondAndHeader/000002.dpx", FindingCode::invalid_header},
  };
  for (const auto& path : dpx_files(material_ / "malformed")) {
    SCOPED_TRACE(path);
    const auto file = contents(path);
    const auto outcome = read_dpx_header(file, file.size());
    auto expected = refused.find(path.filename().string());
    if (expected == refused.end()) expected = refused.find((path.parent_path().filename() / path.filename()).string());
    const auto* fault = std::get_if<DpxFault>(&outcome);
    ASSERT_EQ(fault != nullptr, expected != refused.end()) << (fault ? english(fault->message) : "was read");
    if (fault) {
      std::cout << path.filename() << ": " << english(fault->message) << '\n';
      EXPECT_EQ(name_of(fault->code), name_of(expected->second));
      continue;
    }
    const auto& header = std::get<DpxHeader>(outcome);
    EXPECT_EQ(repack_dpx(header, file, unpack_dpx(header, file)), file);
    for (const auto& remark : header.remarks) std::cout << path.filename() << ": " << english(remark.message) << '\n';
    EXPECT_EQ(header.remarks.size(), path.parent_path().filename() == "dpx_conformance" ? 1u : 0u);
  }
}

}  // namespace
}  // namespace tasma::codecs
