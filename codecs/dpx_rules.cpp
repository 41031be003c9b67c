#include "codecs/dpx_rules.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tasma::codecs::dpx {
namespace {

using Bytes = std::size_t;

/// Printable ASCII up to a NUL or the end; what follows the NUL is of no account.
template <Bytes length>
bool printable(const Fields& f, Bytes at) {
  if (f.text(at, length).empty()) return true;
  for (Bytes i = at; i < at + length; ++i) {
    const auto byte = f.u8(i).value_or(255);
    if (byte == 0) return true;
    if (byte < 0x20 || byte > 0x7e) return false;
  }
  return true;
}

template <Bytes length>
bool digits(const Fields& f, Bytes at) {
  return f.text(at, length).find_first_not_of("0123456789 ") == std::string::npos;
}

/// "2026:11:25:10:30:00", perhaps with a time zone behind it.
bool time(const Fields& f, Bytes at) {
  constexpr std::string_view form = "dddd:dd:dd:dd:dd:dd";
  const auto text = f.text(at, 24);
  return text.empty() ||
         (text.size() >= form.size() && std::ranges::equal(form, text.substr(0, form.size()), [](char want, char is) {
            return want == 'd' ? is >= '0' && is <= '9' : want == is;
          }));
}

template <std::uint8_t most>
bool byte_up_to(const Fields& f, Bytes at) {
  return f.u8(at).value_or(0) <= most;
}

template <int least, int most>
bool real_within(const Fields& f, Bytes at) {
  const auto value = f.real(at);
  return !value || (*value >= least && *value <= most);
}

bool undefined(const Fields& f, Bytes at) { return !f.u32(at); }

/// The low value, at `at`, against the high one eight bytes on. Both 0: the writer says nothing.
bool low_code(const Fields& f, Bytes at) {
  const auto low = f.u32(at), high = f.u32(at + 8);
  return !low || !high || (*low == 0 && *high == 0) || *low < *high;
}
bool low_quantity_below(const Fields& f, Bytes at) {
  const auto low = f.real(at), high = f.real(at + 8);
  return !low || !high || (*low == 0 && *high == 0) || *low < *high;
}
bool code_of_depth(const Fields& f, Bytes at) {
  return f.u32(at).value_or(0) < std::uint64_t{1} << std::min<int>(f.u8(bit_depth).value_or(32), 32);
}

/// An offset, within the original size that stands 16 bytes on.
bool within_original(const Fields& f, Bytes at) {
  const auto size = f.u32(at + 16).value_or(0);
  return size == 0 || f.u32(at).value_or(0) < size;
}

bool borders(const Fields& f, Bytes at) {
  const auto sum = [&](Bytes one) {
    return f.u16(at + one).value_or(0) + std::uint32_t{f.u16(at + one + 2).value_or(0)};
  };
  return sum(0) <= f.u32(width).value_or(0) && sum(4) <= f.u32(height).value_or(0);
}

bool time_code(const Fields& f, Bytes at) { return f.u32(at).value_or(0) == 0 || !timecode_of(f).empty(); }

bool signal_standard(const Fields& f, Bytes at) {
  const int value = f.u8(at).value_or(0);
  return value <= 4 || (value >= 50 && value <= 55) || (value >= 100 && value <= 101) ||
         (value >= 150 && value <= 152) || (value >= 200 && value <= 203);
}

constexpr auto ascii = "printable ASCII", moment = "YYYY:MM:DD:HH:MM:SS:LTZ";

constexpr std::array table{
    Rule{"2", "image offset", image_offset, "2048 and the user data, or more",
         [](const Fields& f, Bytes at) {
           const auto user = f.u32(user_size).value_or(0);
           return user == 0 || f.u32(at).value_or(0) >= std::uint64_t{2048} + user;
         }},
    Rule{"6", "generic header size", 24, "1664",
         [](const Fields& f, Bytes at) { return f.u32(at).value_or(generic_bytes) == generic_bytes; }},
    Rule{"7", "industry header size", industry_size, "384, or 0 where there is none",
         [](const Fields& f, Bytes at) {
           const auto size = f.u32(at).value_or(384);
           return size == 384 || (size == 0 && f.size() < dpx_header_bytes);
         }},
    Rule{"8", "user data size", user_size, "at most 1,048,576",
         [](const Fields& f, Bytes at) { return f.u32(at).value_or(0) <= 1U << 20; }},
    Rule{"9", "file name", file_name, ascii, printable<100>},
    Rule{"10", "creation time", created, moment, time},
    Rule{"12", "creator", creator, ascii, printable<100>},
    Rule{"13", "project", project, ascii, printable<200>},
    Rule{"14", "copyright", copyright, ascii, printable<200>},
    Rule{"15", "encryption key", encryption, "undefined, where nothing is encrypted", undefined},
    Rule{"17", "orientation", orientation, "0 to 7",
         [](const Fields& f, Bytes at) { return f.u16(at).value_or(0) <= 7; }, true},
    Rule{"21.2", "low data code value", low_data, "less than the high one", low_code},
    Rule{"21.3", "low quantity", low_quantity, "less than the high one", low_quantity_below},
    Rule{"21.4", "high data code value", high_data, "a value of the bit depth", code_of_depth},
    Rule{"21.7", "transfer", transfer, "0 to 13", byte_up_to<13>, true},
    Rule{"21.8", "colorimetric", colorimetric, "0 to 10, 13",
         [](const Fields& f, Bytes at) { return f.u8(at).value_or(0) <= 10 || f.u8(at).value_or(0) == 13; }, true},
    Rule{"21.14", "end-of-image padding", image_padding, "less than the file has",
         [](const Fields& f, Bytes at) { return f.u32(at).value_or(0) <= f.u32(total_size).value_or(0xffffffff); }},
    Rule{"21.15", "element description", element_description, ascii, printable<32>},
    Rule{"30", "x offset", 1408, "within the original width", within_original},
    Rule{"31", "y offset", 1412, "within the original height", within_original},
    Rule{"36", "source image file name", source_name, ascii, printable<100>},
    Rule{"37", "source image time", scanned, moment, time},
    Rule{"38", "input device", input_device, ascii, printable<32>},
    Rule{"39", "input device serial number", input_serial, ascii, printable<32>},
    Rule{"40", "border", 1620, "within the picture", borders},
    Rule{"41", "pixel aspect", pixel_aspect, "two numbers, both 0 or neither",
         [](const Fields& f, Bytes at) { return (f.u32(at).value_or(0) == 0) == (f.u32(at + 4).value_or(0) == 0); }},
    Rule{"43", "film edge code, manufacturer", film, "digits", digits<2>},
    Rule{"44", "film edge code, film type", film + 2, "digits", digits<2>},
    Rule{"45", "film edge code, offset in perforations", film + 4, "digits", digits<2>},
    Rule{"47", "film edge code, prefix", film + 6, "digits", digits<6>},
    Rule{"48", "film edge code, count", film + 12, "digits", digits<4>},
    Rule{"49", "film format", film_format, ascii, printable<32>},
    Rule{"50", "frame position in sequence", frame_position, "at most the sequence's length",
         [](const Fields& f, Bytes at) {
           const auto length = f.u32(sequence_length).value_or(0);
           return length == 0 || f.u32(at).value_or(0) <= length;  // from 0 or from 1: both are found
         }},
    Rule{"52", "held count", held_count, "at most the sequence's length",
         [](const Fields& f, Bytes at) {
           const auto length = f.u32(sequence_length).value_or(0);
           return length == 0 || f.u32(at).value_or(0) <= length;
         }},
    Rule{"53", "film frame rate", film_rate, "0 to 1000 frames a second", real_within<0, 1000>},
    Rule{"54", "shutter angle", shutter_angle, "0 to 360 degrees", real_within<0, 360>},
    Rule{"55", "frame identification", frame_id, ascii, printable<32>},
    Rule{"56", "slate", slate, ascii, printable<100>},
    Rule{"58", "time code", television, "hours, minutes, seconds and frames in binary coded decimals", time_code},
    Rule{"60", "interlace", interlace, "0 or 1", byte_up_to<1>},
    Rule{"62", "video signal standard", video_standard, "0 to 4, 50 to 55, 100, 101, 150 to 152, 200 to 203",
         signal_standard},
    Rule{"63", "byte for alignment", 1931, "0", byte_up_to<0>},
    Rule{"66", "television frame rate", television_rate, "0 to 1000 frames a second", real_within<0, 1000>},
};

}  // namespace

std::span<const Rule> rules() { return table; }

}  // namespace tasma::codecs::dpx
