#include "pipeline/manifest.hpp"

#include <algorithm>
#include <set>

#include "codecs/digest.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

std::string encoded(std::string_view path) {
  std::string text;
  for (const char c : path) {
    if (c == '%')
      text += "%25";
    else if (c == '\n')
      text += "%0A";
    else if (c == '\r')
      text += "%0D";
    else
      text += c;
  }
  return text;
}

std::string decoded(std::string_view text) {
  std::string path;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto escape = text.substr(i, 3);
    const char c = escape == "%25"                      ? '%'
                   : escape == "%0A" || escape == "%0a" ? '\n'
                   : escape == "%0D" || escape == "%0d" ? '\r'
                                                        : '\0';
    path += c == '\0' ? text[i] : c;
    if (c != '\0') i += 2;
  }
  return path;
}

bool stays_inside(const fs::path& path) {
  return !path.empty() && path.is_relative() && path.native().find('\0') == std::string::npos &&
         std::ranges::none_of(path, [](const fs::path& part) { return part == ".." || part.empty(); });
}

}  // namespace

std::string to_text(const Manifest& manifest) {
  std::string text;
  for (const auto& [path, digest] : manifest) text += digest + "  " + encoded(path) + '\n';
  return text;
}

Manifest parse_manifest(std::string_view text, const fs::path& file) {
  const auto lines = parse_manifest_lines(text, file);
  return {lines.begin(), lines.end()};
}

ManifestLines parse_manifest_lines(std::string_view text, const fs::path& file) {
  constexpr std::size_t digest_length = 64;
  ManifestLines lines;
  std::set<std::string> paths;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const auto refuse = [&] {
      throw Error(ExitCode::material, Message("T4060", "{1}: line {2} is no digest and path inside the bag",
                                              {printable(file), std::to_string(number)}));
    };
    std::string digest(line.substr(0, std::min(digest_length, line.size())));
    std::ranges::transform(digest, digest.begin(),
                           [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
    const bool hexadecimal = digest.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (line.size() < digest_length + 2 || !hexadecimal || (line[digest_length] != ' ' && line[digest_length] != '\t'))
      refuse();
    line.remove_prefix(digest_length);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.starts_with('*')) line.remove_prefix(1);
    if (line.starts_with("./")) line.remove_prefix(2);
    const auto path = decoded(line);
    if (!stays_inside(path) || !paths.insert(path).second) refuse();
    lines.emplace_back(path, digest);
  }
  return lines;
}

Manifest manifest_of(const fs::path& folder, const fs::path& below, const Manifest& known) {
  Manifest manifest;
  for (const auto& entry : fs::recursive_directory_iterator(folder / below)) {
    const auto status = entry.symlink_status();
    if (fs::is_directory(status)) continue;
    if (!fs::is_regular_file(status))
      throw Error(ExitCode::material,
                  Message("T4061", "{1}: a package holds files only, no links, no devices", {printable(entry.path())}));
    auto path = entry.path().lexically_relative(folder).generic_string();
    const auto digest = known.find(path);
    manifest.emplace(std::move(path), digest == known.end() ? hex(codecs::sha256_of(entry.path())) : digest->second);
  }
  return manifest;
}

}  // namespace tasma::pipeline
