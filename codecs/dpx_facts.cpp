#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <string_view>
#include <utility>

#include "codecs/dpx_fields.hpp"

namespace tasma::codecs::dpx {
namespace {

/// `names[value]`, with the number where there is no name.
template <std::size_t count>
std::string named(const std::array<std::string_view, count>& names, std::size_t value) {
  if (value < count && !names[value].empty()) return std::string(names[value]);
  return std::to_string(value);
}

constexpr std::array<std::string_view, 13> characteristics{
    "user-defined",           "printing density", "linear",        "logarithmic",
    "unspecified video",      "SMPTE ST 274",     "ITU-R BT.709",  "ITU-R BT.601 625 lines",
    "ITU-R BT.601 525 lines", "composite NTSC",   "composite PAL", "Z linear",
    "Z homogeneous"};

constexpr std::array<std::string_view, 8> orientations{"left to right, top to bottom", "right to left, top to bottom",
                                                       "left to right, bottom to top", "right to left, bottom to top",
                                                       "top to bottom, left to right", "top to bottom, right to left",
                                                       "bottom to top, left to right", "bottom to top, right to left"};

Transfer transfer_of(int characteristic) {
  if (characteristic == 1 || characteristic == 3) return Transfer::cineon;
  if (characteristic == 2) return Transfer::linear;
  return characteristic >= 5 && characteristic <= 10 ? Transfer::video : Transfer::unknown;
}

std::string shown(float value) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::string flavour_of(const Fields& fields, const DpxLayout& layout) {
  auto flavour = std::to_string(layout.depth) + "-bit " + name_of_descriptor(fields.u8(At::descriptor).value_or(255));
  if (layout.depth % 8 != 0)
    flavour += layout.packing == DpxPacking::packed     ? ", packed"
               : layout.packing == DpxPacking::filled_a ? ", filled A"
                                                        : ", filled B";
  flavour += layout.big_endian ? ", big-endian" : ", little-endian";
  const auto datums = static_cast<std::uint64_t>(layout.size.width) * static_cast<std::uint64_t>(layout.planes);
  const auto padded = (bytes_of(datums, layout.depth, layout.packing) + 3) / 4 * 4;
  if (layout.stride < padded) flavour += ", lines not padded";
  if (layout.stride > padded) flavour += ", lines " + std::to_string(layout.stride) + " bytes apart";
  return flavour;
}

Rational rate_of(const Fields& fields) {
  for (const auto at : {At::film_rate, At::television_rate})
    if (const auto rate = rational_near(fields.real(at).value_or(0))) return *rate;
  return {};
}

Rational aspect_of(const Fields& fields) {
  const std::int64_t across = fields.u32(At::pixel_aspect).value_or(0),
                     down = fields.u32(At::pixel_aspect + 4).value_or(0);
  if (across == 0 || down == 0) return {};
  const auto common = std::gcd(across, down);
  const Rational aspect{across / common, down / common};
  constexpr std::int64_t largest = 1'000'000;  // more is no ratio that anybody meant
  return aspect.num <= largest && aspect.den <= largest ? aspect : Rational{};
}

/// Collects fields for display; what is not said is left out.
class Shown {
 public:
  explicit Shown(const Fields& fields) : fields_(fields) { pairs_.reserve(most); }
  void put(std::string name, std::string value) {
    if (!value.empty()) pairs_.emplace_back(std::move(name), std::move(value));
  }
  void text(const char* name, std::size_t at, std::size_t length) { put(name, fields_.text(at, length)); }
  void number(const char* name, std::size_t at) {
    if (const auto value = fields_.u32(at)) put(name, std::to_string(*value));
  }
  void count(const char* name, std::size_t at) {  // 0 says nothing
    if (const auto value = fields_.u32(at).value_or(0); value != 0) put(name, std::to_string(value));
  }
  void real(const char* name, std::size_t at) {
    if (const auto value = fields_.real(at)) put(name, shown(*value));
  }
  std::vector<std::pair<std::string, std::string>> take() { return std::move(pairs_); }

 private:
  static constexpr std::size_t most = 40;  // of which there are in a header

