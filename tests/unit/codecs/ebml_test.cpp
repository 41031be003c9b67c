#include "codecs/ebml.hpp"

#include <gtest/gtest.h>

#include "codecs/segment_info.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs {
namespace {

using Bytes = std::vector<std::uint8_t>;
using support::TemporaryFolder;

TEST(Ebml, ReadsIdAndSize) {
  const Bytes bytes{0x4D, 0x80, 0x84, 'L', 'a', 'v', 'f'};  // MuxingApp of four bytes
  const auto element = ebml_element(bytes, 1000);
  ASSERT_TRUE(element);
  EXPECT_EQ(static_cast<std::uint32_t>(element->id), 0x4D80U);
  EXPECT_EQ(element->begin, 1000U);
  EXPECT_EQ(element->data, 1003U);
  EXPECT_EQ(element->end, 1007U);
}

TEST(Ebml, AnUnknownSizeIsNoEnd) {
  const auto element = ebml_element(Bytes{0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, 0);
  ASSERT_TRUE(element);
  EXPECT_EQ(element->id, EbmlId::segment);
  EXPECT_FALSE(element->end);
}

TEST(Ebml, MalformedElementsAreNone) {
  for (const Bytes& bytes :
       {Bytes{}, {0xEC}, {0x08, 0x00, 0x00, 0x00, 0x00, 0x81}, {0x4D}, {0x4D, 0x80}, {0xEC, 0x00, 0x81}, {0xEC, 0x40}})
    EXPECT_FALSE(ebml_element(bytes, 0)) << bytes.size();
}

TEST(Ebml, ChildrenMustAddUp) {
  const Bytes two{0xEC, 0x81, 0x00, 0xEC, 0x80};
  const auto children = ebml_children(two);
  ASSERT_TRUE(children);
  EXPECT_EQ(children->size(), 2U);
  for (const std::size_t cut : {1, 2, 4}) EXPECT_FALSE(ebml_children(std::span(two).first(cut))) << cut;
  EXPECT_FALSE(ebml_children(Bytes{0xEC, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE}));  // reaches far beyond
}

TEST(Ebml, WritesSizesAsShortAsTheyCanBe) {
  for (const auto& [size, head] : {std::pair{126U, 2U}, {127U, 3U}, {16382U, 3U}, {16383U, 4U}}) {
    Bytes written;
    append_ebml(written, EbmlId::filler, Bytes(size));
    EXPECT_EQ(written.size(), size + head);
    const auto element = ebml_element(written, 0);
    ASSERT_TRUE(element);
    EXPECT_EQ(element->end, written.size());
  }
}

TEST(Ebml, NumbersTakeAsManyBytesAsTheyNeed) {
  for (const auto& [value, wanted] : {std::pair<std::uint64_t, Bytes>{0, {0x80}},
                                      {126, {0xFE}},
                                      {127, {0x40, 0x7F}},
                                      {16383, {0x20, 0x3F, 0xFF}},
                                      {0x123456789A, {0x04, 0x12, 0x34, 0x56, 0x78, 0x9A}}}) {
    Bytes written;
    append_ebml_number(written, value);
    EXPECT_EQ(written, wanted);
    EXPECT_EQ(ebml_number(written), (EbmlNumber{value, wanted.size()}));
    EXPECT_FALSE(ebml_number(std::span(written).first(written.size() - 1)));
  }
  EXPECT_FALSE(ebml_number(Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(Ebml, UnsignedNumbersHaveNoLeadingZeros) {
  for (const auto& [value, wanted] : {std::pair<std::uint64_t, Bytes>{0, {0xEC, 0x81, 0}},
                                      {255, {0xEC, 0x81, 255}},
                                      {256, {0xEC, 0x82, 1, 0}},
                                      {~std::uint64_t{0}, {0xEC, 0x88, 255, 255, 255, 255, 255, 255, 255, 255}}}) {
    Bytes written;
    append_ebml_unsigned(written, EbmlId::filler, value);
    EXPECT_EQ(written, wanted);
  }
}

TEST(Ebml, FillersHaveTheSizeAskedFor) {
  for (std::size_t size = 2; size <= 128; ++size) {
    Bytes written;
    append_ebml_filler(written, size);
    EXPECT_EQ(written.size(), size);
    EXPECT_EQ(ebml_children(written)->size(), 1U);
  }
}

TEST(Ebml, CrcIsThatOfTheStandard) {
  Bytes written;
  const std::string_view check = "123456789";  // CRC-32 CBF43926 in every catalogue
  append_ebml_crc(written, {reinterpret_cast<const std::uint8_t*>(check.data()), check.size()});
  EXPECT_EQ(written, (Bytes{0xBF, 0x84, 0x26, 0x39, 0xF4, 0xCB}));
  written.insert(written.end(), check.begin(), check.end());
  EXPECT_EQ(ebml_crc_holds(written), true);
  written.back() ^= 1;
  EXPECT_EQ(ebml_crc_holds(written), false);
  EXPECT_EQ(ebml_crc_holds(Bytes{0xEC, 0x80}), std::nullopt);
}

/// The beginning of a Matroska file whose Info has `title` and a duration.
std::string small_file(const std::string& title) {
  Bytes info, segment, file;
  append_ebml(info, static_cast<EbmlId>(0x2AD7B1), Bytes{0x0F, 0x42, 0x40});
  append_ebml(info, EbmlId::title, title);
  append_ebml(info, static_cast<EbmlId>(0x4D80), std::string_view("Lavf"));
  Bytes checked;
  append_ebml_crc(checked, info);
  checked.insert(checked.end(), info.begin(), info.end());
  append_ebml(segment, EbmlId::filler, Bytes(30));
  append_ebml(segment, EbmlId::info, checked);
  append_ebml(segment, EbmlId::cluster, Bytes(50));
  append_ebml(file, EbmlId::header, Bytes{0x42, 0x86, 0x81, 0x01});
  append_ebml(file, EbmlId::segment, segment);
  return {file.begin(), file.end()};
}

TEST(SegmentInfo, IsStampedInPlace) {
  const TemporaryFolder folder;
  SegmentInfo info{.uid = {1, 2, 3}, .title = "Манас", .date_s = -86'400, .writing_app = "tasma"};
  const auto file = folder.write("m.mkv", small_file(room_for(info)));
  const auto size = support::read_text(file).size();
  stamp_segment_info(file, info);
  EXPECT_EQ(read_segment_info(file), info);
  EXPECT_EQ(support::read_text(file).size(), size);
  EXPECT_NE(support::read_text(file).find("Lavf"), std::string::npos);  // what is not ours to say stays

  info.title.clear();  // less than stood there
  stamp_segment_info(file, info);
  EXPECT_EQ(read_segment_info(file), info);
}

TEST(SegmentInfo, EveryRoomIsFilled) {
  const TemporaryFolder folder;
  const SegmentInfo info{.uid = {}, .title = {}, .date_s = 0, .writing_app = "t"};
  for (std::size_t length = 20; length < 420; ++length) {
    const auto file = folder.write("m.mkv", small_file(std::string(length, '-')));
    stamp_segment_info(file, info);
    ASSERT_EQ(read_segment_info(file), info) << length;
  }
}

TEST(SegmentInfo, AFlippedBitIsSeen) {
  const TemporaryFolder folder;
  const auto whole = small_file("a title");
  const auto at = whole.find("a title");
  auto damaged = whole;
  damaged[at] ^= 1;
  EXPECT_EQ(read_segment_info(folder.write("whole.mkv", whole)).title, "a title");
  EXPECT_THROW(read_segment_info(folder.write("damaged.mkv", damaged)), Error);
}

TEST(SegmentInfo, NoCutFileIsRead) {
  const TemporaryFolder folder;
  const auto whole = small_file("a title");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    try {
      read_segment_info(folder.write("cut.mkv", whole.substr(0, length)));
      ADD_FAILURE() << length;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material) << length;
    }
  }
}

}  // namespace
}  // namespace tasma::codecs
