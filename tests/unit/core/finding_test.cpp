#include "pipeline/core/finding.hpp"

#include <gtest/gtest.h>

namespace tasma {
namespace {

Finding remark(std::int64_t frame, const std::string& text, Severity severity = Severity::remark) {
  return {FindingCode::incorrect_header, severity, "f", frame, Message("T9003", "{1}", {text})};
}

TEST(Finding, IdenticalOnesAreOneLineWithCountFirstAndLastFrame) {
  const auto groups = grouped({remark(7, "size"), remark(3, "version"), remark(5, "size"), remark(9, "size")});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].count, 3);
  EXPECT_EQ(groups[0].first_frame, 5);
  EXPECT_EQ(groups[0].last_frame, 9);
  EXPECT_EQ(groups[1].count, 1);
}

TEST(Finding, TheHeaviestDecidesHowTasmaEnds) {
  EXPECT_EQ(exit_code_of(std::vector<Finding>{}), ExitCode::ok);
  EXPECT_EQ(exit_code_of(std::vector{remark(1, "a", Severity::note)}), ExitCode::ok);
  EXPECT_EQ(exit_code_of(std::vector{remark(1, "a", Severity::note), remark(2, "b")}), ExitCode::findings);
  EXPECT_EQ(exit_code_of(std::vector{remark(1, "a", Severity::refusal), remark(2, "b")}), ExitCode::material);
}

TEST(Finding, EveryCodeHasAName) {
  for (int code = 0; code <= static_cast<int>(FindingCode::missing_package); ++code) {
    const std::string name(name_of(static_cast<FindingCode>(code)));
    EXPECT_TRUE(name.starts_with("missing_") || name.starts_with("unexpected_") || name.starts_with("empty_") ||
                name.starts_with("invalid_") || name.starts_with("incorrect_") || name.starts_with("mismatched_"))
        << name;
  }
}

}  // namespace
}  // namespace tasma
