#include "cli/version.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <boost/version.hpp>
#include <string>

#include "cli/text.hpp"
#include "pipeline/versions.hpp"

namespace tasma::cli {

void print_version(bool json, std::ostream& out) {
  auto versions = pipeline::library_versions();
  std::string boost = BOOST_LIB_VERSION;  // "1_74"
  std::ranges::replace(boost, '_', '.');
  versions.emplace_back("Boost", boost);
  versions.emplace_back("toml++", std::to_string(TOML_LIB_MAJOR) + '.' + std::to_string(TOML_LIB_MINOR) + '.' +
                                      std::to_string(TOML_LIB_PATCH));
  if (!json) {
    out << pipeline::version() << '\n';
    for (const auto& [name, version] : versions) out << "  " << name << ' ' << version << '\n';
    return;
  }
  out << R"({"schema":"tasma.version/1","tasma":)"
      << json_string(pipeline::version().substr(std::string_view("tasma ").size())) << R"(,"libraries":{)";
  const char* comma = "";
  for (const auto& [name, version] : versions) {
    out << comma << json_string(name) << ':' << json_string(version);
    comma = ",";
  }
  out << "}}\n";
}

}  // namespace tasma::cli
