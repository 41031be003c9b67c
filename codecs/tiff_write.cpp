#include <algorithm>
#include <cstring>
#include <string_view>

#include "codecs/tiff.hpp"
#include "codecs/tiff_file.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

constexpr std::size_t strip_bytes = 1U << 16;                   // about; TIFF 6.0 advises small strips
constexpr std::size_t largest = 0xFFFF'FFFFULL - (1ULL << 20);  // offsets have 32 bits; leaves room for the directory

std::string_view field(const HeaderFacts& facts, std::string_view name) {
  const auto found =
      std::ranges::find(facts.fields, name, [](const auto& each) { return std::string_view(each.first); });
  return found == facts.fields.end() ? std::string_view() : std::string_view(found->second);
}

void set_descriptions(TIFF* tiff, const HeaderFacts& source) {
  constexpr std::pair<std::string_view, std::uint32_t> texts[] = {
      {"make", TIFFTAG_MAKE},           {"model", TIFFTAG_MODEL},
      {"software", TIFFTAG_SOFTWARE},   {"artist", TIFFTAG_ARTIST},
      {"host", TIFFTAG_HOSTCOMPUTER},   {"document name", TIFFTAG_DOCUMENTNAME},
      {"copyright", TIFFTAG_COPYRIGHT}, {"image description", TIFFTAG_IMAGEDESCRIPTION}};
  for (const auto& [name, tag] : texts)
    if (const std::string text(field(source, name)); !text.empty()) TIFFSetField(tiff, tag, text.c_str());
  constexpr std::size_t date_length = 19;  // "YYYY:MM:DD HH:MM:SS", nothing else is allowed
  if (const std::string date(field(source, "date time")); date.size() == date_length)
    TIFFSetField(tiff, TIFFTAG_DATETIME, date.c_str());
  if (const auto text = field(source, "orientation"); text.size() == 1 && text[0] >= '1' && text[0] <= '8')
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, text[0] - '0');
  if (source.pixel_aspect.known()) {  // the ratio alone: the length of a pixel may have changed, its shape not
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_NONE);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, static_cast<double>(source.pixel_aspect.den));
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, static_cast<double>(source.pixel_aspect.num));
  }
}

/// Rows of planes into one strip of interleaved samples in the machine's order, which libtiff turns where needed.
template <class Sample>
void pack(const Image& image, int first, int end, std::uint8_t* strip) {
  const int shift = sizeof(Sample) == 1 ? 0 : 16 - image.depth();
  for (int y = first; y < end; ++y)
    for (int x = 0; x < image.size().width; ++x)
      for (int plane = 0; plane < image.planes(); ++plane) {
        const auto sample = static_cast<Sample>(image.row(plane, y)[static_cast<std::size_t>(x)] << shift);
        std::memcpy(strip, &sample, sizeof sample);
        strip += sizeof sample;
      }
}

}  // namespace

std::vector<std::uint8_t> encode_tiff(const Image& image, const HeaderFacts& source) {
  const std::size_t sample_bytes = image.depth() == 8 ? 1 : 2;
  const auto row_bytes = static_cast<std::size_t>(image.size().width * image.planes()) * sample_bytes;
  const auto height = static_cast<std::size_t>(image.size().height);
  if (image.planes() == 2 || row_bytes * height > largest)
    throw Error(
        ExitCode::no_output,
        Message(
            "T2212", "a picture of {1} x {2} pixels and {3} planes does not go into a TIFF; write DPX instead",
            {std::to_string(image.size().width), std::to_string(image.size().height), std::to_string(image.planes())}));

  std::vector<std::uint8_t> bytes;
  bytes.reserve(row_bytes * height + (1U << 16));
  {
    const TiffFile file(bytes);
    auto* tiff = file.handle();
    const auto check = [&](bool done) {
      if (!done || !file.first_error().empty())
        throw Error(ExitCode::bug, Message("T2213", "libtiff does not write: {1}", {file.first_error()}));
    };
    check(tiff != nullptr);
    const int rows = static_cast<int>(std::clamp<std::size_t>(strip_bytes / row_bytes, 1, height));
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, image.size().width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, image.size().height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, static_cast<int>(8 * sample_bytes));
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, image.planes());
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, rows);
    const bool inverted = field(source, "photometric").starts_with("min-is-white");
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC,
                 image.planes() >= 3 ? PHOTOMETRIC_RGB
                 : inverted          ? PHOTOMETRIC_MINISWHITE
                                     : PHOTOMETRIC_MINISBLACK);
    if (image.planes() == 4) {
      const auto what = field(source, "extra sample");
      const std::uint16_t kind = what == "associated alpha" ? EXTRASAMPLE_ASSOCALPHA
                                 : what == "unspecified"    ? EXTRASAMPLE_UNSPECIFIED
                                                            : EXTRASAMPLE_UNASSALPHA;
      TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind);
    }
    set_descriptions(tiff, source);

    std::vector<std::uint8_t> strip(row_bytes * static_cast<std::size_t>(rows));
    for (int y = 0; y < image.size().height; y += rows) {
      const int end = std::min(y + rows, image.size().height);
      sample_bytes == 1 ? pack<std::uint8_t>(image, y, end, strip.data())
                        : pack<std::uint16_t>(image, y, end, strip.data());
      const auto count = static_cast<tmsize_t>(row_bytes * static_cast<std::size_t>(end - y));
      check(TIFFWriteEncodedStrip(tiff, static_cast<std::uint32_t>(y / rows), strip.data(), count) == count);
    }
    check(TIFFWriteDirectory(tiff) == 1);
  }
  return bytes;
}

}  // namespace tasma::codecs
