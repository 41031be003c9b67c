#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tasma::codecs::subtitles {

/// The text of a file as UTF-8 without byte order mark, each line ending with '\n' alone.
///
/// bytes     the whole file. A byte order mark (UTF-8, UTF-16) says how it is encoded, whatever `encoding` is.
/// encoding  a name that iconv knows, "CP1251"; empty: UTF-8.
/// shown     what messages call the file.
/// Throws    Error(material) for a byte that the encoding does not know and for control characters, naming byte and
///           line; Error(usage) for an encoding that iconv does not know.
std::string utf8_text(std::span<const std::uint8_t> bytes, const std::string& encoding, const std::string& shown);

/// The number, from 1, of the line that a byte of a text stands in.
class LineNumbers {
 public:
  explicit LineNumbers(std::string_view text);
  int of(std::size_t at) const;

 private:
  std::vector<std::size_t> ends_;  // where '\n' stands
};

}  // namespace tasma::codecs::subtitles
