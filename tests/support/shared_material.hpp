#pragma once

#include <cstdlib>
#include <filesystem>
#include <source_location>

namespace tasma {

/// The folder of shared material: TASMA_SHARED, or `../shared` beside the source tree. It need not exist; tests that
/// need it are skipped then.
inline std::filesystem::path shared_material() {
  if (const char* folder = std::getenv("TASMA_SHARED")) return folder;
  const std::filesystem::path here = std::source_location::current().file_name();  // ROOT/tests/support/...
  return here.parent_path().parent_path().parent_path().parent_path() / "shared";
}

}  // namespace tasma
