#include "pipeline/checksum_match.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasma::pipeline {
namespace {

using testing::ElementsAre;

const std::vector<std::string> reel{"f1.dpx", "f2.dpx", "sub/mix.wav", "sub/scan.md5"};

/// What becomes of each name, in words: the file it means, or its fate.
std::vector<std::string> fates(const std::vector<std::string>& listed, const std::string& folder = "",
                               std::span<const std::string> files = reel, const std::string& list = "scan.md5") {
  FoundList found{list, folder, {}};
  for (std::size_t line = 1; line <= listed.size(); ++line)
    found.list.files.push_back(
        {listed[line - 1], {{DigestAlgorithm::md5, std::to_string(line)}}, line});  // no two digests are the same
  std::vector<std::string> words;
  for (const auto& placed : place(found, "R1", files))
    words.push_back(placed.fate == Placed::Fate::here        ? files[placed.file]
                    : placed.fate == Placed::Fate::missing   ? "missing"
                    : placed.fate == Placed::Fate::ambiguous ? "ambiguous"
                                                             : "elsewhere");
  return words;
}

TEST(ChecksumMatch, NamesCountFromTheScan) {
  EXPECT_THAT(fates({"f1.dpx", "./f2.dpx", "sub/mix.wav", "f3.dpx"}),
              ElementsAre("f1.dpx", "f2.dpx", "sub/mix.wav", "missing"));
}

TEST(ChecksumMatch, NamesCountFromTheFolderOfTheList) {
  EXPECT_THAT(fates({"mix.wav", "../f1.dpx", "notes.txt"}, "sub"), ElementsAre("sub/mix.wav", "f1.dpx", "missing"));
  const std::vector<std::string> twice{"f1.dpx", "sub/f1.dpx"};
  EXPECT_THAT(fates({"f1.dpx"}, "sub", twice), ElementsAre("sub/f1.dpx"));
  EXPECT_THAT(fates({"f1.dpx", "sub/f1.dpx"}, "sub", twice), ElementsAre("f1.dpx", "sub/f1.dpx"))
      << "more of them are found from the scan";
}

TEST(ChecksumMatch, TheScansNameMayStandInFront) {
  EXPECT_THAT(fates({"R1/f1.dpx", "R1/f2.dpx", "R1/f3.dpx", "R2/f1.dpx"}),
              ElementsAre("f1.dpx", "f2.dpx", "missing", "elsewhere"));
  EXPECT_THAT(fates({"/vol/R1/f1.dpx", "/vol/R1/sub/mix.wav", "/vol/R2/f2.dpx"}),
              ElementsAre("f1.dpx", "sub/mix.wav", "elsewhere"));
}

TEST(ChecksumMatch, WindowsPathsAndCaseAreNoDifference) {
  EXPECT_THAT(fates({"D:\\scans\\r1\\F1.DPX", "D:\\scans\\r1\\sub\\MIX.wav", "D:\\scans\\r1\\f9.dpx"}),
              ElementsAre("f1.dpx", "sub/mix.wav", "missing"));
  const std::vector<std::string> two{"a.dpx", "A.dpx"};
  EXPECT_THAT(fates({"A.dpx", "a.dpx"}, "", two), ElementsAre("A.dpx", "a.dpx"));
  EXPECT_THAT(fates({"a.DPX"}, "", two), ElementsAre("ambiguous"));
}

TEST(ChecksumMatch, AnyFolderWillDoWhereNoneIsCalledAsTheScan) {
  EXPECT_THAT(fates({"/old/name/f1.dpx", "/old/name/f2.dpx", "/old/name/f3.dpx", "/old/f1.dpx"}),
              ElementsAre("f1.dpx", "f2.dpx", "missing", "elsewhere"));
}

TEST(ChecksumMatch, AnotherReelsFramesOfTheSameNamesAreNotTakenForOurs) {
  EXPECT_THAT(fates({"R1/f1.dpx", "R2/f1.dpx", "R2/f2.dpx"}), ElementsAre("f1.dpx", "elsewhere", "elsewhere"));
  EXPECT_THAT(fates({"R8/f1.dpx", "R8/f2.dpx", "R9/f1.dpx", "R9/f2.dpx"}),
              ElementsAre("ambiguous", "ambiguous", "ambiguous", "ambiguous"));
}

TEST(ChecksumMatch, AFileInAnotherFolderThanListedIsKnownByTheEndOfItsPath) {
  EXPECT_THAT(fates({"f1.dpx", "mix.wav"}), ElementsAre("f1.dpx", "sub/mix.wav"));
  const std::vector<std::string> copies{"f1.dpx", "a/mix.wav", "b/mix.wav"};
  EXPECT_THAT(fates({"f1.dpx", "mix.wav"}, "", copies), ElementsAre("f1.dpx", "ambiguous"));
  EXPECT_THAT(fates({"f1.dpx", "x/b/mix.wav"}, "", copies), ElementsAre("f1.dpx", "b/mix.wav"));
}

TEST(ChecksumMatch, AListSaysNothingOfItselfAndLitterIsNotMissed) {
  EXPECT_THAT(fates({"mix.wav", "scan.md5"}, "sub", reel, "sub/scan.md5"), ElementsAre("sub/mix.wav", "elsewhere"));
  EXPECT_THAT(fates({"f1.dpx", "Thumbs.db"}), ElementsAre("f1.dpx", "elsewhere"));
}

TEST(ChecksumMatch, NamesThatLeadNowhereHarmNothing) {
  EXPECT_THAT(fates({"../../etc/passwd", "/", "..", ".", "\\", "a/../../f1.dpx"}),
              ElementsAre("elsewhere", "elsewhere", "elsewhere", "elsewhere", "elsewhere", "f1.dpx"));
}

}  // namespace
}  // namespace tasma::pipeline
