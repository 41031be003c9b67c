#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace tasma::support {

/// A file name as one word of a shell command.
inline std::string quoted(const std::filesystem::path& file) {
  std::string word = "'";
  for (const char c : file.string()) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

/// What a shell command prints; throws if it fails. For independent readers: ffmpeg, ffprobe.
inline std::string output_of(const std::string& command) {
  std::FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  std::string text;
  std::array<char, 65536> block{};
  while (const auto count = std::fread(block.data(), 1, block.size(), pipe)) text.append(block.data(), count);
  const int status = pclose(pipe);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error("failed: " + command);
  return text;
}

}  // namespace tasma::support
