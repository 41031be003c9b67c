#include "codecs/subtitles/font.hpp"

#include <hb-ot.h>
#include <hb-subset.h>
#include <hb.h>

#include "codecs/handle.hpp"
#include "codecs/input_file.hpp"
#include "codecs/subtitles/utf8.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs::subtitles {
namespace {

using Blob = Handle<hb_blob_t, hb_blob_destroy>;
using HbFace = Handle<hb_face_t, hb_face_destroy>;
using HbFont = Handle<hb_font_t, hb_font_destroy>;
using SubsetInput = Handle<hb_subset_input_t, hb_subset_input_destroy>;

constexpr std::uint64_t most_bytes = 32 << 20;
constexpr unsigned shortest_os2 = 78;  // bytes of version 0

std::span<const std::uint8_t> bytes_of(hb_blob_t& blob) {
  unsigned length = 0;
  const char* data = hb_blob_get_data(&blob, &length);
  return {reinterpret_cast<const std::uint8_t*>(data), length};
}

std::uint16_t u16(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

/// Characters without a picture of their own: joiners, marks of direction, selectors of variants.
bool only_steers(char32_t c) {
  return c == 0xad || c == 0x34f || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff;
}

}  // namespace

struct Font::Face {
  HbFace face;
  HbFont font;
  std::uint16_t embedding = 0;  // OS/2, fsType
  double line_height = 0;
};

Font::Font(const std::filesystem::path& file) : file_(file) {
  const InputFile input(file);
  const auto refuse = [&]() {
    return Error(ExitCode::material,
                 Message("T2840", "{1}: no TrueType or OpenType font with one face", {printable(file)}));
  };
  if (input.size() > most_bytes) throw refuse();
  bytes_ = input.read_all();
  const Blob blob(hb_blob_create(reinterpret_cast<const char*>(bytes_.data()), static_cast<unsigned>(bytes_.size()),
                                 HB_MEMORY_MODE_READONLY, nullptr, nullptr));
  auto face = std::make_unique<Face>();
  if (hb_face_count(blob.get()) != 1) throw refuse();
  face->face.reset(hb_face_create(blob.get(), 0));
  face->font.reset(hb_font_create(face->face.get()));
  const Blob os2(hb_face_reference_table(face->face.get(), HB_TAG('O', 'S', '/', '2')));
  const auto table = bytes_of(*os2);
  if (hb_face_get_glyph_count(face->face.get()) == 0 || table.size() < shortest_os2) throw refuse();
  face->embedding = u16(table, 8);
  face->line_height = double(u16(table, 74) + u16(table, 76)) / hb_face_get_upem(face->face.get());
  if ((face->embedding & 0xf) == 2)
    throw Error(ExitCode::material,
                Message("T2841", "{1}: its licence forbids embedding; choose another font", {printable(file)}));
  face_ = std::move(face);
}

Font::~Font() = default;
Font::Font(Font&&) noexcept = default;
Font& Font::operator=(Font&&) noexcept = default;

std::string Font::family() const {
  std::string name(256, '\0');
  auto room = static_cast<unsigned>(name.size());
  hb_ot_name_get_utf8(face_->face.get(), HB_OT_NAME_ID_FONT_FAMILY, HB_LANGUAGE_INVALID, &room, name.data());
  name.resize(room);
  return name;
}

bool Font::has(char32_t character) const {
  hb_codepoint_t glyph = 0;
  return hb_font_get_nominal_glyph(face_->font.get(), character, &glyph) != 0 && glyph != 0;
}

double Font::line_height() const { return face_->line_height; }

std::vector<std::uint8_t> Font::subset(const Characters& characters) const {
  const auto shown = printable(file_);
  if ((face_->embedding & 0x100) != 0)
    throw Error(
        ExitCode::material,
        Message("T2842", "{1}: its licence forbids taking some characters of it; choose another font", {shown}));
  const SubsetInput input(hb_subset_input_create_or_fail());
  if (!input) throw std::bad_alloc();
  auto* const wanted = hb_subset_input_unicode_set(input.get());
  for (const auto character : characters) hb_set_add(wanted, character);
  const HbFace small(hb_subset_or_fail(face_->face.get(), input.get()));
  if (!small)
    throw Error(ExitCode::material,
                Message("T2843", "{1}: no subset can be made of this font; choose another", {shown}));
  const Blob blob(hb_face_reference_blob(small.get()));
  const auto bytes = bytes_of(*blob);
  if (bytes.size() > most_embedded)
    throw Error(
        ExitCode::material,
        Message("T2844",
                "{1}: {2} characters of this font are {3} bytes; players take 640 KiB, so choose a simpler font",
                {shown, std::to_string(characters.size()), std::to_string(bytes.size())}));
  return {bytes.begin(), bytes.end()};
}

Characters characters_of(const Subtitles& subtitles) {
  Characters characters;
  for (const auto& cue : subtitles.cues)
    for (const auto& line : cue.lines)
      for (const auto character : characters_of(text_of(line)))
        if (!only_steers(character)) characters.insert(character);
  return characters;
}

std::vector<Finding> missing_characters(const Subtitles& subtitles, const Font& font,
                                        const std::filesystem::path& file) {
  std::vector<Finding> findings;
  const auto name = font.family();
  for (std::size_t i = 0; i < subtitles.cues.size(); ++i) {
    const auto& cue = subtitles.cues[i];
    for (std::size_t line = 0; line < cue.lines.size(); ++line)
      for (const auto character : characters_of(Subtitles{{}, {Cue{0, 0, {cue.lines[line]}, {}, 0}}})) {
        if (font.has(character)) continue;
        std::string itself;
        append_utf8(itself, character);
        findings.push_back(
            {FindingCode::missing_character, Severity::refusal, file, std::nullopt,
             Message("T2845", "cue {1}, of line {2}: {3} lacks {4} ({5}) in row {6} of its text; choose another font",
                     {std::to_string(i + 1), std::to_string(cue.source_line), name, itself, code_of(character),
                      std::to_string(line + 1)})});
      }
  }
  return findings;
}

}  // namespace tasma::codecs::subtitles
