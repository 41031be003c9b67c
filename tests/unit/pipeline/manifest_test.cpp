#include "pipeline/manifest.hpp"

#include <gtest/gtest.h>

#include "pipeline/core/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::pipeline {
namespace {

const std::string digest(64, 'a');

TEST(Manifest, ReadsWhatItWroteAndWhatOtherToolsWrite) {
  const Manifest manifest{{"data/a b.mkv", digest}, {"data/50%\n.txt", digest}};
  EXPECT_EQ(to_text(manifest), digest + "  data/50%25%0A.txt\n" + digest + "  data/a b.mkv\n");
  EXPECT_EQ(parse_manifest(to_text(manifest), "m"), manifest);
  const std::string upper(64, 'A');
  EXPECT_EQ(parse_manifest(upper + " *./data/a b.mkv\r\n\r\n", "m"), (Manifest{{"data/a b.mkv", digest}}));
}

TEST(Manifest, RefusesPathsThatLeadOutsideAndLinesThatAreNone) {
  const std::vector<std::string> wrong{digest + "  ../escape",
                                       digest + "  /etc/passwd",
                                       digest + "  data/../../x",
                                       digest + "  ",
                                       digest,
                                       "aa  data/short",
                                       std::string(64, 'g') + "  data/x",
                                       digest + "  data/x\n" + digest + "  data/x"};
  for (const auto& line : wrong) EXPECT_THROW(parse_manifest(line + '\n', "m"), Error) << line;
}

TEST(Manifest, HoldsEveryFileAndRefusesALink) {
  const support::TemporaryFolder folder;
  std::filesystem::create_directories(folder / "data/sub");
  support::write_text(folder / "data/sub/abc", "abc");
  const auto manifest = manifest_of(folder.path(), "data");
  ASSERT_EQ(manifest.size(), 1U);
  EXPECT_EQ(manifest.at("data/sub/abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  std::filesystem::create_symlink("/etc/passwd", folder / "data/link");
  EXPECT_THROW(manifest_of(folder.path(), "data"), Error);
}

}  // namespace
}  // namespace tasma::pipeline
