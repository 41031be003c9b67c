#include "pipeline/take_apart.hpp"

#include <gtest/gtest.h>

#include <random>

#include "codecs/digest.hpp"
#include "codecs/ffv1.hpp"
#include "codecs/matroska.hpp"
#include "pipeline/publish.hpp"
#include "tests/support/noise.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::pipeline {
namespace {

namespace fs = std::filesystem;
using support::read_text;
using support::write_text;

constexpr int frames = 12, of_a_segment = 3;

/// A reel of pictures in segments, and its master as a join has left it that was interrupted.
struct TakeApartTest : testing::Test {
  TakeApartTest() {
    stream.size = {64, 48};
    stream.planes = 3;
    stream.depth = 10;
    stream.rate = {24, 1};
    const auto codec = codecs::make_ffv1(stream);
    for (int i = 0; i < frames; ++i)  // the last segment has the pictures of the first
      coded.push_back(codec->encode(test::noise(stream.size, stream.planes, stream.depth, i % 9), i));
    for (int first = 0; first < frames; first += of_a_segment) segments.push_back(made_segment(first));
    codecs::MatroskaWriter writer(part_of(master), {codecs::ffv1_track(stream)});
    for (const auto& frame : coded) writer.write(0, frame);
    writer.settle();
    written = writer.passed_on(0);  // what is in memory goes with it
  }

  Segment made_segment(int first) {
    Segment wanted{"preserve-" + std::to_string(first) + "-" + std::to_string(first + of_a_segment - 1),
                   first,
                   first + of_a_segment - 1,
                   {first, first + of_a_segment},
                   "as asked",
                   0,
                   {},
                   {}};
    return folder.reuse_or_make(wanted, [&](const fs::path& file, Segment& segment) {
      codecs::MatroskaWriter writer(file, {codecs::ffv1_track(stream)}, {.checked = false});
      for (int i = first; i < first + of_a_segment; ++i) {
        const auto& frame = coded[static_cast<std::size_t>(i)];
        writer.write(0, {frame.bytes, i - first, i - first});
        segment.frames.push_back({i, FrameState::whole, "md5", hex(codecs::sha256_of(*frame.bytes)), {}, {}});
      }
      writer.finish();
    });
  }

  /// Whether the segment lies there with the pictures it was made of.
  bool is_whole(const Segment& segment) const {
    const auto found = folder.find(segment);
    if (!found) return false;
    codecs::MatroskaReader reader(folder.file(*found));
    for (const auto& frame : segment.frames) {
      const auto packet = reader.next();
      if (!packet || hex(codecs::sha256_of(*packet->frame.bytes)) != frame.packet_sha256) return false;
    }
    return !reader.next();
  }

  support::TemporaryFolder home;
  StreamInfo stream;
  std::vector<CodedFrame> coded;
  SegmentFolder folder{home / "segments"};
  fs::path master = home / "m.mkv";
  std::vector<Segment> segments;
  std::int64_t written = 0;
  Observer observer;
};

TEST_F(TakeApartTest, WhatWasLetGoIsThereAgainAndTheFileIsNot) {
  ASSERT_GE(written, 9);
  for (int i = 0; i < 3; ++i) folder.let_go(segments[static_cast<std::size_t>(i)]);
  EXPECT_EQ(folder.all_let_go().size(), 3U);
  take_apart(folder, master, observer);
  for (const auto& segment : segments) EXPECT_TRUE(is_whole(segment)) << segment.name;
  EXPECT_FALSE(fs::exists(part_of(master)));
}

TEST_F(TakeApartTest, AWholeMasterThatHasItsNameIsTakenApartToo) {
  fs::rename(part_of(master), master);
  folder.let_go(segments[1]);
  take_apart(folder, master, observer);
  EXPECT_TRUE(is_whole(segments[1]));
  EXPECT_FALSE(fs::exists(master));
}

TEST_F(TakeApartTest, APictureThatIsDamagedLeavesItsSegmentMissing) {
  for (int i = 0; i < 3; ++i) folder.let_go(segments[static_cast<std::size_t>(i)]);
  auto bytes = read_text(part_of(master));
  const std::string fourth(coded[4].bytes->begin(), coded[4].bytes->end());
  bytes[bytes.find(fourth) + 20] ^= 1;
  write_text(part_of(master), bytes);
  take_apart(folder, master, observer);
  EXPECT_TRUE(is_whole(segments[0]));
  EXPECT_FALSE(folder.find(segments[1]));
  EXPECT_TRUE(is_whole(segments[2]));
}

TEST_F(TakeApartTest, AFileWithAnotherNameIsLeftAsItIs) {
  folder.let_go(segments[0]);
  fs::create_hard_link(part_of(master), home / "scan");
  const auto before = read_text(home / "scan");
  take_apart(folder, master, observer);
  EXPECT_EQ(read_text(home / "scan"), before);
  EXPECT_FALSE(folder.find(segments[0]));
  EXPECT_FALSE(fs::exists(part_of(master)));
}

TEST_F(TakeApartTest, WhateverStandsInTheFileNothingWrongIsPutBack) {
  std::minstd_rand random(4711);
  const auto whole = read_text(part_of(master));
  for (int round = 0; round < 200; ++round) {
    auto bytes = whole;
    for (auto flips = 1 + random() % 8; flips > 0; --flips)
      bytes[round % 2 == 0 ? random() % 600 : random() % bytes.size()] = static_cast<char>(random());
    if (round % 3 == 0) bytes.resize(random() % bytes.size());
    write_text(part_of(master), bytes);
    for (int i = 0; i < 3; ++i) folder.let_go(segments[static_cast<std::size_t>(i)]);
    take_apart(folder, master, observer);
    for (int i = 0; i < 3; ++i) {
      const auto& segment = segments[static_cast<std::size_t>(i)];
      EXPECT_EQ(is_whole(segment), folder.find(segment).has_value()) << "round " << round;
      made_segment(static_cast<int>(segment.first));
    }
  }
}

}  // namespace
}  // namespace tasma::pipeline
