#include "codecs/checksum_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/shared.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using enum DigestAlgorithm;

const std::string md5_hex = "900150983cd24fb0d6963f7d28e17f72";  // of "abc"
const std::string sha256_hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/// Of a list with one entry: its name; else what is wrong.
std::string only_name(const std::string& text, const Digests& digests = {{md5, md5_hex}}) {
  const auto list = parse_checksum_list(text, "scan.md5");
  if (list.files.size() != 1 || !list.broken.empty())
    return std::to_string(list.files.size()) + " files, " + std::to_string(list.broken.size()) + " broken lines";
  return list.files[0].digests == digests ? list.files[0].name : "other digests";
}

std::vector<std::string> names(const ChecksumList& list) {
  std::vector<std::string> names;
  for (const auto& file : list.files) names.push_back(file.name);
  return names;
}

TEST(ChecksumList, OfCoreutilsHasTextAndBinaryMarks) {
  EXPECT_EQ(only_name(md5_hex + "  R1/frame 1.dpx\n"), "R1/frame 1.dpx");
  EXPECT_EQ(only_name(md5_hex + " *frame.dpx\n"), "frame.dpx");
  EXPECT_EQ(only_name(md5_hex + " ?frame.dpx"), "frame.dpx") << "shasum --portable; the last line has no end";
  EXPECT_EQ(only_name(md5_hex + " *caf\xe9.dpx\n"), "caf\xe9.dpx") << "any bytes";
}

TEST(ChecksumList, NamesAreUnescapedBehindABackslashAlone) {
  EXPECT_EQ(only_name("\\" + md5_hex + "  a\\\\b\\nc\\rd\n"), "a\\b\nc\rd");
  EXPECT_EQ(only_name(md5_hex + "  D:\\new\\frame.dpx\n"), "D:\\new\\frame.dpx");
  EXPECT_THAT(parse_checksum_list("\\" + md5_hex + "  a\\x\n", "").broken, ElementsAre(1));
}

TEST(ChecksumList, TheLengthOfADigestTellsWhichItIs) {
  for (const auto& [digits, algorithm] :
       {std::pair(32, md5), {40, sha1}, {56, sha224}, {64, sha256}, {96, sha384}, {128, sha512}}) {
    const std::string digest(static_cast<std::size_t>(digits), 'a');
    EXPECT_EQ(only_name(digest + "  f", {{algorithm, digest}}), "f") << digits;
    EXPECT_THAT(parse_checksum_list(digest + "b  f", "").broken, ElementsAre(1)) << digits + 1;
  }
}

TEST(ChecksumList, OfBsdAndOpensslNamesTheAlgorithm) {
  EXPECT_EQ(only_name("MD5 (frame (2).dpx) = " + md5_hex + "\r\n"), "frame (2).dpx");
  EXPECT_EQ(only_name("MD5(frame.dpx)= " + md5_hex + "\n"), "frame.dpx");
  EXPECT_EQ(only_name("SHA256 (f) = " + sha256_hex, {{sha256, sha256_hex}}), "f");
  EXPECT_EQ(only_name("SHA2-256(f)= " + sha256_hex, {{sha256, sha256_hex}}), "f");
  EXPECT_EQ(only_name("\\MD5 (a\\\\b) = " + md5_hex), "a\\b");
  for (const auto* wrong : {"SHA1 (f) = ", "RMD128 (f) = ", "MD5 (f) ", "MD5 f) = ", "MD5 () = "})
    EXPECT_THAT(parse_checksum_list(wrong + md5_hex, "").broken, ElementsAre(1)) << wrong;
}

TEST(ChecksumList, OfMd5deepMayHaveSizesInFront) {
  EXPECT_EQ(only_name("      1024  " + md5_hex + "  /scans/R1/frame.dpx\n"), "/scans/R1/frame.dpx");
  EXPECT_EQ(only_name(md5_hex + "  C:\\scans\\R1\\frame.dpx\r\n"), "C:\\scans\\R1\\frame.dpx");
}

