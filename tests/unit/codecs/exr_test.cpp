#include "codecs/exr.hpp"

#include <OpenEXR/ImfMultiPartOutputFile.h>
#include <OpenEXR/ImfStandardAttributes.h>
#include <OpenEXR/ImfStringAttribute.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "codecs/acescct.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/exr_writer.hpp"

namespace tasma::codecs {
namespace {

using synthetic::ExrWriter;
using Bytes = std::vector<std::uint8_t>;

StillHeader header_of(const Bytes& file) { return read_exr_header(MemoryBytes(file)); }

/// What keeps the picture from being read.
Finding problem_of(const Bytes& file) {
  const auto header = header_of(file);
  EXPECT_THROW(decode_exr(file), Error);
  for (const auto& finding : header.findings)
    if (finding.severity != Severity::note) return finding;
  ADD_FAILURE() << "no problem";
  return {FindingCode::missing_file, Severity::note, {}, {}, Message("", "nothing found")};
}

/// Every sample is the code value of the light that was drawn, give or take what the compression loses.
void expect_drawn(const Image& image, const ExrWriter& writer, double tolerance = 0) {
  ASSERT_EQ(image.size(), (Size{writer.width(), writer.height()}));
  ASSERT_EQ(image.planes(), std::ssize(writer.channels));
  for (std::size_t channel = 0; channel < writer.channels.size(); ++channel)
    for (int y = 0; y < writer.height(); ++y)
      for (int x = 0; x < writer.width(); ++x) {
        const double light = writer.light(channel, x, y);
        const auto sample = image.row(static_cast<int>(channel), y)[static_cast<std::size_t>(x)];
        if (writer.channels[channel] == "A")
          ASSERT_NEAR(sample, std::clamp(light, 0.0, 1.0) * 65'535, 0.5 + 65'535 * tolerance);
        else
          ASSERT_NEAR(sample, acescct_code(light), 65'535 * tolerance) << x << ' ' << y << ' ' << channel;
      }
}

TEST(Exr, ReadsTheLightOfEveryLayoutAsItWasDrawn) {
  using namespace Imf;
  for (const auto type : {HALF, FLOAT})
    for (const auto compression :
         {NO_COMPRESSION, RLE_COMPRESSION, ZIPS_COMPRESSION, ZIP_COMPRESSION, PIZ_COMPRESSION, PXR24_COMPRESSION})
      for (const int tile : {0, 16, 64})
        for (const auto& channels : {std::vector<std::string>{"Y"}, {"R", "G", "B"}, {"R", "G", "B", "A"}}) {
          ExrWriter writer;
          writer.type = type;
          writer.compression = compression;
          writer.tile = tile;
          writer.channels = channels;
          const auto file = writer.write();
          const auto header = header_of(file);
          ASSERT_TRUE(header.facts) << english(header.findings.front().message);
          SCOPED_TRACE(header.facts->flavour);
          EXPECT_TRUE(header.findings.empty()) << english(header.findings.front().message);
          EXPECT_EQ(header.facts->depth, 16);
          EXPECT_EQ(header.facts->transfer, Transfer::acescct);
          expect_drawn(decode_exr(file), writer);
        }
}

TEST(Exr, ReadsWhatCompressionsWithLossLeave) {
  for (const auto compression :
       {Imf::B44_COMPRESSION, Imf::B44A_COMPRESSION, Imf::DWAA_COMPRESSION, Imf::DWAB_COMPRESSION}) {
    ExrWriter writer;
    writer.compression = compression;
    const auto image = decode_exr(writer.write());
    EXPECT_EQ(image.size(), (Size{37, 19}));
    EXPECT_NEAR(image.row(0, 9)[9], acescct_code(writer.light(0, 9, 9)), 6'000) << compression;
  }
}

TEST(Exr, ReadsLinesInEitherOrderAndTheLargestOfSeveralLevels) {
  ExrWriter writer;
  writer.order = Imf::DECREASING_Y;
  expect_drawn(decode_exr(writer.write()), writer);
  writer.tile = 16;
  writer.levels = Imf::MIPMAP_LEVELS;
  const auto file = writer.write();
  EXPECT_TRUE(header_of(file).findings.empty());
  expect_drawn(decode_exr(file), writer);
}

TEST(Exr, TakesTheDataWindowAndTellsThatTheDisplaysIsAnother) {
  ExrWriter writer;
  writer.window = {{-5, 3}, {20, 9}};
  const auto file = writer.write();
  expect_drawn(decode_exr(file), writer);
  const auto header = header_of(file);
  ASSERT_EQ(header.findings.size(), 1U);
  EXPECT_EQ(header.findings[0].severity, Severity::note);
  EXPECT_THAT(english(header.findings[0].message), testing::HasSubstr("26 x 7 at -5, 3"));
}

TEST(Exr, SaysInWordsWhatItIs) {
  ExrWriter writer;
  writer.header.pixelAspectRatio() = 2;
  Imf::addFramesPerSecond(writer.header, {24'000, 1'001});
  Imf::addTimeCode(writer.header, {1, 2, 3, 4});
  Imf::addKeyCode(writer.header, {2, 48, 123456, 7890, 12});
  Imf::addOwner(writer.header, "Kyrgyzfilm\n");
  writer.header.insert("scanner", Imf::StringAttribute("Arriscan"));
  const auto header = header_of(writer.write());
  ASSERT_TRUE(header.facts);
  EXPECT_EQ(header.facts->format, "OpenEXR");
  EXPECT_EQ(header.facts->flavour, "half RGB, scan lines, ZIP");
  EXPECT_EQ(header.facts->rate, (Rational{24'000, 1'001}));
  EXPECT_EQ(header.facts->pixel_aspect, (Rational{2, 1}));
  EXPECT_EQ(header.timecode, "01:02:03:04");
  EXPECT_EQ(header.keycode, "02 48 123456 7890 12");
  EXPECT_THAT(header.own, testing::Contains(testing::Pair("owner", R"(Kyrgyzfilm\x0a)")));
  EXPECT_THAT(header.own, testing::Contains(testing::Pair("scanner", "Arriscan")));
}

TEST(Exr, RefusesByNameWhatIsNotSupported) {
  const auto refusal = [](const std::vector<std::string>& channels, Imf::PixelType type = Imf::HALF) {
    ExrWriter writer;
    writer.channels = channels;
    writer.type = type;
    const auto problem = problem_of(writer.write());
    EXPECT_EQ(problem.code, FindingCode::unexpected_flavour);
    EXPECT_EQ(problem.severity, Severity::refusal);
    return english(problem.message);
  };
  using testing::HasSubstr;
  EXPECT_THAT(refusal({"Y", "RY", "BY"}), HasSubstr("luminance and chroma"));
  EXPECT_THAT(refusal({"R", "G", "B", "Z"}), HasSubstr("channels B, G, R, Z"));
  EXPECT_THAT(refusal({"Y", "A"}), HasSubstr("grey and alpha"));
  EXPECT_THAT(refusal({"R", "G", "B", "A", "Z"}), HasSubstr("5 channels"));
  auto file = ExrWriter().write();
  file[5] = 0x08;
  EXPECT_THAT(english(problem_of(file).message), HasSubstr("deep"));
  file[5] = 0x10;
  EXPECT_THAT(english(problem_of(file).message), HasSubstr("several parts"));
  file[5] = 0;
  file[4] = 3;
  EXPECT_EQ(problem_of(file).code, FindingCode::invalid_header);
}

/// Where the value of an attribute begins: behind its name, type and size.
std::size_t value_of(const Bytes& file, const std::string& name, const std::string& type) {
  const auto mark = name + '\0' + type + '\0';
  const auto at = std::search(file.begin(), file.end(), mark.begin(), mark.end());
  EXPECT_NE(at, file.end());
  return static_cast<std::size_t>(at - file.begin()) + mark.size() + 4;
}

void put(Bytes& file, std::size_t at, std::int32_t value) { std::memcpy(&file[at], &value, sizeof value); }

TEST(Exr, RefusesSizesThatLieBeforeItAsksForMemory) {
  const auto with_window = [](std::vector<std::int32_t> edges, Imf::Compression compression) {
    ExrWriter writer;
    writer.compression = compression;
    auto file = writer.write();
    const auto at = value_of(file, "dataWindow", "box2i");
    for (std::size_t edge = 0; edge < 4; ++edge) put(file, at + 4 * edge, edges[edge]);
    return problem_of(file).code;
  };
  constexpr auto most = std::numeric_limits<std::int32_t>::max(), least = std::numeric_limits<std::int32_t>::min();
  EXPECT_EQ(with_window({0, 0, 199'999, 10}, Imf::ZIP_COMPRESSION), FindingCode::unexpected_flavour);
  EXPECT_EQ(with_window({0, 0, 59'999, 59'999}, Imf::ZIP_COMPRESSION), FindingCode::unexpected_flavour);
  EXPECT_EQ(with_window({least, least, most, most}, Imf::ZIP_COMPRESSION), FindingCode::unexpected_flavour);
  EXPECT_EQ(with_window({0, 0, 9'999, 9'999}, Imf::ZIP_COMPRESSION), FindingCode::missing_bytes);
  EXPECT_EQ(with_window({0, 0, 9'999, 9'999}, Imf::DWAB_COMPRESSION), FindingCode::missing_bytes);
  EXPECT_EQ(with_window({10, 10, 9, 9}, Imf::ZIP_COMPRESSION), FindingCode::invalid_header);

  auto file = ExrWriter().write();
  put(file, value_of(file, "channels", "chlist") - 4, most);
  EXPECT_EQ(problem_of(file).code, FindingCode::missing_bytes);

  ExrWriter tiled;
  tiled.tile = 16;
  for (const auto side : {0, 1, 2'000, -1}) {
    file = tiled.write();
    put(file, value_of(file, "tiles", "tiledesc"), side);
    EXPECT_NE(problem_of(file).severity, Severity::note) << side;
  }
}

TEST(Exr, RefusesAHeaderInWhichTheLibrarySeesAnotherSize) {
  // To the library a float has four bytes whatever its length says; what follows it is an attribute of its own.
  auto file = ExrWriter().write();
  std::string hidden("x\0float\0____1234dataWindow\0box2i\0\x10\0\0\0\0\0\0\0\0\0\0\0\xFF\x0F\0\0\x12\0\0\0", 53);
  const std::int32_t length = 53 - 12;
  std::memcpy(hidden.data() + 8, &length, sizeof length);
  const auto table = std::get<ExrOutline>(outline_of(MemoryBytes(file))).table;
  for (auto at = table; at < table + 16; at += 8) {  // two chunks, which move
    std::uint64_t place = 0;
    std::memcpy(&place, &file[at], sizeof place);
    place += hidden.size();
    std::memcpy(&file[at], &place, sizeof place);
  }
  file.insert(file.begin() + static_cast<std::ptrdiff_t>(table) - 1, hidden.begin(), hidden.end());
  EXPECT_TRUE(std::holds_alternative<ExrOutline>(outline_of(MemoryBytes(file))));
  const auto problem = problem_of(file);
  EXPECT_EQ(problem.code, FindingCode::invalid_header);
  EXPECT_THAT(english(problem.message), testing::HasSubstr("false length"));
}

TEST(Exr, EveryCutIsTold) {
  for (const int tile : {0, 16}) {
    ExrWriter writer;
    writer.tile = tile;
    const auto whole = writer.write();
    for (std::size_t length = 4; length < whole.size(); ++length) {
      const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      SCOPED_TRACE(length);
      ASSERT_EQ(problem_of(cut).severity, Severity::remark);
    }
  }
}

TEST(Exr, DamagedFilesAreReadOrRefusedFiveThousandTimes) {
  std::vector<Bytes> seeds;
  for (const auto compression : {Imf::NO_COMPRESSION, Imf::RLE_COMPRESSION, Imf::ZIP_COMPRESSION, Imf::PIZ_COMPRESSION,
                                 Imf::PXR24_COMPRESSION, Imf::B44A_COMPRESSION, Imf::DWAA_COMPRESSION})
    for (const int tile : {0, 16}) {
      ExrWriter writer;
      writer.compression = compression;
      writer.tile = tile;
      seeds.push_back(writer.write());
    }
  std::mt19937 random(1925);
  for (int round = 0; round < 5'000; ++round) {
    auto file = seeds[random() % seeds.size()];
    constexpr std::size_t head = 500;  // attributes and the places of the chunks
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
      constexpr std::uint8_t edges[] = {0, 1, 0x7F, 0x80, 0xFF};
      const auto at = 4 + random() % (random() % 3 == 0 ? file.size() - 4 : std::min(head, file.size() - 4));
      file[at] = random() % 2 == 0 ? edges[random() % 5] : static_cast<std::uint8_t>(random());
    }
    SCOPED_TRACE(round);
    const auto header = header_of(file);
    EXPECT_TRUE(header.facts || !header.findings.empty());
    try {
      const auto picture = decode_exr(file);
      ASSERT_TRUE(header.facts);
      EXPECT_EQ(picture.size(), header.facts->size);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material);
    }
  }
}

}  // namespace
}  // namespace tasma::codecs
