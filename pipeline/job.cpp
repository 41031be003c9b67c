#include "pipeline/job.hpp"

#include <algorithm>

namespace tasma::pipeline {

bool is_id(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  return !text.empty() && text.size() <= 100 && text[0] != '.' && std::ranges::all_of(text, allowed);
}

}  // namespace tasma::pipeline
