#include "cli/values.hpp"

#include <gtest/gtest.h>

namespace tasma::cli {
namespace {

TEST(Values, APictureAreaIsWrittenLikeAWindow) {
  const auto area = parse_picture("1440x1080+120+60");
  ASSERT_TRUE(area);
  EXPECT_EQ(area->kind, PictureArea::Kind::given);
  EXPECT_EQ(area->area, (Rectangle{120, 60, {1440, 1080}}));
  EXPECT_EQ(parse_picture("auto")->kind, PictureArea::Kind::detect);
  EXPECT_EQ(parse_picture("none")->kind, PictureArea::Kind::whole);
  for (const auto* wrong : {"", "1440x1080", "0x10+0+0", "10x10+0", "10x10-1+0", "10x10+0+0 ", "9999999x10+0+0"})
    EXPECT_FALSE(parse_picture(wrong)) << wrong;
}

TEST(Values, FramesAreTwoNumbersInOrder) {
  EXPECT_EQ(parse_frames("86400-86523"), (std::pair<std::int64_t, std::int64_t>{86400, 86523}));
  EXPECT_EQ(parse_frames("0-0"), (std::pair<std::int64_t, std::int64_t>{0, 0}));
  for (const auto* wrong : {"", "5", "5-", "-5", "9-5", "a-b", "1-99999999999999999999"})
    EXPECT_FALSE(parse_frames(wrong)) << wrong;
}

TEST(Values, AShareIsOneOfSeveral) {
  const auto share = parse_share("3/12");
  ASSERT_TRUE(share);
  EXPECT_EQ(share->index, 2);
  EXPECT_EQ(share->count, 12);
  for (const auto* wrong : {"", "3", "0/3", "4/3", "1/0", "1/2/3", "-1/3", "1/99999"})
    EXPECT_FALSE(parse_share(wrong)) << wrong;
}

TEST(Values, SizesCountInPowersOf1024) {
  EXPECT_EQ(parse_size("536870912"), 536870912U);
  EXPECT_EQ(parse_size("512M"), 536870912U);
  EXPECT_EQ(parse_size("6G"), 6442450944U);
  EXPECT_EQ(parse_size("6GiB"), 6442450944U);
  for (const auto* wrong : {"", "0", "G", "6GB", "6 G", "-1", "6.5G", "9999999999T", "99999999999999999999"})
    EXPECT_FALSE(parse_size(wrong)) << wrong;
}

TEST(Values, DatesAreOfTheCalendarAndInUtc) {
  EXPECT_EQ(parse_date("1970-01-01"), 0);
  EXPECT_EQ(parse_date("2024-02-29"), 1709164800);
  EXPECT_EQ(parse_date("2024-02-29T00:00:01Z"), 1709164801);
  for (const auto* wrong : {"", "2023-02-29", "1969-12-31", "2024-1-1", "2024-02-29T24:00:00Z", "2024-02-29 00:00:00Z",
                            "29.02.2024", "2024-02-29T00:00:0+Z"})
    EXPECT_FALSE(parse_date(wrong)) << wrong;
}

TEST(Values, AListHasNoEmptyAndNoRepeatedParts) {
  EXPECT_EQ(parse_list("dust,flicker"), (std::vector<std::string>{"dust", "flicker"}));
  for (const auto* wrong : {"", ",", "dust,", ",dust", "dust,dust"}) EXPECT_FALSE(parse_list(wrong)) << wrong;
}

TEST(Values, LanguagesAreNamedLikeCatalogues) {
  for (const auto* right : {"ky", "uz", "kaa", "pt_BR"}) EXPECT_TRUE(is_language(right)) << right;
  for (const auto* wrong : {"", "k", "Kyrgyz", "ky-KG", "../ky", "ky_"}) EXPECT_FALSE(is_language(wrong)) << wrong;
}

TEST(Values, SecondsAreReadToTheThousandth) {
  EXPECT_EQ(parse_seconds("-12.5"), (Rational{-12'500, 1000}));
  EXPECT_EQ(parse_seconds("3"), (Rational{3000, 1000}));
  EXPECT_EQ(parse_seconds("0.041"), (Rational{41, 1000}));
  for (const auto* wrong : {"", "-", ".5", "1.", "1.2345", "1,5", "+1", "1e3", "--1", "12345678"})
    EXPECT_FALSE(parse_seconds(wrong)) << wrong;
}

}  // namespace
}  // namespace tasma::cli
