#include "cli/docs/table.hpp"

#include <algorithm>

namespace tasma::cli::docs {
namespace {

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

}  // namespace

std::vector<const Option*> options_of(const Command& command) {
  std::vector<const Option*> taken;
  for (const auto& option : options())
    if ((option.takers & command.taker) != 0) taken.push_back(&option);
  return taken;
}

std::vector<std::string> choices_of(const Option& option) {
  if (option.kind != Kind::text) return {};
  auto left = replaced(option.allowed, " or ", ", ");
  std::vector<std::string> words;
  for (std::size_t end = 0; end != left.npos; left.erase(0, end == left.npos ? end : end + 2)) {
    end = left.find(", ");
    words.push_back(left.substr(0, end));
  }
  return words.size() > 1 && std::ranges::all_of(words, is_word) ? words : std::vector<std::string>();
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : std::string(between)) + word;
  return all;
}

std::string replaced(std::string_view text, std::string_view mark, std::string_view marked) {
  std::string whole;
  for (;;) {
    const auto at = text.find(mark);
    whole += text.substr(0, at);
    if (at == text.npos) return whole;
    whole += marked;
    text.remove_prefix(at + mark.size());
  }
}

}  // namespace tasma::cli::docs
