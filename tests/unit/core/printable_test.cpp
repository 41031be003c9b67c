#include "pipeline/core/printable.hpp"

#include <gtest/gtest.h>

namespace tasma {
namespace {

TEST(Printable, LeavesWhatCanBeReadAsItIs) {
  for (const std::string name : {"reel 1_0001.dpx", "Манас_0001.tif", "Өзбек ўғли", "電影", "🎞"})
    EXPECT_EQ(printable(std::string_view(name)), name);
}

TEST(Printable, EscapesWhatWouldBreakALineOrATerminal) {
  EXPECT_EQ(printable(std::string_view("a\nb\tc\x1B[2J\x7F")), R"(a\x0ab\x09c\x1b[2J\x7f)");
  EXPECT_EQ(printable(std::string_view("a\xC2\x85")), R"(a\xc2\x85)");                // U+0085, next line
  EXPECT_EQ(printable(std::string_view("gpj.\xE2\x80\xAE")), R"(gpj.\xe2\x80\xae)");  // U+202E, right to left
  EXPECT_EQ(printable(std::string_view(R"(a\x41)")), R"(a\x5cx41)");
}

TEST(Printable, EscapesBytesThatAreNoUtf8) {
  EXPECT_EQ(printable(std::string_view("\xCC\xE0\xED\xE0\xF1")), R"(\xcc\xe0\xed\xe0\xf1)");  // Манас in CP1251
  EXPECT_EQ(printable(std::string_view("\xC0\xAF")), R"(\xc0\xaf)");                          // overlong
  EXPECT_EQ(printable(std::string_view("\xED\xA0\x80")), R"(\xed\xa0\x80)");                  // a surrogate
  EXPECT_EQ(printable(std::string_view("\xF4\x90\x80\x80")), R"(\xf4\x90\x80\x80)");          // above U+10FFFF
  EXPECT_EQ(printable(std::string_view("end\xD0")), R"(end\xd0)");                            // cut
}

TEST(Printable, TakesPaths) { EXPECT_EQ(printable(std::filesystem::path("a/b\n")), R"(a/b\x0a)"); }

}  // namespace
}  // namespace tasma
