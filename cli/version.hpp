#pragma once

#include <ostream>

namespace tasma::cli {

/// `tasma --version`: its own version and those of its libraries; with `json` as schema "tasma.version/1".
void print_version(bool json, std::ostream& out);

}  // namespace tasma::cli
