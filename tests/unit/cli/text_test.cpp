#include "cli/text.hpp"

#include <gtest/gtest.h>

#include <array>

namespace tasma::cli {
namespace {

TEST(Text, WhatWouldSteerATerminalIsWrittenOut) {
  EXPECT_EQ(printable("Катушка 3.dpx"), "Катушка 3.dpx");
  EXPECT_EQ(printable("a\nb\x1b[2J"), "a\\x0Ab\\x1B[2J");
  EXPECT_EQ(printable("\xC2\x9B"), "\\xC2\\x9B");  // CSI in eight bits
}

TEST(Text, BytesThatAreNoUtf8AreWrittenOut) {
  EXPECT_EQ(printable("R\xE9"), "R\\xE9");
  EXPECT_EQ(printable("\xC0\xAF"), "\\xC0\\xAF");           // longer than needed
  EXPECT_EQ(printable("\xED\xA0\x80"), "\\xED\\xA0\\x80");  // a surrogate
  EXPECT_EQ(printable("\xF4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80");
  EXPECT_EQ(printable("\xE2\x82"), "\\xE2\\x82");
}

TEST(Text, JsonStringsAreAlwaysUtf8) {
  EXPECT_EQ(json_string("a \"b\" \\ \n"), R"("a \"b\" \\ \u000A")");
  EXPECT_EQ(json_string("R\xE9"), R"("R\\xE9")");
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
}

}  // namespace
}  // namespace tasma::cli
