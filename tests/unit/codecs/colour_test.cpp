#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <fstream>

#include "codecs/cube_lut.hpp"
#include "codecs/dcp/xyz.hpp"
#include "codecs/display_picture.hpp"
#include "codecs/primaries.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs {
namespace {

using support::TemporaryFolder;
using testing::HasSubstr;
using Codes = std::array<int, 3>;

CubeLut lut_of(const TemporaryFolder& folder, const std::string& text) {
  std::ofstream(folder / "a.cube") << text;
  return CubeLut(folder / "a.cube");
}

std::string refusal_of(const TemporaryFolder& folder, const std::string& text) {
  try {
    lut_of(folder, text);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material);
    return english(error.message());
  }
  return "taken";
}

DisplaySpec spec_of(int planes, int depth = 10) {
  DisplaySpec spec;
  spec.scan = {{16, 16}, planes, depth, {24, 1}, {1, 1}, Transfer::video, {}};
  spec.picture = {0, 0, {16, 16}};
  return spec;
}

Image flat(const Codes& codes, int planes, int depth = 10) {
  Image image({16, 16}, planes, depth);
  for (int plane = 0; plane < planes; ++plane)
    for (int y = 0; y < 16; ++y)
      std::ranges::fill(image.row(plane, y), static_cast<std::uint16_t>(codes[static_cast<std::size_t>(plane)]));
  return image;
}

/// What a display shows of a flat picture, in 10 bits, and how many planes it takes.
std::pair<Codes, int> shown(const DisplaySpec& spec, const Codes& codes) {
  DisplayPicture display(spec);
  display.take(flat(codes, spec.scan.planes, spec.scan.depth));
  const auto light = display.light({16, 16});
  Codes values{};
  for (int plane = 0; plane < 3; ++plane)
    values[static_cast<std::size_t>(plane)] =
        static_cast<int>(std::lround(light.row(std::min(plane, light.planes() - 1), 8)[8] * 1023 / 65535.0));
  return {values, light.planes()};
}

/// The same in an SDR copy: 10-bit limited YCbCr by BT.709, as RGB again.
Codes shown_in_sdr(const DisplaySpec& spec, const Codes& codes) {
  DisplayPicture display(spec);
  display.take(flat(codes, spec.scan.planes, spec.scan.depth));
  const auto picture = display.picture({AV_PIX_FMT_YUV422P10LE, {16, 16}});
  const auto at = [&](int plane) {
    return reinterpret_cast<const std::uint16_t*>(picture->data[plane] + 4 * picture->linesize[plane])[4];
  };
  const double y = (at(0) - 64) / 876.0, cb = (at(1) - 512) / 896.0, cr = (at(2) - 512) / 896.0;
  const double red = y + 1.5748 * cr, blue = y + 1.8556 * cb, green = (y - 0.2126 * red - 0.0722 * blue) / 0.7152;
  const auto code = [](double value) { return static_cast<int>(std::lround(value * 1023)); };
  return {code(red), code(green), code(blue)};
}

Codes xyz_codes(const DisplaySpec& spec, const Codes& codes) {
  DisplayPicture display(spec);
  display.take(flat(codes, spec.scan.planes, spec.scan.depth));
  const auto xyz = dcp::to_xyz(display.light({16, 16}), {16, 16}, spec.primaries);
  return {xyz.row(0, 8)[8], xyz.row(1, 8)[8], xyz.row(2, 8)[8]};
}

std::array<double, 2> chromaticity(const Codes& xyz) {
  const auto light = [&](std::size_t i) { return std::pow(xyz[i] / 4095.0, 2.6); };
  const double sum = light(0) + light(1) + light(2);
  return {light(0) / sum, light(1) / sum};
}

void expect_near(const Codes& codes, const Codes& wanted, int tolerance = 2) {
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(codes[i], wanted[i], tolerance) << i;
}

TEST(CubeLut, InterpolatesCurvesAndLattices) {
  const TemporaryFolder folder;
  const auto curves = lut_of(folder, "TITLE \"a b\"\n# x\r\nLUT_1D_SIZE 3\r\n0 0 1\n0.5 0.25 0.5\n1 1 0\n");
  EXPECT_EQ(curves({0.25F, 0.75F, 0.5F}), (CubeLut::Colour{0.25F, 0.625F, 0.5F}));
  EXPECT_EQ(curves({-1, 2, 1}), (CubeLut::Colour{0, 1, 0}));
  // Red runs fastest: only the corner of full red, green and no blue is lit. On the way there from the grey diagonal
  // the tetrahedron of red >= green >= blue has it as its third corner, with the weight green - blue.
  const auto lattice = lut_of(folder, "LUT_3D_SIZE 2\n0 0 0\n0 0 0\n0 0 0\n1 1 1\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n");
  EXPECT_EQ(lattice({0.75F, 0.5F, 0.25F}), (CubeLut::Colour{0.25F, 0.25F, 0.25F}));
  EXPECT_EQ(lattice({0.25F, 0.5F, 0.75F}), (CubeLut::Colour{0, 0, 0}));
  const auto scaled = lut_of(folder, "DOMAIN_MIN 0 0 -1\nDOMAIN_MAX 2 1 1\nLUT_1D_SIZE 2\n0 0 0\n1 1 1\n");
  EXPECT_EQ(scaled({1, 1, 0}), (CubeLut::Colour{0.5F, 1, 0.5F}));
}

