#include "codecs/tiff.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/core/error.hpp"
#include "tests/support/tiff_writer.hpp"

namespace tasma::codecs {
namespace {

using synthetic::Bytes;
using synthetic::test_picture;
using synthetic::TiffWriter;

StillHeader header_of(const Bytes& file) { return read_tiff_header(MemoryBytes(file)); }

/// The one finding that keeps the picture from being read.
Finding problem_of(const Bytes& file) {
  const auto header = header_of(file);
  EXPECT_EQ(header.findings.size(), 1U);
  EXPECT_THROW(decode_tiff(file), Error);
  if (header.findings.empty()) return {FindingCode::missing_file, Severity::note, {}, {}, Message("", "nothing found")};
  return header.findings.front();
}

std::string field(const HeaderFacts& facts, std::string_view name) {
  for (const auto& [key, value] : facts.fields)
    if (key == name) return value;
  return {};
}

TEST(Tiff, ReadsTheSamplesOfEveryLayoutAsTheyWereDrawn) {
  for (const bool big_endian : {false, true})
    for (const bool pack_bits : {false, true})
      for (const int planes : {1, 3, 4})
        for (const int depth : {8, 16})
          for (const int rows : {1, 5, 64}) {
            const auto picture = test_picture({37, 19}, planes, depth);
            TiffWriter writer;
            writer.big_endian = big_endian;
            writer.pack_bits = pack_bits;
            writer.rows_per_strip = rows;
            const auto file = writer.write(picture);
            SCOPED_TRACE(testing::Message() << big_endian << pack_bits << planes << ' ' << depth << ' ' << rows);
            EXPECT_TRUE(same_samples(decode_tiff(file), picture));
            const auto header = header_of(file);
            ASSERT_TRUE(header.facts);
            EXPECT_EQ(header.facts->size, (Size{37, 19}));
            EXPECT_EQ(header.facts->planes, planes);
            EXPECT_EQ(header.facts->depth, depth);
            EXPECT_TRUE(header.findings.empty()) << english(header.findings.front().message);
          }
}

TEST(Tiff, ReadsTilesSeparatePlanesBigTiffAndPackedSamplesAsTheyWereDrawn) {
  for (const bool big_endian : {false, true})
    for (const bool big_tiff : {false, true})
      for (const bool separate : {false, true})
        for (const bool pack_bits : {false, true})
          for (const Size tile : {Size{}, Size{16, 16}, Size{32, 16}, Size{64, 48}})
            for (const int planes : {1, 3, 4})
              for (const int depth : {8, 10, 12, 16}) {
                const auto picture = test_picture({37, 19}, planes, depth);
                TiffWriter writer;
                writer.big_endian = big_endian;
                writer.big_tiff = big_tiff;
                writer.separate = separate;
                writer.pack_bits = pack_bits;
                writer.tile = tile;
                const auto file = writer.write(picture);
                const auto header = header_of(file);
                ASSERT_TRUE(header.facts) << english(header.findings.front().message);
                SCOPED_TRACE(header.facts->flavour);
                EXPECT_EQ(header.facts->depth, depth);
                EXPECT_TRUE(header.findings.empty()) << english(header.findings.front().message);
                EXPECT_TRUE(same_samples(decode_tiff(file), picture));
              }
}

TEST(Tiff, SaysTilesSeparatePlanesAndBigTiff) {
  TiffWriter writer;
  writer.tile = {16, 16};
  writer.separate = writer.big_tiff = true;
  EXPECT_EQ(header_of(writer.write(test_picture({20, 20}, 3, 12))).facts->flavour,
            "12-bit RGB, tiles, separate planes, uncompressed, little-endian, BigTIFF");
}

TEST(Tiff, SaysInWordsWhatItIs) {
  TiffWriter writer;
  writer.big_endian = true;
  writer.texts = {{271, "Lasergraphics"}, {305, "ScanStation 1.2"}, {306, "2024:05:06 07:08:09"}, {270, "Манас\n2"}};
  writer.tags[274] = {6};
  const auto header = header_of(writer.write(test_picture({8, 4}, 3, 16)));
  ASSERT_TRUE(header.facts);
  EXPECT_EQ(header.facts->format, "TIFF");
  EXPECT_EQ(header.facts->flavour, "16-bit RGB, strips, uncompressed, big-endian");
  EXPECT_EQ(field(*header.facts, "make"), "Lasergraphics");
  EXPECT_EQ(field(*header.facts, "software"), "ScanStation 1.2");
  EXPECT_EQ(field(*header.facts, "image description"), R"(Манас\x0a2)");
  EXPECT_EQ(field(*header.facts, "orientation"), "6");
  EXPECT_THAT(header.own, testing::ElementsAre(testing::Pair("date time", "2024:05:06 07:08:09")));
}

TEST(Tiff, KeepsMinIsWhiteAsStored) {
  const auto picture = test_picture({9, 7}, 1, 8);
  TiffWriter writer;
  writer.tags[262] = {0};
  const auto file = writer.write(picture);
  EXPECT_TRUE(same_samples(decode_tiff(file), picture));
  EXPECT_EQ(field(*header_of(file).facts, "photometric"), "min-is-white, stored values kept");
}

TEST(Tiff, RefusesByNameWhatIsNotSupported) {
  const auto grey = test_picture({16, 8}, 1, 8), rgb = test_picture({16, 8}, 3, 16);
  const auto refusal = [](const Image& picture, std::uint16_t tag, std::vector<std::uint32_t> value) {
    TiffWriter writer;
    writer.tags[tag] = std::move(value);
    const auto problem = problem_of(writer.write(picture));
    EXPECT_EQ(problem.code, FindingCode::unexpected_flavour);
    EXPECT_EQ(problem.severity, Severity::refusal);
    return english(problem.message);
  };
  using testing::HasSubstr;
  EXPECT_THAT(refusal(rgb, 339, {3, 3, 3}), HasSubstr("floating point"));
  EXPECT_THAT(refusal(rgb, 339, {2, 2, 2}), HasSubstr("signed"));
  EXPECT_THAT(refusal(rgb, 262, {6}), HasSubstr("YCbCr"));
  EXPECT_THAT(refusal(grey, 259, {7}), HasSubstr("JPEG"));
  EXPECT_THAT(refusal(grey, 259, {4}), HasSubstr("CCITT"));
  EXPECT_THAT(refusal(grey, 259, {50000}), HasSubstr("Zstandard"));
  for (const std::uint32_t bits : {1U, 2U, 4U, 14U, 24U, 32U})
    EXPECT_THAT(refusal(grey, 258, {bits}), HasSubstr(std::to_string(bits) + "-bit samples"));
  TiffWriter predicted;
  predicted.tags = {{259, {8}}, {317, {2}}};  // differences of 12 bits: nobody writes them, libtiff does not read them
  EXPECT_THAT(english(problem_of(predicted.write(test_picture({16, 8}, 1, 12))).message), HasSubstr("a predictor of"));

  const auto two = test_picture({16, 8}, 2, 8);
  EXPECT_THAT(english(problem_of(TiffWriter().write(two)).message), HasSubstr("grey with alpha"));
}

TEST(Tiff, RefusesASecondPictureButLeavesAThumbnailAlone) {
  const auto picture = test_picture({16, 8}, 1, 8);
  const auto with_second = [&](std::uint32_t kind_of_second) {
    TiffWriter writer;
    auto file = writer.write(picture);
    writer.tags[254] = {kind_of_second};
    auto second = writer.write(picture);
    // The same directory again, behind the first file: its places count from the beginning of what stands first.
    const auto directory = second[4] | second[5] << 8;
    const auto next = file.size();
    file.insert(file.end(), second.begin() + directory, second.end());
    const auto entries = static_cast<std::size_t>(file[4] | file[5] << 8);
    const auto link = entries + 2 + 12 * static_cast<std::size_t>(file[entries]);
    file[link] = static_cast<std::uint8_t>(next);
    file[link + 1] = static_cast<std::uint8_t>(next >> 8);
    return file;
  };
  EXPECT_TRUE(header_of(with_second(1)).findings.empty());
  EXPECT_TRUE(same_samples(decode_tiff(with_second(1)), picture));
  EXPECT_THAT(english(problem_of(with_second(0)).message), testing::HasSubstr("more than one picture"));
}

TEST(Tiff, RefusesABombBeforeItAsksForMemory) {
  TiffWriter writer;
  writer.tags[256] = {200'000};
  writer.tags[257] = {200'000};
  EXPECT_EQ(problem_of(writer.write(test_picture({4, 4}, 3, 8))).code, FindingCode::unexpected_flavour);
  writer.tags[256] = {30'000};
  writer.tags[257] = {30'000};
  EXPECT_EQ(problem_of(writer.write(test_picture({4, 4}, 3, 8))).code, FindingCode::missing_bytes);
  writer.tags[259] = {8};  // Deflate: even at its best a few bytes are no 900 megapixels
  EXPECT_EQ(problem_of(writer.write(test_picture({4, 4}, 3, 8))).code, FindingCode::missing_bytes);
  writer.tags[256] = {0};
  EXPECT_EQ(problem_of(writer.write(test_picture({4, 4}, 3, 8))).code, FindingCode::invalid_header);
}

TEST(Tiff, TellsStripsThatLieBeyondTheFile) {
  const auto picture = test_picture({16, 8}, 1, 16);
  TiffWriter writer;
  writer.rows_per_strip = 4;
  writer.tags[273] = {8, 100'000};
  EXPECT_EQ(problem_of(writer.write(picture)).code, FindingCode::missing_bytes);
  writer.tags[273] = {8, 136};
  writer.tags[279] = {128, 0xFFFF'FFF0};
  EXPECT_EQ(problem_of(writer.write(picture)).code, FindingCode::missing_bytes);
}

TEST(Tiff, RefusesTilesThatLieAboutTheirSize) {
  const auto picture = test_picture({40, 40}, 3, 16);
  const auto problem = [&](std::map<std::uint16_t, std::vector<std::uint32_t>> tags) {
    TiffWriter writer;
    writer.tile = {16, 16};
    writer.tags = std::move(tags);
    return problem_of(writer.write(picture)).code;
  };
  EXPECT_EQ(problem({{322, {0}}}), FindingCode::invalid_header);
  EXPECT_EQ(problem({{322, {60'000}}, {323, {60'000}}}), FindingCode::unexpected_flavour);  // over 4 GiB
  EXPECT_EQ(problem({{322, {4'096}}, {323, {4'096}}}), FindingCode::missing_bytes);
  EXPECT_EQ(problem({{322, {1}}, {323, {1}}}), FindingCode::invalid_header);  // 1,600 tiles, 9 in the table
  EXPECT_EQ(problem({{256, {65'000}}, {322, {1}}, {323, {1}}}), FindingCode::invalid_header);
  EXPECT_EQ(problem({{324, std::vector(9, 0U)}}), FindingCode::invalid_header);
  EXPECT_EQ(problem({{324, std::vector(9, 1'000'000U)}}), FindingCode::missing_bytes);
  EXPECT_EQ(problem({{325, std::vector(9, 1'535U)}}), FindingCode::missing_bytes);  // a byte short
}

TEST(Tiff, EveryCutIsTold) {
  for (const bool tiled : {false, true})
    for (const bool big_tiff : {false, true}) {
      TiffWriter writer;
      writer.big_endian = true;
      writer.big_tiff = writer.separate = big_tiff;
      if (tiled) writer.tile = {16, 16};
      const auto whole = writer.write(test_picture({20, 8}, 3, 16));
      for (std::size_t length = 4; length < whole.size(); ++length) {
        const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
        // The directory stands at the end: only its last values can be missing without being missed.
        if (header_of(cut).findings.empty()) {
          EXPECT_TRUE(same_samples(decode_tiff(cut), decode_tiff(whole))) << length;
        }
      }
      EXPECT_EQ(problem_of(Bytes(whole.begin(), whole.begin() + 60)).code, FindingCode::invalid_header);
    }
}

TEST(Tiff, WritesWhatItReadsAgain) {
  for (const int planes : {1, 3, 4})
    for (const int depth : {8, 16}) {
      const auto picture = test_picture({301, 117}, planes, depth);
      const auto file = encode_tiff(picture, {});
      EXPECT_TRUE(same_samples(decode_tiff(file), picture));
      EXPECT_EQ(encode_tiff(picture, {}), file);
      EXPECT_THAT(header_of(file).facts->flavour, testing::EndsWith("strips, uncompressed, little-endian"));
    }
}

TEST(Tiff, ShiftsDepthsBetweenToTheTopOf16Bits) {
  const auto picture = test_picture({20, 10}, 3, 10);
  const auto read = decode_tiff(encode_tiff(picture, {}));
  EXPECT_EQ(read.depth(), 16);
  for (int y = 0; y < 10; ++y)
    for (std::size_t x = 0; x < 20; ++x) EXPECT_EQ(read.row(1, y)[x], picture.row(1, y)[x] << 6);
}

TEST(Tiff, CarriesWhatTheSourceSaid) {
  TiffWriter writer;
  writer.texts = {{271, "Arri"}, {272, "Arriscan"}, {315, "Studio"}, {270, "reel 3"}};
  writer.tags[274] = {3};
  const auto source = *header_of(writer.write(test_picture({8, 4}, 3, 8))).facts;
  const auto written = *header_of(encode_tiff(test_picture({8, 4}, 3, 16), source)).facts;
  for (const auto* name : {"make", "model", "artist", "image description", "orientation"})
    EXPECT_EQ(field(written, name), field(source, name)) << name;
}

}  // namespace
}  // namespace tasma::codecs
