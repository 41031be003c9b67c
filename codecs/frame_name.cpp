#include "codecs/frame_name.hpp"

#include <algorithm>
#include <charconv>

namespace tasma::codecs {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (auto& c : lowered)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lowered;
}

}  // namespace

FrameName parse_frame_name(std::string_view name) {
  FrameName parsed;
  const auto dot = name.rfind('.');
  const bool has_extension = dot != std::string_view::npos && dot > 0;
  const auto stem = has_extension ? name.substr(0, dot) : name;
  if (has_extension) parsed.extension = lower(name.substr(dot + 1));

  const auto last = std::find_if(stem.rbegin(), stem.rend(), is_digit).base();  // behind the last digit
  const auto first = std::find_if_not(std::make_reverse_iterator(last), stem.rend(), is_digit).base();
  const std::string_view run(first, last);
  constexpr std::size_t most_digits = 18;  // what 64 bits always hold
  if (run.empty() || run.size() > most_digits) {
    parsed.prefix = stem;
    return parsed;
  }
  std::int64_t number = 0;
  std::from_chars(run.data(), run.data() + run.size(), number);
  parsed.prefix = std::string(stem.begin(), first);
  parsed.number = number;
  parsed.digits = static_cast<int>(run.size());
  parsed.suffix = std::string(last, stem.end());
  return parsed;
}

bool is_frame_extension(std::string_view extension) {
  return extension == "dpx" || extension == "tif" || extension == "tiff" || extension == "exr";
}

}  // namespace tasma::codecs
