#include "pipeline/fingerprint.hpp"

#include <sstream>

namespace tasma::pipeline {

Fingerprint::Fingerprint(const std::string& line)
    : source(line.substr(0, line.find(" | "))),
      asked(line.substr(0, line.rfind(" | "))),
      toolchain(line.substr(line.rfind(" | ") + 3)) {}

std::string only_in(const std::string& one, const std::string& other) {
  const auto items = "; " + other + ';';
  std::string missing;
  std::istringstream in(one);
  for (std::string item; std::getline(in >> std::ws, item, ';');)
    if (items.find("; " + item + ';') == std::string::npos) missing += (missing.empty() ? "" : ", ") + item;
  return missing;
}

}  // namespace tasma::pipeline
