#include "pipeline/core/printable.hpp"

#include <gtest/gtest.h>

namespace tasma {
namespace {

TEST(Printable, LeavesWhatCanBeReadAsItIs) {
  for (const std::string name : {"reel 1_0001.dpx", "Манас_0001.tif", "Өзбек ўғли", "電影", "🎞"})
    EXPECT_EQ(printable(std::string_view(name)), name);
}

TEST(Printable, EscapesWhatWouldBreakALineOrATerminal) {
  EXPECT_EQ(printable(std::string_view("a\nb\tc\x1B[2J\x7F")), R"(a\x0Ab\x09c\x1B[2J\x7F)");
  EXPECT_EQ(printable(std::string_view("a\xC2\x85")), R"(a\xC2\x85)");                // U+0085, next line
  EXPECT_EQ(printable(std::string_view("gpj.\xE2\x80\xAE")), R"(gpj.\xE2\x80\xAE)");  // U+202E, right to left
  EXPECT_EQ(printable(std::string_view(R"(a\x41)")), R"(a\x5Cx41)");
}

TEST(Printable, EscapesBytesThatAreNoUtf8) {
  EXPECT_EQ(printable(std::string_view("\xCC\xE0\xED\xE0\xF1")), R"(\xCC\xE0\xED\xE0\xF1)");  // Манас in CP1251
  EXPECT_EQ(printable(std::string_view("\xC0\xAF")), R"(\xC0\xAF)");                          // overlong
  EXPECT_EQ(printable(std::string_view("\xED\xA0\x80")), R"(\xED\xA0\x80)");                  // a surrogate
  EXPECT_EQ(printable(std::string_view("\xF4\x90\x80\x80")), R"(\xF4\x90\x80\x80)");          // above U+10FFFF
  EXPECT_EQ(printable(std::string_view("end\xD0")), R"(end\xD0)");                            // cut
}

TEST(Printable, TakesPaths) { EXPECT_EQ(printable(std::filesystem::path("a/b\n")), R"(a/b\x0A)"); }

}  // namespace
}  // namespace tasma
