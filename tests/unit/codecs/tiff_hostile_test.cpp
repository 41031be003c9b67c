#include <gtest/gtest.h>

#include <random>

#include "codecs/tiff.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/tiff_writer.hpp"

namespace tasma::codecs {
namespace {

using synthetic::Bytes;
using synthetic::test_picture;
using synthetic::TiffWriter;

/// Whatever the bytes are: a header with facts or a finding, a picture or an Error(material).
void expect_an_answer(const Bytes& file) {
  const auto header = read_tiff_header(MemoryBytes(file));
  EXPECT_TRUE(header.facts || !header.findings.empty());
  try {
    const auto picture = decode_tiff(file);
    ASSERT_TRUE(header.facts);
    EXPECT_EQ(picture.size(), header.facts->size);
    EXPECT_EQ(picture.planes(), header.facts->planes);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material);
  }
}

/// Where the directory of a small file of ours begins.
std::size_t directory_of(const Bytes& file) {
  const bool big_endian = file[0] == 'M';
  const std::size_t offset_bytes = file[big_endian ? 3 : 2] == 43 ? 8 : 4;
  const auto place = std::span(file).subspan(offset_bytes, offset_bytes);
  return big_endian ? static_cast<std::size_t>(place.end()[-2] << 8 | place.back())
                    : static_cast<std::size_t>(place[0] | place[1] << 8);
}

TEST(HostileTiff, DamagedFilesAreReadOrRefusedTenThousandTimes) {
  std::vector<Bytes> seeds;
  for (const bool big_endian : {false, true})
    for (const bool pack_bits : {false, true}) {
      TiffWriter writer;
      writer.big_endian = big_endian;
      writer.pack_bits = pack_bits;
      writer.texts = {{305, "scanner"}, {306, "2024:05:06 07:08:09"}};
      seeds.push_back(writer.write(test_picture({12, 9}, 3, 16)));
      seeds.push_back(writer.write(test_picture({12, 9}, 1, 8)));
      writer.separate = true;
      seeds.push_back(writer.write(test_picture({12, 9}, 3, 12)));
      writer.tile = {16, 16};
      seeds.push_back(writer.write(test_picture({20, 9}, 4, 10)));
      writer.big_tiff = true;
      seeds.push_back(writer.write(test_picture({20, 9}, 3, 16)));
    }
  std::mt19937 random(1912);
  for (int round = 0; round < 10'000; ++round) {
    auto file = seeds[random() % seeds.size()];
    const auto directory = directory_of(file);
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
      // Mostly in the directory and the header: samples can be anything.
      const auto at = random() % 8 == 0 ? random() % file.size() : directory + random() % (file.size() - directory);
      constexpr std::uint8_t edges[] = {0, 1, 0x7F, 0x80, 0xFF};
      file[at] = random() % 2 == 0 ? edges[random() % 5] : static_cast<std::uint8_t>(random());
    }
    if (random() % 16 == 0) file.resize(random() % file.size());
    SCOPED_TRACE(round);
    expect_an_answer(file);
  }
}

TEST(HostileTiff, ADirectoryThatLeadsToItselfEnds) {
  TiffWriter writer;
  auto file = writer.write(test_picture({12, 9}, 3, 16));
  const auto directory = static_cast<std::size_t>(file[4] | file[5] << 8);
  const auto link = directory + 2 + 12 * static_cast<std::size_t>(file[directory]);
  std::copy(file.begin() + 4, file.begin() + 8, file.begin() + static_cast<std::ptrdiff_t>(link));
  expect_an_answer(file);
}

}  // namespace
}  // namespace tasma::codecs
