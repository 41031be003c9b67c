#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "codecs/master.hpp"
#include "pipeline/core/library_log.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs {
namespace {

/// Makes libav complain.
void open_broken_file(const support::TemporaryFolder& folder) {
  EXPECT_FALSE(is_master(folder.write("broken.mkv", "\x1A\x45\xDF\xA3 and nothing that makes sense")));
}

TEST(LibavLog, GoesWhereItIsSentAndNowhereElse) {
  const support::TemporaryFolder folder;
  std::vector<std::string> lines;
  route_library_log([&](LibraryLevel, std::string_view library, std::string_view line) {
    EXPECT_EQ(library, "libav");
    lines.emplace_back(line);
  });
  open_broken_file(folder);
  ASSERT_FALSE(lines.empty());
  for (const auto& line : lines) EXPECT_FALSE(line.ends_with('\n'));

  route_library_log({});
  const auto before = lines.size();
  testing::internal::CaptureStderr();
  open_broken_file(folder);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(lines.size(), before);
}

}  // namespace
}  // namespace tasma::codecs
