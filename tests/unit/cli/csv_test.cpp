#include "cli/csv.hpp"

#include <gtest/gtest.h>
#include <fstream>

#include "pipeline/core/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::cli {
namespace {

using Fields = std::vector<std::string>;

class Csv : public ::testing::Test {
 protected:
  std::vector<CsvRow> read(std::string_view bytes) const {
    std::ofstream(file(), std::ios::binary) << bytes;
    return read_csv(file());
  }
  std::string refusal(std::string_view bytes) const {
    try {
      read(bytes);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::usage);
      return error.what();
    }
    return "read all the same";
  }
  std::filesystem::path file() const { return folder_.path() / "list.csv"; }

 private:
  support::TemporaryFolder folder_;
};

TEST_F(Csv, FieldsStandBetweenCommasOrSemicolons) {
  EXPECT_EQ(read("scan,rate\nA,24\n")[1].fields, (Fields{"A", "24"}));
  EXPECT_EQ(read("scan;rate\r\nA,1;24\r\n")[1].fields, (Fields{"A,1", "24"}));
  EXPECT_EQ(read("scan;rate;\nA;;")[1].fields, (Fields{"A", "", ""}));
}

TEST_F(Csv, AQuotedFieldHoldsSeparatorsQuotesAndLines) {
  const auto rows = read("a,b\n\"x, \"\"y\"\"\nz\",1\n\n2,3\n");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1].fields, (Fields{"x, \"y\"\nz", "1"}));
  EXPECT_EQ(rows[2].line, 5U);
}

TEST_F(Csv, WhatSpreadsheetsWriteComesBackAsUtf8) {
  EXPECT_EQ(read("\xEF\xBB\xBFscan\nҚ\n")[0].fields, Fields{"scan"});
  const std::string little("\xFF\xFE\x9A\x04\n\0\x3D\xD8\x00\xDE", 10);  // Қ, a line's end, U+1F600
  EXPECT_EQ(read(little)[0].fields, Fields{"Қ"});
  EXPECT_EQ(read(little)[1].fields, Fields{"😀"});
  EXPECT_EQ(read(std::string("\xFE\xFF\x04\x9A", 4))[0].fields, Fields{"Қ"});
}

TEST_F(Csv, WhatCannotBeReadIsRefusedWithItsLine) {
  EXPECT_NE(refusal("a\nb\n\xCA\xEE\n").find("list.csv:3: is not UTF-8"), std::string::npos);
  EXPECT_NE(refusal("a\n\"b\n").find("list.csv:2: a quoted field does not end"), std::string::npos);
  for (const auto& wrong :
       {std::string("\xC0\xAF"), std::string("\xED\xA0\x80"), std::string("\xF5\x80\x80\x80"), std::string("\xE2\x82"),
        std::string("\xFF\xFE\x3D\xD8", 4), std::string("\xFF\xFE\x41", 3)})
    EXPECT_NE(refusal(wrong).find("is not UTF-8"), std::string::npos) << wrong;
  EXPECT_THROW(read_csv(file().parent_path() / "none.csv"), Error);
}

}  // namespace
}  // namespace tasma::cli