  const Fields& fields_;
  std::vector<std::pair<std::string, std::string>> pairs_;
};

void show_generic(const Fields& fields, Shown& show) {
  show.number("image offset", At::image_offset);
  show.text("version", At::version, 8);
  show.number("total file size", At::total_size);
  show.count("user data size", At::user_size);
  show.text("creator", At::creator, 100);
  show.text("project", At::project, 200);
  show.text("copyright", At::copyright, 200);
  show.count("encryption key", At::encryption);
  if (const auto value = fields.u16(At::orientation)) show.put("orientation", named(orientations, *value));
  if (const auto value = fields.u8(At::descriptor)) show.put("descriptor", name_of_descriptor(*value));
  if (const auto value = fields.u8(At::transfer)) show.put("transfer", named(characteristics, *value));
  if (const auto value = fields.u8(At::colorimetric)) show.put("colorimetric", named(characteristics, *value));
  if (const auto value = fields.u16(At::packing))
    show.put("packing",
             named(std::array<std::string_view, 3>{"packed", "filled, method A", "filled, method B"}, *value));
  show.number("low data code value", At::low_data);
  show.real("low data quantity", At::low_quantity);
  show.number("high data code value", At::high_data);
  show.real("high data quantity", At::high_quantity);
  show.count("end-of-line padding", At::line_padding);
  show.count("end-of-image padding", At::image_padding);
  show.text("element description", At::element_description, 32);
  show.count("original width", At::original_width);
  show.count("original height", At::original_height);
  show.text("input device", At::input_device, 32);
  show.text("input device serial number", At::input_serial, 32);
}

void show_industry(const Fields& fields, Shown& show) {
  if (!fields.blank(At::film, At::television - At::film)) {
    show.text("film format", At::film_format, 32);
    show.count("sequence length", At::sequence_length);
    show.count("held count", At::held_count);
    show.real("film frame rate", At::film_rate);
    show.real("shutter angle", At::shutter_angle);
    show.text("slate", At::slate, 100);
  }
  if (!fields.blank(At::television, dpx_header_bytes - At::television)) {
    if (const auto value = fields.u8(At::interlace)) show.put("interlace", std::to_string(*value));
    if (const auto value = fields.u8(At::video_standard)) show.put("video signal standard", std::to_string(*value));
    show.real("horizontal sampling rate", At::horizontal_rate);
    show.real("vertical sampling rate", At::vertical_rate);
    show.real("television frame rate", At::television_rate);
    show.real("time offset", At::time_offset);
    show.real("gamma", At::gamma);
    show.real("black level", At::black_level);
    show.real("black gain", At::black_gain);
    show.real("breakpoint", At::break_point);
    show.real("white level", At::white_level);
    show.real("integration time", At::integration_time);
  }
}

/// Film edge code, as it is printed beside the perforations.
std::string keycode_of(const Fields& fields) {
  const auto maker = fields.text(At::film, 2), type = fields.text(At::film + 2, 2);
  const auto perforations = fields.text(At::film + 4, 2);
  const auto prefix = fields.text(At::film + 6, 6), count = fields.text(At::film + 12, 4);
  std::string code;
  for (const auto& part : {maker, type, prefix, count})
    if (!part.empty()) code += (code.empty() ? "" : " ") + part;
  if (!code.empty() && !perforations.empty()) code += '+' + perforations;
  return code;
}

}  // namespace

std::string name_of_descriptor(int value) {
  static constexpr std::array<std::pair<int, std::string_view>, 17> names{{{0, "user-defined"},
                                                                           {1, "red"},
                                                                           {2, "green"},
                                                                           {3, "blue"},
                                                                           {4, "alpha"},
                                                                           {6, "luma"},
                                                                           {7, "chroma"},
                                                                           {8, "depth (Z)"},
                                                                           {9, "composite video"},
                                                                           {50, "RGB"},
                                                                           {51, "RGBA"},
                                                                           {52, "ABGR"},
                                                                           {100, "CbYCrY 4:2:2"},
                                                                           {101, "CbYACrYA 4:2:2:4"},
                                                                           {102, "CbYCr 4:4:4"},
                                                                           {103, "CbYCrA 4:4:4:4"},
                                                                           {150, "user-defined, 2 components"}}};
  for (const auto& [number, name] : names)
    if (number == value) return std::string(name);
  return "descriptor " + std::to_string(value);
}

std::string timecode_of(const Fields& fields) {
  const auto code = fields.u32(At::television);
  if (!code || fields.blank(At::television, dpx_header_bytes - At::television)) return {};
  constexpr std::array<std::uint32_t, 4> digits{0x3f, 0x7f, 0x7f, 0x3f}, limits{24, 60, 60, 60};
  const bool drops = (*code & 0x40) != 0;
  std::string text;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto byte = *code >> (24 - 8 * i) & digits[i];
    const auto tens = byte >> 4, ones = byte & 15;
    if (ones > 9 || tens * 10 + ones >= limits[i]) return {};
    if (i > 0) text += i == 3 && drops ? ';' : ':';
    text += static_cast<char>('0' + tens);
    text += static_cast<char>('0' + ones);
  }
  return text;
}

bool runs_on(const Fields& fields) {
  return fields.text(At::creator, 100).starts_with("Lasergraphics Inc.") ||
         fields.text(At::creator, 100).starts_with("DIAMANT-Film") ||
         fields.text(At::input_device, 32).starts_with("Scanity");
}

HeaderFacts facts_of(const Fields& fields, const DpxLayout& layout) {
  HeaderFacts facts;
  facts.format = "DPX";
  facts.flavour = flavour_of(fields, layout);
  facts.size = layout.size;
  facts.planes = layout.planes;
  facts.depth = layout.depth;
  facts.transfer = transfer_of(fields.u8(At::transfer).value_or(255));
  facts.rate = rate_of(fields);
  facts.pixel_aspect = aspect_of(fields);
  Shown show(fields);
  show_generic(fields, show);
  show_industry(fields, show);
  facts.fields = show.take();
  return facts;
}

DpxFrameFacts frame_facts_of(const Fields& fields) {
  DpxFrameFacts facts;
  facts.timecode = timecode_of(fields);
  facts.keycode = keycode_of(fields);
  facts.file_name = fields.text(At::file_name, 100);
  facts.created = fields.text(At::created, 24);
  facts.scanned = fields.text(At::scanned, 24);
  facts.source_name = fields.text(At::source_name, 100);
  facts.frame_id = fields.text(At::frame_id, 32);
  if (const auto position = fields.u32(At::frame_position);
      position && !fields.blank(At::film, At::television - At::film))
    facts.frame_position = std::to_string(*position);
  return facts;
}

}  // namespace tasma::codecs::dpx

namespace tasma::codecs {

std::optional<int> dpx_characteristic(std::string_view shown) {
  const auto named = std::ranges::find(dpx::characteristics, shown);
  if (named != dpx::characteristics.end()) return static_cast<int>(named - dpx::characteristics.begin());
  int number = 0;
  const auto [end, error] = std::from_chars(shown.data(), shown.data() + shown.size(), number);
  return error == std::errc() && end == shown.data() + shown.size() ? std::optional(number) : std::nullopt;
}

}  // namespace tasma::codecs
