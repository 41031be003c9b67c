#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace tasma::support {

/// Shared material: TASMA_SHARED, or ../shared beside the source tree. Tests that need it skip where it is absent.
inline std::filesystem::path shared_material() {
  if (const char* said = std::getenv("TASMA_SHARED")) return said;
  return std::filesystem::path(__FILE__).parent_path().parent_path().parent_path().parent_path() / "shared";
}

/// All files below a folder of the shared material, sorted.
inline std::vector<std::filesystem::path> shared_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code absent;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(shared_material() / folder, absent))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace tasma::support
