#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "codecs/subtitles/cue.hpp"
#include "pipeline/core/finding.hpp"

namespace tasma::codecs::subtitles {

using Characters = std::set<char32_t>;

/// A font file, TrueType or OpenType with one face, whole in memory. Constant; any thread may use it.
class Font {
 public:
  /// At most 32 MiB. Throws Error(no_input, permission, io); Error(material) for a file that is no such font, and for
  /// one whose maker forbids embedding (OS/2, fsType).
  explicit Font(const std::filesystem::path& file);
  ~Font();
  Font(Font&&) noexcept;
  Font& operator=(Font&&) noexcept;

  const std::filesystem::path& file() const { return file_; }
  std::span<const std::uint8_t> bytes() const { return bytes_; }
  std::string family() const;  // "Noto Sans", from its name table

  bool has(char32_t character) const;

  /// Height of a line, from the tops to the bottoms that the OS/2 table (usWin...) gives, in sizes of the font.
  double line_height() const;

  /// The same font with the glyphs of `characters` only and what joins them; the same characters, the same bytes.
  /// Throws Error(material) where that is more than `most_embedded` bytes, or the font forbids it.
  std::vector<std::uint8_t> subset(const Characters& characters) const;

  static constexpr std::size_t most_embedded = 640 * 1024;  // what players of DCPs take, bytes

 private:
  struct Face;
  std::filesystem::path file_;
  std::vector<std::uint8_t> bytes_;
  std::unique_ptr<const Face> face_;
};

/// The file of Noto Sans or, where that is not installed, DejaVu Sans; both hold the alphabets of Central Asia and the
/// Caucasus that are Cyrillic or Latin. Throws Error(no_input) where neither is installed.
std::filesystem::path default_font();

/// All characters that must be seen: not those that only steer, as joiners.
Characters characters_of(const Subtitles& subtitles);

/// missing_character, a refusal, for every character of every line that the font lacks; once a line.
std::vector<Finding> missing_characters(const Subtitles& subtitles, const Font& font,
                                        const std::filesystem::path& file);

}  // namespace tasma::codecs::subtitles
