#include "cli/text.hpp"

#include <gtest/gtest.h>

#include <array>

namespace tasma::cli {
namespace {

TEST(Text, WhatWouldSteerATerminalIsWrittenOut) {
  EXPECT_EQ(shown("Катушка 3.dpx"), "Катушка 3.dpx");
  EXPECT_EQ(shown("a\nb\x1b[2J R\xE9"), "a\\x0ab\\x1b[2J R\\xe9");
}

TEST(Text, WhatIsPrintableAlreadyStaysSo) {
  for (const auto* text : {"\\", "a\\x0ab", "\\\\host\\", ""}) EXPECT_EQ(shown(text), text);
  EXPECT_EQ(shown("a\\\n"), "a\\\\x0a");
}

TEST(Text, JsonStringsAreAlwaysUtf8OnOneLine) {
  EXPECT_EQ(json_string("a \"b\" \\ \n"), R"("a \"b\" \\ \\x0a")");
  EXPECT_EQ(json_string("R\xE9"), R"("R\\xe9")");
}

TEST(Text, TheNearestNameIsOffered) {
  const std::array names{"rate", "element", "repair", "frames-as"};
  EXPECT_EQ(nearest("ratee", names), "rate");
  EXPECT_EQ(nearest("lement", names), "element");
  EXPECT_EQ(nearest("reapir", names), "repair");
  EXPECT_EQ(nearest("frame-as", names), "frames-as");
  EXPECT_EQ(nearest("zzzzzz", names), "");
}

TEST(Text, NeighboursSwappedAreOneEdit) {
  EXPECT_EQ(edit_distance("insepct", "inspect"), 1U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
}

TEST(Text, CuttingCountsCharactersNotBytes) {
  EXPECT_EQ(cut("плёнка", 3), "плё");
  EXPECT_EQ(cut("ab", 5), "ab");
  EXPECT_EQ(cut("ab", 0), "");
  EXPECT_EQ(columns_of("плёнка"), 6U);
}

}  // namespace
}  // namespace tasma::cli
