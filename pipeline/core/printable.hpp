#pragma once

#include <filesystem>
#include <string>

namespace tasma {

/// A name for people and JSON: UTF-8 as it is; control characters and bytes that are no UTF-8 as \xNN.
std::string printable(const std::filesystem::path& name);

}  // namespace tasma
