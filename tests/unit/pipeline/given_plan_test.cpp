#include "pipeline/given_plan.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "pipeline/core/error.hpp"
#include "pipeline/plan_json.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::pipeline {
namespace {

using testing::HasSubstr;

/// Four frames, 11 to 14.
class FourFrames final : public FrameSource {
 public:
  FourFrames() { stream_.size = {8, 8}, stream_.planes = 1, stream_.depth = 10; }
  const StreamInfo& stream() const override { return stream_; }
  std::span<const std::int64_t> numbers() const override { return numbers_; }
  Frame read(std::int64_t position) const override { return {11 + position, position, Image({8, 8}, 1, 10)}; }

 private:
  StreamInfo stream_;
  std::vector<std::int64_t> numbers_{11, 12, 13, 14};
};

class GivenPlan : public testing::Test {
 protected:
  GivenPlan() {
    for (int i = 0; i < 4; ++i) plan_.frames.push_back({.number = 11 + i, .position = i});
  }

  std::string refusal() {
    const auto file = folder_ / "plan.jsonl";
    std::ofstream out(file);
    write_plan(out, plan_, scan_.stream());
    out.close();
    try {
      EXPECT_EQ(read_given_plan(file, scan_), plan_);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material);
      return error.what();
    }
    return "not refused";
  }

  FourFrames scan_;
  Plan plan_;
  support::TemporaryFolder folder_;
};

TEST_F(GivenPlan, ThatFitsComesAsItIs) { EXPECT_EQ(refusal(), "not refused"); }

TEST_F(GivenPlan, FramesThatTheScanHasNotAreRefused) {
  plan_.frames[2].number = 14;
  EXPECT_THAT(refusal(), HasSubstr("line 4: the scan has no frame 14 at position 2"));
  plan_.frames[2].number = 13;
  plan_.frames[3].position = 4;
  EXPECT_THAT(refusal(), HasSubstr("line 5"));
}

TEST_F(GivenPlan, RepairsFromBeyondTheScanAreRefused) {
  plan_.frames[3].repairs.push_back({{{0, 0, {2, 1}}, {0, 2}}, -2, {}, 2, Action::repair});
  EXPECT_EQ(refusal(), "not refused");
  plan_.frames[3].repairs[0].source = 1;
  EXPECT_THAT(refusal(), HasSubstr("line 5: a repair takes from"));
}

TEST_F(GivenPlan, APartIsTakenOutAndMustBeWhole) {
  EXPECT_EQ(plan_of_part(plan_, {1, 3}, scan_, "p").frames,
            std::vector<FramePlan>(plan_.frames.begin() + 1, plan_.frames.begin() + 3));
  plan_.frames.erase(plan_.frames.begin() + 2);
  try {
    plan_of_part(plan_, {1, 4}, scan_, "p");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("no record of frame 13"));
  }
}

}  // namespace
}  // namespace tasma::pipeline
