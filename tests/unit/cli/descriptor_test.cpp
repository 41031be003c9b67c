#include "cli/descriptor.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ostream>
#include <string>
#include <thread>

namespace tasma::cli {
namespace {

TEST(Descriptor, WritesEverythingInOrder) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  std::string wanted, found(200'000, '\0');
  for (int i = 0; wanted.size() < found.size(); ++i) wanted += std::to_string(i) + '\n';
  wanted.resize(found.size());
  std::thread reader([&] {
    for (std::size_t at = 0; at < found.size();) {
      const auto got = read(ends[0], found.data() + at, found.size() - at);
      if (got <= 0) break;
      at += static_cast<std::size_t>(got);
    }
  });
  DescriptorBuffer buffer(ends[1]);
  std::ostream stream(&buffer);
  for (const char c : wanted) stream << c;
  stream.flush();
  close(ends[1]);
  reader.join();
  close(ends[0]);
  EXPECT_EQ(found, wanted);
  EXPECT_EQ(buffer.error(), 0);
}

TEST(Descriptor, RemembersThatTheDiskIsFull) {
  const int full = open("/dev/full", O_WRONLY);
  ASSERT_GE(full, 0);
  DescriptorBuffer buffer(full);
  std::ostream stream(&buffer);
  stream << "lost" << std::flush;
  close(full);
  EXPECT_TRUE(stream.bad());
  EXPECT_EQ(buffer.error(), ENOSPC);
}

TEST(Descriptor, RemembersThatNobodyReads) {
  std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  DescriptorBuffer buffer(ends[1]);
  std::ostream stream(&buffer);
  stream << std::string(100'000, 'x') << std::flush;
  close(ends[1]);
  EXPECT_EQ(buffer.error(), EPIPE);
}

}  // namespace
}  // namespace tasma::cli