TEST(CubeLut, NamesTheLineThatIsWrong) {
  const TemporaryFolder folder;
  const std::string ones = "1 1 1\n";
  for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
           {"", "line 0: it ends without"},
           {"0 0 0\n", "line 1: a colour before"},
           {"LUT_3D_SIZE 1\n", "line 1: a size must be"},
           {"LUT_3D_SIZE 99999999999999999999\n", "line 1: a size must be"},
           {"LUT_3D_SIZE -2\n", "line 1: a size must be"},
           {"LUT_1D_SIZE 2\nLUT_3D_SIZE 2\n", "line 2: a second size"},
           {"LUT_3D_SIZE 256\n" + ones, "line 2: it ends after 1 of 16777216 colours"},
           {"LUT_1D_SIZE 2\n1 1\n", "line 2: not three numbers"},
           {"LUT_1D_SIZE 2\n1 nan 1\n", "line 2: \"nan\" is no number"},
           {"LUT_1D_SIZE 2\n\n1 1 1e99\n", "line 3: \"1e99\" is no number"},
           {"LUT_1D_SIZE 2\n" + ones + ones + ones, "line 4: more colours than the 2"},
           {"LUT_1D_SIZE 2\n" + ones + "TITLE x\n" + ones, "line 3: a keyword among the colours"},
           {"LUT_1D_SIZE 2\nGAMMA 2\n", "line 2: unknown keyword GAMMA"},
           {"DOMAIN_MIN 1 1 1\nLUT_1D_SIZE 2\n" + ones + ones, "its domain ends where it begins"}})
    EXPECT_THAT(refusal_of(folder, text), HasSubstr(why)) << text;
  EXPECT_THROW(CubeLut(folder / "none.cube"), Error);
}

TEST(Display, ALutStandsForTheBuiltInCurve) {
  const TemporaryFolder folder;
  auto spec = spec_of(3);
  spec.transfer = Transfer::cineon;
  spec.element = Element::negative;
  spec.lut = std::make_shared<const CubeLut>(  // red and blue change places
      lut_of(folder, "LUT_3D_SIZE 2\n0 0 0\n0 0 1\n0 1 0\n0 1 1\n1 0 0\n1 0 1\n1 1 0\n1 1 1\n"));
  expect_near(shown(spec, {1023, 512, 100}).first, {100, 512, 1023}, 1);
  expect_near(shown_in_sdr(spec, {800, 512, 300}), {300, 512, 800});
  spec.lut = std::make_shared<const CubeLut>(lut_of(folder, "LUT_1D_SIZE 2\n1 0 0\n0 1 0.5\n"));
  expect_near(shown(spec, {1023, 512, 1023}).first, {0, 512, 512}, 1);
}

TEST(Display, AGreyScanStaysGreyUnlessTheLutTintsIt) {
  const TemporaryFolder folder;
  auto spec = spec_of(1);
  spec.lut = std::make_shared<const CubeLut>(lut_of(folder, "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n"));
  EXPECT_EQ(shown(spec, {400}), std::pair(Codes({400, 400, 400}), 1));
  spec.lut = std::make_shared<const CubeLut>(lut_of(folder, "LUT_1D_SIZE 2\n0 0 0\n1 0.8 0.5\n"));
  expect_near(shown(spec, {500}).first, {500, 400, 250}, 1);
}

TEST(Primaries, BlackAndWhiteIsNeutralInAll) {
  for (const auto primaries : {Primaries::bt709, Primaries::p3_d65, Primaries::p3_dci, Primaries::bt2020})
    for (const int planes : {1, 3})
      for (const int grey : {300, 512, 1023}) {
        auto spec = spec_of(planes);
        spec.primaries = primaries;
        expect_near(shown_in_sdr(spec, {grey, grey, grey}), {grey, grey, grey}, 1);
        const auto [x, y] = chromaticity(xyz_codes(spec, {grey, grey, grey}));
        const bool cinema = primaries == Primaries::p3_dci;
        EXPECT_NEAR(x, cinema ? 0.314 : 0.3127, 0.001) << name_of(primaries) << ' ' << grey;
        EXPECT_NEAR(y, cinema ? 0.351 : 0.3290, 0.001) << name_of(primaries) << ' ' << grey;
      }
}

TEST(Primaries, ColoursBeyondBt709SurviveInADcp) {
  auto spec = spec_of(3);
  spec.primaries = Primaries::p3_d65;
  expect_near(xyz_codes(spec, {1023, 0, 0}), {3002, 2246, 0});
  expect_near(xyz_codes(spec, {0, 1023, 0}), {2378, 3437, 1203});
  expect_near(shown_in_sdr(spec, {1023, 0, 0}), {1023, 0, 0});
  spec.primaries = Primaries::p3_dci;
  expect_near(xyz_codes(spec, {1023, 1023, 1023}), {3794, 3960, 3890});
  spec.primaries = Primaries::bt2020;
  expect_near(xyz_codes(spec, {0, 0, 1023}), {1998, 1336, 4051});
}

TEST(Primaries, AColourWithinBt709IsItselfInEveryCopy) {
  auto spec = spec_of(3);
  spec.primaries = Primaries::p3_d65;  // 0.8, 0.5, 0.4 of BT.709
  expect_near(shown_in_sdr(spec, {776, 526, 430}), {818, 512, 409});
  expect_near(xyz_codes(spec, {776, 526, 430}), {2583, 2386, 1856});
  spec.primaries = Primaries::bt2020;
  expect_near(shown_in_sdr(spec, {723, 540, 431}), {818, 512, 409});
  expect_near(xyz_codes(spec, {723, 540, 431}), {2583, 2386, 1856});
}

TEST(Primaries, TintedFilmKeepsItsTint) {
  const auto spec = spec_of(3);
  const Codes tint{818, 614, 307};  // 0.8, 0.6, 0.3 of the display
  expect_near(shown_in_sdr(spec, tint), tint);
  expect_near(xyz_codes(spec, tint), {2663, 2610, 1628});
}

}  // namespace
}  // namespace tasma::codecs
