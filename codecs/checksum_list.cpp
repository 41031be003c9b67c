#include "codecs/checksum_list.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "pipeline/core/unicode.hpp"

namespace tasma::codecs {
namespace {

using enum DigestAlgorithm;

constexpr std::size_t longest_line = 8 << 10, longest_name = 4096;  // bytes
constexpr std::string_view blanks = " \t", hashdeep_mark = "%%%% ";

std::optional<DigestAlgorithm> algorithm_of_length(std::size_t digits) {
  switch (digits) {
    case 32:
      return md5;
    case 40:
      return sha1;
    case 56:
      return sha224;
    case 64:
      return sha256;
    case 96:
      return sha384;
    case 128:
      return sha512;
    default:
      return std::nullopt;
  }
}

/// "SHA256", "sha-256" and OpenSSL's "SHA2-256" are one.
std::optional<DigestAlgorithm> algorithm_called(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, DigestAlgorithm>, 10> known{{{"md5", md5},
                                                                                {"sha1", sha1},
                                                                                {"sha224", sha224},
                                                                                {"sha256", sha256},
                                                                                {"sha384", sha384},
                                                                                {"sha512", sha512},
                                                                                {"sha2224", sha224},
                                                                                {"sha2256", sha256},
                                                                                {"sha2384", sha384},
                                                                                {"sha2512", sha512}}};
  std::string plain;
  for (const char c : word)
    if (c != '-') plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  const auto* const found =
      std::ranges::find(known, std::string_view(plain), [](const auto& one) { return one.first; });
  return found == known.end() ? std::nullopt : std::optional(found->second);
}

/// What Windows PowerShell writes, as UTF-8. Nothing: it does not begin with a mark of UTF-16.
std::optional<std::string> utf8_of_utf16(std::string_view bytes) {
  const bool little = bytes.starts_with("\xFF\xFE");
  if (!little && !bytes.starts_with("\xFE\xFF")) return std::nullopt;
  const auto unit = [&](std::size_t at) -> std::uint32_t {  // a byte that is cut off counts as 0
    const std::uint32_t first = static_cast<std::uint8_t>(bytes[at]);
    const std::uint32_t second = at + 1 < bytes.size() ? static_cast<std::uint8_t>(bytes[at + 1]) : 0;
    return little ? second << 8 | first : first << 8 | second;
  };
  std::string text;
  for (std::size_t at = 2; at < bytes.size(); at += 2) {
    auto code = unit(at);
    if (code >= 0xD800 && code < 0xDC00 && at + 2 < bytes.size())  // the first half of a pair
      code = 0x10000 + ((code & 0x3FF) << 10 | (unit(at += 2) & 0x3FF));
    append_utf8(text, code);
  }
  return text;
}

void skip(std::string_view& text, std::string_view some) {
  text.remove_prefix(std::min(text.find_first_not_of(some), text.size()));
}

/// Takes the text up to one of `ends`, or all of it.
std::string_view take_until(std::string_view& text, std::string_view ends) {
  const auto taken = text.substr(0, text.find_first_of(ends));
  text.remove_prefix(taken.size());
  return taken;
}

/// The digest that `word` is, in lower case. Its length must be that of one we know.
std::optional<std::pair<DigestAlgorithm, std::string>> digest_of(std::string_view word) {
  const auto algorithm = algorithm_of_length(word.size());
  if (!algorithm || word.find_first_not_of("0123456789abcdefABCDEF") != word.npos) return std::nullopt;
  std::string digits(word);
  std::ranges::transform(digits, digits.begin(),
                         [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
  return std::pair(*algorithm, std::move(digits));
}

/// coreutils put a backslash before the line when the name holds one, or a line break. Nothing: another escape.
std::optional<std::string> unescaped(std::string_view name) {
  std::string plain;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] != '\\') {
      plain += name[i];
      continue;
    }
    const char kind = ++i < name.size() ? name[i] : '\0';
    if (kind != '\\' && kind != 'n' && kind != 'r') return std::nullopt;
    plain += kind == 'n' ? '\n' : kind == 'r' ? '\r' : '\\';
  }
  return plain;
}

/// The columns of hashdeep between the size and the name.
using Columns = std::vector<std::optional<DigestAlgorithm>>;  // nothing: an algorithm we do not know

std::optional<Columns> columns_of(std::string_view header) {
  Columns columns;
  if (take_until(header, ",") != "size") return std::nullopt;
  while (header.starts_with(',')) {
    header.remove_prefix(1);
    const auto word = take_until(header, ",");
    if (word == "filename") return header.empty() ? std::optional(columns) : std::nullopt;
    columns.push_back(algorithm_called(word));
  }
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(std::string_view list_name) : list_name_(list_name) {}

  /// Whether the line was understood; what it says of a file is added to the list.
  bool take(std::string_view line, std::size_t number) {
    if (line.size() > longest_line) return false;
    if (line.find_first_not_of(blanks) == line.npos || line.starts_with('#') || line.starts_with(';') ||
        line.starts_with("//"))
      return true;
    if (line.starts_with(hashdeep_mark)) return take_hashdeep_header(line.substr(hashdeep_mark.size()));
    ListedDigests listed;
    if (columns_ ? !read_columns(line, listed) : !read_escaped(line, listed)) return false;
    if (listed.name.empty() || listed.name.size() > longest_name || listed.name.find('\0') != std::string::npos)
      return false;
    listed.line = number;
    if (!listed.digests.empty()) list.files.push_back(std::move(listed));
    return true;
  }

  ChecksumList list;

 private:
  bool take_hashdeep_header(std::string_view header) {
    if (header.starts_with("HASHDEEP-")) return true;
    columns_ = columns_of(header);
    return columns_.has_value();
  }

  bool read_columns(std::string_view line, ListedDigests& listed) const {
    const auto size = take_until(line, ",");
    if (size.empty() || size.find_first_not_of("0123456789") != size.npos) return false;
    for (const auto& column : *columns_) {
      if (line.empty()) return false;
      line.remove_prefix(1);
      const auto word = take_until(line, ",");
      if (!column) continue;
      auto digest = digest_of(word);
      if (!digest || digest->first != *column) return false;
      listed.digests.insert(std::move(*digest));
    }
    if (line.empty()) return false;
    listed.name = line.substr(1);
    return true;
  }

  bool read_escaped(std::string_view line, ListedDigests& listed) const {
    const bool escaped = line.starts_with('\\');
    if (escaped) line.remove_prefix(1);
    if (!read_tagged(line, listed) && !read_plain(line, listed)) return false;
    if (!escaped) return true;
    auto name = unescaped(listed.name);
    if (name) listed.name = std::move(*name);
    return name.has_value();
  }

  /// `SHA256 (NAME) = DIGEST`; the name may hold brackets.
  static bool read_tagged(std::string_view line, ListedDigests& listed) {
    const auto algorithm = algorithm_called(take_until(line, " ("));
    skip(line, " ");
    const auto end = line.rfind(')');
    if (!algorithm || !line.starts_with('(') || end == line.npos) return false;
    auto rest = line.substr(end + 1);
    skip(rest, blanks);
    if (!rest.starts_with('=')) return false;
    rest.remove_prefix(1);
    skip(rest, blanks);
    auto digest = digest_of(take_until(rest, blanks));
    if (!digest || digest->first != *algorithm || rest.find_first_not_of(blanks) != rest.npos) return false;
    listed.name = line.substr(1, end - 1);
    listed.digests.insert(std::move(*digest));
    return true;
  }

  /// `DIGEST  NAME`, `DIGEST *NAME`, `SIZE  DIGEST  NAME`, or a digest alone.
  bool read_plain(std::string_view line, ListedDigests& listed) const {
    skip(line, blanks);
    auto word = take_until(line, blanks);
    auto digest = digest_of(word);
    if (!digest && word.find_first_not_of("0123456789") == word.npos) {
      skip(line, blanks);
      digest = digest_of(take_until(line, blanks));
    }
    if (!digest) return false;
    listed.digests.insert(std::move(*digest));
    if (line.find_first_not_of(blanks) == line.npos) {
      const auto dot = list_name_.rfind('.');
      listed.name = list_name_.substr(0, dot == list_name_.npos ? 0 : dot);
      return true;
    }
    line.remove_prefix(1);
    if (std::string_view("*?^").find(line.front()) != std::string_view::npos) line.remove_prefix(1);
    skip(line, blanks);
    listed.name = line;
    return true;
  }

  std::string_view list_name_;
  std::optional<Columns> columns_;  // once hashdeep has named them
};

}  // namespace

ChecksumList parse_checksum_list(std::string_view bytes, std::string_view list_name) {
  Reader reader(list_name);
  const auto converted = utf8_of_utf16(bytes);
  auto text = converted ? std::string_view(*converted) : bytes;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::size_t number = 1; !text.empty(); ++number) {
    auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!reader.take(line, number)) reader.list.broken.push_back(number);
  }
  return std::move(reader.list);
}

}  // namespace tasma::codecs
