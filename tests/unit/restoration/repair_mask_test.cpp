#include "restoration/repair_mask.hpp"

#include <gtest/gtest.h>

namespace tasma::restoration {
namespace {

constexpr Size size{16, 8};

/// Two pixels at (x, y) and (x + 1, y).
Repair two_pixels(int x, int y, int source, Action action = Action::repair) {
  return {{{x, y, {2, 1}}, {0, 2}}, source, {}, 2, action};
}

/// The pixels that are not 0, as x, y, value.
std::vector<std::array<int, 3>> marked(const Image& mask) {
  std::vector<std::array<int, 3>> pixels;
  for (int y = 0; y < mask.size().height; ++y)
    for (int x = 0; x < mask.size().width; ++x)
      if (const int value = mask.row(0, y)[static_cast<std::size_t>(x)]; value != 0) pixels.push_back({x, y, value});
  return pixels;
}

using Pixels = std::vector<std::array<int, 3>>;

TEST(RepairMask, ABitForDustAnotherWhereItIsFilledFromAround) {
  FramePlan frame;
  frame.repairs = {two_pixels(3, 2, 1), two_pixels(4, 2, 0)};
  const auto mask = repair_mask(frame, size);
  EXPECT_EQ(mask.depth(), 8);
  EXPECT_EQ(marked(mask), (Pixels{{3, 2, 1}, {4, 2, 5}, {5, 2, 5}}));
}

TEST(RepairMask, WhatIsKeptIsNotInIt) {
  Plan plan;
  plan.frames.resize(2);
  plan.frames[1].repairs = {two_pixels(3, 2, 1, Action::keep)};
  EXPECT_TRUE(marked(repair_mask(plan.frames[1], size)).empty());
  EXPECT_FALSE(repairs_locally(plan));
  plan.frames[1].repairs.push_back(two_pixels(9, 2, 1));
  EXPECT_TRUE(repairs_locally(plan));
}

TEST(RepairMask, MovesWithThePicture) {
  FramePlan frame;
  frame.repairs = {two_pixels(6, 4, 1)};
  frame.warp = {2.2, -0.9, 0};  // the restored pixel at p is the scan's at p + (2.2, -0.9)
  EXPECT_EQ(marked(repair_mask(frame, size)), (Pixels{{4, 5, 1}, {5, 5, 1}}));
}

}  // namespace
}  // namespace tasma::restoration
