#include "codecs/subtitles/encoding.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

#include "codecs/subtitles/utf8.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::subtitles {
namespace {

std::string hex_of(std::uint8_t byte) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  return {'0', 'x', digits[byte >> 4], digits[byte & 0xf]};
}

/// The name only: what may follow it ("//TRANSLIT") would change characters silently.
bool is_name(std::string_view encoding) {
  return std::ranges::all_of(encoding, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
           c == '.' || c == ':';
  });
}

class Converter {
 public:
  explicit Converter(const std::string& encoding)
      : state_(is_name(encoding) ? iconv_open("UTF-8", encoding.c_str()) : invalid()) {
    if (state_ == invalid())
      throw Error(ExitCode::usage, Message("T2820",
                                           "no text encoding {1} is known; `iconv --list` names them, as CP1251 for "
                                           "Cyrillic of Windows",
                                           {encoding}));
  }
  ~Converter() { iconv_close(state_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  /// How many bytes were converted; fewer than all: the next one is wrong.
  std::size_t convert(std::string_view bytes, std::string& text) {
    auto* from = const_cast<char*>(bytes.data());  // NOLINT: iconv does not write there
    auto left = bytes.size();
    std::array<char, 4096> block{};
    bool all_in = false;
    for (;;) {
      auto* into = block.data();
      auto room = block.size();
      const auto result = iconv(state_, all_in ? nullptr : &from, all_in ? nullptr : &left, &into, &room);
      const auto failure = result == static_cast<std::size_t>(-1) ? errno : 0;
      text.append(block.data(), into);
      if (failure == E2BIG) continue;
      if (failure != 0 || all_in) return bytes.size() - left;
      all_in = true;  // once more, for what a stateful encoding still holds
    }
  }

 private:
  static iconv_t invalid() { return reinterpret_cast<iconv_t>(-1); }  // NOLINT: POSIX says so
  iconv_t state_;
};

std::string converted(std::string_view bytes, std::size_t mark, const std::string& encoding, const std::string& shown) {
  std::string text;
  const auto good = Converter(encoding).convert(bytes.substr(mark), text);
  if (mark + good == bytes.size()) return text;
  const auto line = std::ranges::count(text, '\n') + 1;
  const auto bad = static_cast<std::uint8_t>(bytes[mark + good]);
  throw Error(ExitCode::material,
              Message("T2803", "{1}: byte {2} ({3}), in line {4}, is not {5}; name another encoding",
                      {shown, std::to_string(mark + good), hex_of(bad), std::to_string(line), encoding}));
}

std::string checked(std::string_view bytes, const std::string& shown) {
  std::size_t at = 0;
  while (next_character(bytes, at)) continue;
  if (at == bytes.size()) return std::string(bytes);
  throw Error(ExitCode::material,
              Message("T2801",
                      "{1}: byte {2} ({3}), in line {4}, is not UTF-8; name the encoding of the file, as CP1251 or "
                      "CP1254, or convert it",
                      {shown, std::to_string(at), hex_of(static_cast<std::uint8_t>(bytes[at])),
                       std::to_string(LineNumbers(bytes).of(at))}));
}

/// Line ends of all systems become '\n'; nothing else may control anything.
std::string with_plain_lines(std::string_view text, const std::string& shown) {
  std::string plain;
  plain.reserve(text.size() + 1);
  std::size_t at = 0;
  while (at < text.size()) {
    const auto begin = at;
    const auto character = next_character(text, at).value_or(0);
    if (character == '\r') {
      if (!text.substr(at).starts_with('\n')) plain += '\n';
    } else if (is_control(character) && character != '\n' && character != '\t') {
      throw Error(ExitCode::material,
                  Message("T2804", "{1}: control character {2} in line {3}; this is no subtitle file, or a damaged one",
                          {shown, code_of(character), std::to_string(std::ranges::count(plain, '\n') + 1)}));
    } else {
      plain.append(text.substr(begin, at - begin));
    }
  }
  if (!plain.ends_with('\n')) plain += '\n';
  return plain;
}

}  // namespace

std::string utf8_text(std::span<const std::uint8_t> bytes, const std::string& encoding, const std::string& shown) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto from = [&]() -> std::string {
    if (text.starts_with("\xef\xbb\xbf")) return checked(text, shown).substr(3);
    if (text.starts_with("\xff\xfe")) return converted(text, 2, "UTF-16LE", shown);
    if (text.starts_with("\xfe\xff")) return converted(text, 2, "UTF-16BE", shown);
    return encoding.empty() ? checked(text, shown) : converted(text, 0, encoding, shown);
  };
  return with_plain_lines(from(), shown);
}

LineNumbers::LineNumbers(std::string_view text) {
  for (auto end = text.find('\n'); end != text.npos; end = text.find('\n', end + 1)) ends_.push_back(end);
}

int LineNumbers::of(std::size_t at) const {
  return static_cast<int>(std::ranges::lower_bound(ends_, at) - ends_.begin()) + 1;
}

}  // namespace tasma::codecs::subtitles
