#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "codecs/image_sequence.hpp"
#include "codecs/open.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/shared.hpp"

namespace tasma::codecs {
namespace {

namespace fs = std::filesystem;

class SharedReel : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(material_)) GTEST_SKIP() << "no shared material";
  }
  const fs::path material_ = support::shared_material() / "testdata";
};

TEST_F(SharedReel, OfRawcookedOpensWithItsSound) {
  const auto scan = open_scan(material_ / "dpx/sequence_000dpx000wav_01", {});
  EXPECT_EQ(scan->numbers().size(), 13U);
  EXPECT_EQ(scan->numbers().front(), 1);
  ASSERT_EQ(scan->inventory().sounds.size(), 1U);
  EXPECT_EQ(scan->inventory().sounds[0].codec, "pcm_s16le");
  for (std::int64_t position = 0; position < 13; ++position)
    EXPECT_EQ(scan->read(position).pixels.size(), scan->stream().size);
}

TEST_F(SharedReel, missing_frame) {
  const auto gap_of = [&](const char* folder) {
    const auto scan = open_scan(material_ / "malformed/sequences" / folder, {});
    for (const auto& finding : scan->inventory().findings)
      if (finding.code == FindingCode::missing_frame) return finding.frame.value_or(-1);
    return std::int64_t{-1};
  };
  EXPECT_EQ(gap_of("MissingSecondFrame"), 2);
  EXPECT_EQ(gap_of("MissingPenultimateFrame"), 9);
}

TEST_F(SharedReel, NoFolderOfWrecksIsMoreThanAnAnswer) {
  std::set<fs::path> places;
  for (const auto& file : support::shared_files("testdata/malformed"))
    for (auto folder = file; folder != material_; folder = folder.parent_path()) places.insert(folder);
  EXPECT_GT(places.size(), 100U);
  for (const auto& place : places) {
    SCOPED_TRACE(place);
    try {
      const auto scan = open_scan(place, {});
      const auto count = std::min<std::int64_t>(std::ssize(scan->numbers()), 20);
      for (std::int64_t position = 0; position < count; ++position) {
        try {
          scan->read(position);
        } catch (const Error& error) {
          EXPECT_EQ(error.code(), ExitCode::material) << error.what();
        }
      }
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material) << error.what();
    }
  }
}

}  // namespace
}  // namespace tasma::codecs