TEST(ChecksumList, OfHashdeepHasTheColumnsThatItNames) {
  const std::string head =
      "%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## Invoked from: /scans\n## $ hashdeep -r R1\n## \n";
  EXPECT_EQ(only_name(head + "3," + md5_hex + "," + sha256_hex + ",/scans/R1/a,b.dpx\n",
                      {{md5, md5_hex}, {sha256, sha256_hex}}),
            "/scans/R1/a,b.dpx");
  EXPECT_EQ(only_name("%%%% size,tiger,md5,filename\n3,00," + md5_hex + ",f\n"), "f") << "Tiger is not ours";
  for (const auto& wrong : {"3," + md5_hex + ",f", "x," + md5_hex + "," + sha256_hex + ",f", md5_hex + "  f",
                            "3," + sha256_hex + "," + md5_hex + ",f", "3," + md5_hex + "," + sha256_hex})
    EXPECT_THAT(parse_checksum_list(head + wrong, "").broken, ElementsAre(6)) << wrong;
  EXPECT_THAT(parse_checksum_list("%%%% filename,size\n", "").broken, ElementsAre(1));
}

TEST(ChecksumList, MarksCommentsAndUpperCaseDoNoHarm) {
  std::string upper = md5_hex;
  for (auto& c : upper) c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(only_name("\xEF\xBB\xBF# by the scanner\r\n; v2\r\n// done\r\n\r\n  \r\n" + upper + " *f\r\n"), "f");
  EXPECT_EQ(only_name(md5_hex + "\tf"), "f") << "a manifest with a tab";
  EXPECT_EQ(only_name(md5_hex + " f"), "f") << "a manifest with one blank";
}

TEST(ChecksumList, OfPowershellIsUtf16) {
  std::string little = "\xff\xfe", big = "\xfe\xff";
  for (const char c : md5_hex + "  ") little += {c, '\0'}, big += {'\0', c};
  little += {'\x3d', '\xd8', '\x00', '\xde', '\xac', '\x20', '\n', '\0'};  // U+1F600, U+20AC
  big += {'\xd8', '\x3d', '\xde', '\x00', '\x20', '\xac', '\0', '\n'};
  EXPECT_EQ(only_name(little), "\xf0\x9f\x98\x80\xe2\x82\xac");
  EXPECT_EQ(only_name(big), "\xf0\x9f\x98\x80\xe2\x82\xac");
  EXPECT_EQ(only_name(little.substr(0, little.size() - 1)), "\xf0\x9f\x98\x80\xe2\x82\xac") << "cut off";
}

TEST(ChecksumList, ADigestAloneIsThatOfTheFileTheListIsCalledAfter) {
  EXPECT_EQ(only_name(md5_hex + "\n"), "scan");
  EXPECT_THAT(parse_checksum_list(md5_hex, "list").broken, ElementsAre(1)) << "called after nothing";
}

TEST(ChecksumList, ALineThatIsNoneIsTold) {
  const auto list =
      parse_checksum_list(md5_hex + "  a\n" + md5_hex.substr(1) + "  b\nnonsense\n" + md5_hex + "  c\n", "");
  EXPECT_THAT(names(list), ElementsAre("a", "c"));
  EXPECT_THAT(list.broken, ElementsAre(2, 3));
  EXPECT_EQ(list.files[1].line, 4U);
}

TEST(ChecksumList, NothingHostileIsBelieved) {
  const auto long_name = std::string(4097, 'n');
  EXPECT_THAT(parse_checksum_list(md5_hex + "  " + long_name, "").broken, ElementsAre(1));
  EXPECT_EQ(only_name(md5_hex + "  " + long_name.substr(1)), long_name.substr(1));
  EXPECT_THAT(parse_checksum_list(md5_hex + "  " + std::string(1 << 20, 'n'), "").broken, ElementsAre(1));
  EXPECT_THAT(parse_checksum_list(md5_hex + "  a" + std::string(1, '\0') + "b", "").broken, ElementsAre(1));
  for (const std::string text : {"", "\n\n", "no list at all\n", "\xEF\xBB\xBF", "%%%% ", "\\", "MD5 (", "MD5 )(",
                                 "\xff\xfe"
                                 "9\0"
                                 "0\0",
                                 "12345678901234567890123456789012345"})
    EXPECT_THAT(parse_checksum_list(text, "x.md5").files, IsEmpty()) << text;
}

TEST(ChecksumList, EveryManifestOfTheSharedBagsIsRead) {
  int manifests = 0;
  for (const auto& file : support::shared_files("testdata/bags")) {
    const auto name = file.filename().native();
    const auto text = support::read_text(file);
    if (name.find("manifest-") == name.npos || text.empty()) continue;
    const auto list = parse_checksum_list(text, name);
    EXPECT_FALSE(list.files.empty()) << file;
    EXPECT_THAT(list.broken, IsEmpty()) << file;
    ++manifests;
  }
  if (manifests == 0) GTEST_SKIP() << "no shared material";
}

}  // namespace
}  // namespace tasma::codecs
