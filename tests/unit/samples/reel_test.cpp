#include "samples/reel.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <stdexcept>

#include "samples/portable.hpp"

namespace tasma::samples {
namespace {

using testing::Each;
using testing::Gt;
using testing::Le;

ReelSpec small_reel() {
  ReelSpec spec;
  spec.frames = 24;
  spec.width = 160;
  spec.height = 120;
  return spec;
}

std::uint64_t hash_of(const Still& still) {
  std::uint64_t hash = 0;
  for (const auto sample : still.samples) hash = mix(hash ^ sample);
  return hash;
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class ReelFolder : public testing::Test {
 protected:
  void SetUp() override {
    root_ = std::filesystem::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(root_);
  }
  void TearDown() override { std::filesystem::remove_all(root_); }
  std::filesystem::path root_;
};

TEST(Reel, IsTheSameOnEveryMachine) {
  auto spec = small_reel();
  spec.dust = 12;
  spec.scratches = 2;
  spec.flicker = 5;
  spec.weave = 1;
  spec.splices = true;
  Reel reel(spec);
  EXPECT_EQ(hash_of(reel.draw(3).scan), 9077685531487327200U);
  EXPECT_EQ(hash_of(reel.draw(20).scan), 3805928619329953105U);
}

TEST(Reel, DrawsAFrameAlikeInWhateverOrder) {
  Reel forward(small_reel()), backward(small_reel());
  const auto first = hash_of(forward.draw(2).scan), later = hash_of(forward.draw(20).scan);
  EXPECT_EQ(hash_of(backward.draw(20).scan), later);
  EXPECT_EQ(hash_of(backward.draw(2).scan), first);
  EXPECT_NE(first, later);
}

TEST(Reel, MasksAllThatDustAndScratchesChanged) {
  auto spec = small_reel();
  spec.dust = 20;
  spec.scratches = 2;
  const auto frame = Reel(spec).draw(5);
  std::size_t masked = 0, changed = 0;
  for (std::size_t i = 0; i < frame.mask.size(); ++i) {
    masked += frame.mask[i] != 0;
    for (std::size_t k = 3 * i; k < 3 * i + 3; ++k) {
      const bool differs = frame.scan.samples[k] != frame.truth.samples[k];
      changed += differs;
      ASSERT_TRUE(frame.mask[i] != 0 || !differs) << "pixel " << i;
    }
  }
  EXPECT_GT(masked, 100U);
  EXPECT_LT(masked, frame.mask.size() / 10);
  EXPECT_GT(changed, masked);  // of three samples a pixel most change
}

TEST(Reel, WithoutDamageIsItsOwnTruth) {
  const auto frame = Reel(small_reel()).draw(9);
  EXPECT_EQ(frame.scan.samples, frame.truth.samples);
  EXPECT_THAT(frame.mask, Each(0));
  EXPECT_EQ(frame.gain, 1);
}

TEST(Reel, FlickerIsAsStrongAsAskedFor) {
  auto spec = small_reel();
  spec.frames = 200;
  spec.width = spec.height = 16;
  spec.flicker = 8;
  Reel reel(spec);
  double square = 0;
  for (std::int64_t at = 0; at < spec.frames; ++at) square += std::pow(reel.draw(at).gain - 1, 2);
  EXPECT_NEAR(std::sqrt(square / 200), 0.08, 0.015);
}

TEST(Reel, WeaveIsAsWideAsAskedFor) {
  double square = 0;
  for (int at = 0; at < 1000; ++at) {
    const auto shift = weave_of(1.5, at, 7);
    square += shift.x_px * shift.x_px + shift.y_px * shift.y_px;
  }
  EXPECT_NEAR(std::sqrt(square / 1000), 1.5, 0.1);
}

TEST(Reel, LogarithmicCodesKeepToTheCineonRange) {
  const auto frame = Reel(small_reel()).draw(0);
  EXPECT_THAT(frame.truth.samples, Each(testing::AllOf(Gt(60), Le(900))));
}

TEST(Curve, CineonsWhiteIs685AndItsBlack95) {
  const Curve curve(Transfer::log);
  EXPECT_NEAR(curve.code(1) * 1023, 685, 0.1);
  EXPECT_NEAR(curve.code(0) * 1023, 95, 0.1);
  EXPECT_NEAR(curve.exposed(curve.code(0.5F), 2) * 1023, 685, 1.5);  // twice the light is light itself
}

TEST_F(ReelFolder, HoldsFramesSoundAndTruthButNotTheGap) {
  auto spec = small_reel();
  spec.first = 100;
  spec.missing = {103};
  spec.sound = true;
  write_reel(spec, root_ / "scan", root_ / "truth");
  EXPECT_TRUE(std::filesystem::exists(root_ / "scan/frame_0000100.dpx"));
  EXPECT_FALSE(std::filesystem::exists(root_ / "scan/frame_0000103.dpx"));
  EXPECT_TRUE(std::filesystem::exists(root_ / "truth/frames/frame_0000103.dpx"));
  EXPECT_TRUE(std::filesystem::exists(root_ / "truth/mask/00023.png"));
  EXPECT_TRUE(contents(root_ / "truth/meta.json").find("\"missing\": [103]") != std::string::npos);
  EXPECT_EQ(std::filesystem::file_size(root_ / "scan/sound.wav"), 44U + 48000 * 3);  // 24 frames last a second
}

TEST_F(ReelFolder, IsNeverOneWithSomethingInIt) {
  std::filesystem::create_directories(root_ / "scan");
  std::ofstream(root_ / "scan/a letter.txt") << "keep me";
  EXPECT_THROW(write_reel(small_reel(), root_ / "scan", std::nullopt), std::invalid_argument);
  EXPECT_EQ(contents(root_ / "scan/a letter.txt"), "keep me");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(root_ / "scan"), {}), 1);
}

TEST_F(ReelFolder, IsNotMadeForAReelThatCannotBe) {
  auto spec = small_reel();
  spec.format = Format::tiff;  // of 10 bits, which TIFF has no room for
  EXPECT_THROW(write_reel(spec, root_ / "scan", std::nullopt), std::invalid_argument);
  EXPECT_FALSE(std::filesystem::exists(root_ / "scan"));
}

}  // namespace
}  // namespace tasma::samples
