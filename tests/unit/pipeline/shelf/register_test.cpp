#include "pipeline/shelf/register.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/support/temporary_folder.hpp"

namespace tasma::pipeline {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t day_s = 86'400, now_s = 1000 * day_s;

RegisterLine line(const std::string& package, std::int64_t day, ExitCode exit = ExitCode::ok,
                  Level level = Level::fixity) {
  return {day * day_s, package, package + "'s manifest", level, std::string(verdict_of(exit)), exit, "tasma 0.1.0"};
}

TEST(Register, ReadsWhatWasAppendedAndDropsATornLine) {
  const support::TemporaryFolder folder;
  const auto file = folder / "r.jsonl";
  Register(file).append(line("a", 7, ExitCode::material));
  support::write_text(file, support::read_text(file) + R"({"schema":"tasma.register/1","when":"20)");
  EXPECT_THAT(read_register(file).unreadable, ElementsAre(2));
  Register(file).append(line("b", 8));
  const auto text = read_register(file);
  ASSERT_EQ(text.lines.size(), 2U);
  EXPECT_EQ(text.lines[0].when_s, 7 * day_s);
  EXPECT_EQ(text.lines[0].exit, ExitCode::material);
  EXPECT_EQ(text.lines[0].verdict, "not sound");
  EXPECT_EQ(text.lines[1].package, "b");
  EXPECT_EQ(text.lines[1].manifest, "b's manifest");
  EXPECT_THAT(text.unreadable, ElementsAre(2));
  EXPECT_THAT(read_register(folder / "none").lines, IsEmpty());
}

TEST(Register, TheOneWhoseLastCheckLiesBackLongestIsDueFirst) {
  const std::vector lines{line("a", 600), line("b", 500), line("c", 990), line("b", 550)};
  const auto due_after = [&](int days) {
    return due({"a", "b", "c", "d"}, lines, Level::fixity, std::chrono::days(days), now_s);
  };
  EXPECT_THAT(due_after(365), ElementsAre("d", "b", "a"));
  EXPECT_THAT(due_after(10), ElementsAre("d", "b", "a", "c"));
  EXPECT_THAT(due_after(11), ElementsAre("d", "b", "a"));
}

TEST(Register, WhatWasNotSoundOrLookedAtLessDeeplyOrInTheFutureIsDue) {
  const std::vector lines{line("damaged", 999, ExitCode::material), line("unread", 998, ExitCode::io),
                          line("shallow", 999, ExitCode::ok, Level::structure), line("later", 1001),
                          line("deep", 999, ExitCode::findings, Level::full)};
  EXPECT_THAT(
      due({"damaged", "deep", "later", "shallow", "unread"}, lines, Level::fixity, std::chrono::days(365), now_s),
      ElementsAre("shallow", "unread", "damaged", "later"));
}

TEST(Register, WhatVanishedIsToldUntilItIsWithdrawn) {
  std::vector lines{line("a", 1), line("b", 2), line("b", 3)};
  const auto gone = vanished({"a"}, lines);
  ASSERT_EQ(gone.size(), 1U);
  EXPECT_EQ(gone[0].when_s, 3 * day_s);
  lines.push_back({4 * day_s, "b", {}, Level::fixity, std::string(verdict::withdrawn), ExitCode::ok, {}});
  EXPECT_THAT(vanished({"a"}, lines), IsEmpty());
  EXPECT_EQ(known_manifest("b", lines), "b's manifest");
}

}  // namespace
}  // namespace tasma::pipeline
