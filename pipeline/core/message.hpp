#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tasma {

/// What is said to a person: an id fixed for good, the English text (gettext's key), and what stands at {1}, {2}...
/// Ids by room: T1... cli, T2... codecs, T3... restoration, T4... pipeline.
struct Message {
  Message(std::string_view id_, std::string_view text_, std::vector<std::string> arguments_ = {})
      : id(id_), text(text_), arguments(std::move(arguments_)) {}
  std::string id, text;
  std::vector<std::string> arguments;
};

/// `text`, a message's own or its translation, with the arguments in their places.
inline std::string fill(std::string_view text, std::span<const std::string> arguments) {
  std::string filled;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool place = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}' && text[i + 1] > '0';
    const auto which = place ? static_cast<std::size_t>(text[i + 1] - '1') : arguments.size();
    if (which < arguments.size()) {
      filled += arguments[which];
      i += 2;
    } else {
      filled += text[i];
    }
  }
  return filled;
}

/// The English text, filled.
inline std::string english(const Message& message) { return fill(message.text, message.arguments); }

}  // namespace tasma
