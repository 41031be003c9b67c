#include "pipeline/cluster/pin.hpp"

#include <set>
#include <sstream>

#include "pipeline/versions.hpp"
#include "restoration/versions.hpp"

namespace tasma::pipeline {
namespace {

/// Of "SSE SSE2 *AVX *AVX2?" those that are used: all but the last. A star marks what is chosen at run time.
std::set<std::string> used(const std::string& line) {
  std::set<std::string> features;
  std::istringstream in(line);
  for (std::string word; in >> word;)
    if (!word.ends_with('?')) features.insert(word.starts_with('*') ? word.substr(1) : word);
  return features;
}

}  // namespace

std::string features_to_disable(const std::string& pinned, const std::string& here) {
  std::string list;
  const auto wanted = used(pinned);
  for (const auto& feature : used(here))
    if (!wanted.contains(feature)) list += (list.empty() ? "" : ",") + feature;
  return list;
}

std::string features_to_disable(const Submission& submission) {
  return features_to_disable(submission.processor, restoration::processor_features());
}

bool is_alike(const Submission& submission) { return submission.toolchain == toolchain(); }

}  // namespace tasma::pipeline
