#include "codecs/matroska_check.hpp"

#include <gtest/gtest.h>

#include "codecs/digest.hpp"
#include "codecs/ffv1.hpp"
#include "codecs/matroska.hpp"
#include "codecs/rawcooked.hpp"
#include "tests/support/noise.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs {
namespace {

using Bytes = std::vector<std::uint8_t>;
using support::TemporaryFolder;

/// A small master of two clusters at least, with an attachment, and `behind` its Segment.
Bytes drawn_master(const Bytes& behind, bool vouched = true) {
  const TemporaryFolder folder;
  StreamInfo stream;
  stream.size = {16, 12};
  stream.planes = 3;
  stream.depth = 10;
  stream.rate = {1, 8};
  ContainerFacts facts{"reel", 1'600'000'000, uuid5("matroska_check_test"), {}, {{"a.txt", "text/plain", {1, 2}}}, {}};
  if (!behind.empty()) {
    facts.behind = folder.write("behind", {behind.begin(), behind.end()});
    if (vouched) facts.tags.emplace_back(behind_digest_tag, hex(sha256_of(behind)));
  }
  const auto codec = make_ffv1(stream);
  MatroskaWriter writer(folder / "m.mkv", {ffv1_track(stream)}, facts);
  for (int i = 0; i < 4; ++i) writer.write(0, codec->encode(test::noise(stream.size, 3, 10, 5U + i), i));
  writer.finish();
  return InputFile(folder / "m.mkv").read_all();
}

/// Data of RAWcooked's form.
Bytes reversibility() {
  const TemporaryFolder folder;
  std::ofstream out(folder / "data", std::ios::binary);
  ReversibilityWriter writer(out, "tasma", "1");
  writer.add_whole({"scan/a.tif", {{}, Bytes(40, 7), {}}, {}, 40});
  writer.finish();
  std::ofstream behind(folder / "behind", std::ios::binary);
  append_reversibility(InputFile(folder / "data"), behind);
  behind.close();
  return InputFile(folder / "behind").read_all();
}

MatroskaCheck check(const Bytes& file) {
  return check_matroska(MemoryBytes(file), [](std::uint64_t) {});
}

TEST(MatroskaCheck, AccountsForEveryByteOfOurMasters) {
  for (const auto& behind : {Bytes(), reversibility()}) {
    const auto master = drawn_master(behind);
    const auto result = check(master);
    EXPECT_TRUE(result.damages.empty());
    EXPECT_TRUE(result.unchecked.empty());
    EXPECT_EQ(result.checked, master.size());
    EXPECT_TRUE(check_matroska_heads(MemoryBytes(master)).empty());
  }
}

TEST(MatroskaCheck, NoticesEveryFlippedBit) {
  auto master = drawn_master(reversibility());
  for (std::size_t at = 0; at < master.size(); ++at) {
    const auto bit = static_cast<std::uint8_t>(1 << ((at * 5 + 1) % 8));
    master[at] ^= bit;
    EXPECT_FALSE(check(master).damages.empty()) << "byte " << at;
    master[at] ^= bit;
  }
}

TEST(MatroskaCheck, NoticesWhereTheFileEndsEarlyOrLate) {
  const auto master = drawn_master(reversibility());
  for (const std::size_t length : {std::size_t{0}, std::size_t{3}, std::size_t{60}, master.size() / 2,
                                   master.size() - reversibility().size(), master.size() - 1})
    EXPECT_FALSE(check(Bytes(master.begin(), master.begin() + static_cast<std::ptrdiff_t>(length))).damages.empty())
        << length;
  auto longer = master;
  longer.push_back(0);
  EXPECT_FALSE(check(longer).damages.empty());
}

TEST(MatroskaCheck, TellsTheTimeOfADamagedCluster) {
  auto master = drawn_master({});
  std::vector<std::size_t> clusters;  // of one frame each, eight seconds apart
  for (std::size_t at = 0; at + 4 < master.size(); ++at)
    if (master[at] == 0x1F && master[at + 1] == 0x43 && master[at + 2] == 0xB6 && master[at + 3] == 0x75)
      clusters.push_back(at);
  ASSERT_GE(clusters.size(), 3U);
  master[clusters[2] - 5] ^= 1;  // near the end of the second
  const auto result = check(master);
  ASSERT_EQ(result.damages.size(), 1U);
  EXPECT_EQ(result.damages[0].place.begin, clusters[1]);
  EXPECT_EQ(result.damages[0].place.end, clusters[2]);
  EXPECT_EQ(result.damages[0].from_ms, 8000);
  EXPECT_EQ(result.damages[0].to_ms, 16000);
}

TEST(MatroskaCheck, SaysWhichBytesNothingVouchesFor) {
  const auto behind = reversibility();
  const auto master = drawn_master(behind, false);
  const auto result = check(master);
  EXPECT_TRUE(result.damages.empty());
  ASSERT_EQ(result.unchecked.size(), 1U);
  EXPECT_EQ(result.unchecked[0].length(), behind.size());
  EXPECT_EQ(result.checked, master.size() - behind.size());
}

}  // namespace
}  // namespace tasma::codecs
