#include "codecs/tiff_layout.hpp"

#include <algorithm>
#include <utility>

namespace tasma::codecs {
namespace {

constexpr std::uint32_t longest_side = 65'535;
constexpr std::uint64_t largest_picture = std::uint64_t{4} << 30;  // bytes, decoded
constexpr int most_directories = 64;

struct Compression {
  std::uint16_t code;
  std::string_view name;
  std::uint64_t most = 0;  // decoded bytes that one coded byte can stand for; 0: not supported
};
constexpr Compression compressions[] = {
    {COMPRESSION_NONE, "uncompressed", 1},
    {COMPRESSION_LZW, "LZW", 1'400},  // 12-bit codes for strings of up to 3,837 bytes
    {COMPRESSION_ADOBE_DEFLATE, "Deflate", 1'040},
    {COMPRESSION_DEFLATE, "Deflate", 1'040},
    {COMPRESSION_PACKBITS, "PackBits", 64},
    {COMPRESSION_CCITTRLE, "CCITT compression"},
    {COMPRESSION_CCITTFAX3, "CCITT Group 3 compression"},
    {COMPRESSION_CCITTFAX4, "CCITT Group 4 compression"},
    {COMPRESSION_CCITTRLEW, "CCITT compression"},
    {COMPRESSION_OJPEG, "JPEG compression"},
    {COMPRESSION_JPEG, "JPEG compression"},
    {COMPRESSION_JBIG, "JBIG compression"},
    {COMPRESSION_JP2000, "JPEG 2000 compression"},
    {COMPRESSION_LERC, "LERC compression"},
    {COMPRESSION_LZMA, "LZMA compression"},
    {COMPRESSION_ZSTD, "Zstandard compression"},
    {COMPRESSION_WEBP, "WebP compression"},
    {COMPRESSION_SGILOG, "LogLuv compression"},
    {COMPRESSION_SGILOG24, "LogLuv compression"},
    {COMPRESSION_NEXT, "NeXT compression"},
    {COMPRESSION_THUNDERSCAN, "ThunderScan compression"},
    {COMPRESSION_PIXARLOG, "PixarLog compression"},
};

constexpr std::pair<std::uint16_t, std::string_view> photometrics[] = {
    {PHOTOMETRIC_MINISWHITE, "min-is-white"},
    {PHOTOMETRIC_MINISBLACK, "min-is-black"},
    {PHOTOMETRIC_RGB, "RGB"},
    {PHOTOMETRIC_PALETTE, "palette colours"},
    {PHOTOMETRIC_MASK, "a transparency mask"},
    {PHOTOMETRIC_SEPARATED, "CMYK colours"},
    {PHOTOMETRIC_YCBCR, "YCbCr colours"},
    {PHOTOMETRIC_CIELAB, "CIELab colours"},
    {PHOTOMETRIC_ICCLAB, "ICCLab colours"},
    {PHOTOMETRIC_ITULAB, "ITULab colours"},
    {PHOTOMETRIC_CFA, "a colour filter array"},
    {PHOTOMETRIC_LOGL, "LogL light"},
    {PHOTOMETRIC_LOGLUV, "LogLuv colours"},
    {34892, "camera raw samples"},
};

const Compression* find_compression(std::uint16_t code) {
  const auto* found = std::ranges::find(compressions, code, &Compression::code);
  return found == std::end(compressions) ? nullptr : found;
}

/// Samples that are the picture's own colours; 0: no photometric we read.
int colours_of(std::uint16_t photometric) {
  if (photometric == PHOTOMETRIC_RGB) return 3;
  return photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE ? 1 : 0;
}

/// What of the layout is sound by the standard but not supported, in words; empty: nothing.
std::string unsupported(const TiffLayout& layout) {
  const auto* compression = find_compression(layout.compression);
  if (compression == nullptr || compression->most == 0)
    return compression == nullptr ? "compression " + std::to_string(layout.compression)
                                  : std::string(compression->name);
  const int colours = colours_of(layout.photometric);
  if (colours == 0) return std::string(photometric_name(layout.photometric));
  if (layout.sample_format != SAMPLEFORMAT_UINT && layout.sample_format != SAMPLEFORMAT_VOID)
    return layout.sample_format == SAMPLEFORMAT_IEEEFP ? "floating point samples"
           : layout.sample_format == SAMPLEFORMAT_INT  ? "signed samples"
                                                       : "complex samples";
  constexpr int read[] = {8, 10, 12, 16};  // FFV1 has no 14-bit grey
  if (std::ranges::find(read, layout.bits) == std::end(read)) return std::to_string(layout.bits) + "-bit samples";
  if (layout.samples == colours + 1 && colours == 1) return "grey with alpha";
  if (layout.samples != colours && layout.samples != colours + 1)
    return std::to_string(layout.samples) + " samples a pixel";
  if (layout.predictor != PREDICTOR_NONE && layout.predictor != PREDICTOR_HORIZONTAL)
    return "predictor " + std::to_string(layout.predictor);
  if (layout.predictor == PREDICTOR_HORIZONTAL && layout.bits % 8 != 0)
    return "a predictor of " + std::to_string(layout.bits) + "-bit samples";
  if (layout.thumbnail_first) return "a thumbnail before the picture";
  if (layout.pictures > 1) return "more than one picture";
  return {};
}

Finding damaged(FindingCode code, Message message) { return {code, Severity::remark, {}, {}, std::move(message)}; }

/// Every strip or tile lies in the file and is long enough for its lines.
std::optional<Finding> problem_of_pieces(const TiffFile& file, const TiffLayout& layout, std::uint64_t size) {
  const auto most = find_compression(layout.compression)->most;
  const auto listed = layout.tiled ? TIFFNumberOfTiles(file.handle()) : TIFFNumberOfStrips(file.handle());
  if (listed != layout.pieces())
    return damaged(FindingCode::invalid_header,
                   layout.tiled
                       ? Message("T2240", "the number of tiles does not fit the picture; copy the file again")
                       : Message("T2204", "the number of strips does not fit the height; copy the file again"));
  for (std::uint32_t piece = 0; piece < listed; ++piece) {
    int failed = 0;
    const auto offset = TIFFGetStrileOffsetWithErr(file.handle(), piece, &failed);
    const std::vector<std::string> number{std::to_string(piece)};
    if (failed != 0 || offset == 0)
      return damaged(FindingCode::invalid_header,
                     layout.tiled
                         ? Message("T2241", "tile {1} has no place in the file; copy the file again", number)
                         : Message("T2205", "strip {1} has no place in the file; copy the file again", number));
    const auto count = TIFFGetStrileByteCountWithErr(file.handle(), piece, &failed);
    const auto decoded = layout.piece_bytes(piece);
    const std::vector<std::string> place{std::to_string(piece), std::to_string(offset)};
    if (failed != 0 || offset > size || count > size - offset || count < (decoded + most - 1) / most)
      return damaged(FindingCode::missing_bytes,
                     layout.tiled ? Message("T2242", "tile {1}, at byte {2}, ends early; copy the file again", place)
                                  : Message("T2206", "strip {1}, at byte {2}, ends early; copy the file again", place));
  }
  return std::nullopt;
}

std::uint64_t groups_of(std::uint64_t count, std::uint64_t size) { return (count + size - 1) / size; }

}  // namespace

std::uint64_t TiffLayout::pieces_a_plane() const {
  return groups_of(width, piece_width()) * groups_of(height, piece_height());
}

std::uint64_t TiffLayout::line_bytes() const {
  return groups_of(std::uint64_t{piece_width()} * static_cast<unsigned>(planes_together()) * bits, 8);
}

std::uint64_t TiffLayout::piece_bytes(std::uint64_t piece) const {
  if (tiled) return line_bytes() * tile_height;
  const auto first = piece % pieces_a_plane() * piece_height();
  return line_bytes() * std::min<std::uint64_t>(piece_height(), height - first);
}

std::uint64_t TiffLayout::decoded_bytes() const {
  if (tiled) return pieces() * piece_bytes(0);
  return line_bytes() * height * (separate() ? samples : 1U);
}

TiffLayout layout_of(const TiffFile& file) {
  auto* tiff = file.handle();
  TiffLayout layout;
  layout.width = file.get<std::uint32_t>(TIFFTAG_IMAGEWIDTH, 0);
  layout.height = file.get<std::uint32_t>(TIFFTAG_IMAGELENGTH, 0);
  layout.bits = file.get<std::uint16_t>(TIFFTAG_BITSPERSAMPLE, 1);
  layout.samples = file.get<std::uint16_t>(TIFFTAG_SAMPLESPERPIXEL, 1);
  layout.sample_format = file.get<std::uint16_t>(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
  layout.compression = file.get<std::uint16_t>(TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  // Files without a photometric exist; one sample is then black to white, as other readers have it.
  layout.photometric =
      file.get<std::uint16_t>(TIFFTAG_PHOTOMETRIC, layout.samples < 3 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB);
  layout.planar = file.get<std::uint16_t>(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  // The only compressions with predictors that are read; asking for it elsewhere is an error to libtiff.
  if (layout.compression == COMPRESSION_LZW || layout.compression == COMPRESSION_ADOBE_DEFLATE ||
      layout.compression == COMPRESSION_DEFLATE)
    layout.predictor = file.get<std::uint16_t>(TIFFTAG_PREDICTOR, PREDICTOR_NONE);
  layout.fill_order = file.get<std::uint16_t>(TIFFTAG_FILLORDER, FILLORDER_MSB2LSB);
  layout.rows_per_strip = file.get<std::uint32_t>(TIFFTAG_ROWSPERSTRIP, layout.height);
  layout.tiled = TIFFIsTiled(tiff) != 0;
  layout.tile_width = file.get<std::uint32_t>(TIFFTAG_TILEWIDTH, 0);
  layout.tile_height = file.get<std::uint32_t>(TIFFTAG_TILELENGTH, 0);
  layout.big_endian = TIFFIsBigEndian(tiff) != 0;
  layout.big_tiff = TIFFIsBigTIFF(tiff) != 0;
  std::uint16_t extra = 0;
  const std::uint16_t* kinds = nullptr;
  if (TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &extra, &kinds) == 1 && extra > 0) {
    layout.extra_samples = extra;
    layout.extra_sample_kind = kinds[0];
  }

  const auto is_picture = [&] {
    return (file.get<std::uint32_t>(TIFFTAG_SUBFILETYPE, 0) & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0;
  };
  const bool first_is_picture = is_picture();
  int directories = 0;
  do layout.pictures += is_picture() ? 1 : 0;
  while (++directories < most_directories && TIFFLastDirectory(tiff) == 0 && TIFFReadDirectory(tiff) == 1);
  layout.thumbnail_first = !first_is_picture && layout.pictures > 0;
  if (directories > 1) TIFFSetDirectory(tiff, 0);
  return layout;
}

std::optional<Finding> problem_of(const TiffFile& file, const TiffLayout& layout, std::uint64_t size) {
  if (layout.width == 0 || layout.height == 0)
    return damaged(FindingCode::invalid_header, Message("T2201", "the picture is {1} x {2} pixels; copy the file again",
                                                        {std::to_string(layout.width), std::to_string(layout.height)}));
  if (const auto what = unsupported(layout); !what.empty())
    return Finding{FindingCode::unexpected_flavour,
                   Severity::refusal,
                   {},
                   {},
                   Message("T2202", "a TIFF with {1} is not supported; export 8 or 16 bit grey, RGB or RGBA", {what})};
  if (layout.tiled && (layout.tile_width == 0 || layout.tile_height == 0))
    return damaged(FindingCode::invalid_header, Message("T2243", "the tiles have no size; copy the file again"));
  const auto longest = std::max({layout.width, layout.height, layout.tile_width, layout.tile_height});
  if (longest > longest_side || layout.pieces() > largest_picture || layout.decoded_bytes() > largest_picture)
    return Finding{FindingCode::unexpected_flavour,
                   Severity::refusal,
                   {},
                   {},
                   Message("T2203", "{1} x {2} pixels are more than is read: 65535 a side, 4 GiB in all",
                           {std::to_string(layout.width), std::to_string(layout.height)})};
  // Every piece has an entry in two tables, of two bytes at least.
  if (layout.decoded_bytes() / find_compression(layout.compression)->most > size || 4 * layout.pieces() > size + 4)
    return damaged(FindingCode::missing_bytes,
                   Message("T2207", "{1} bytes cannot hold {2} x {3} pixels; copy the file again",
                           {std::to_string(size), std::to_string(layout.width), std::to_string(layout.height)}));
  return problem_of_pieces(file, layout, size);
}

std::string_view compression_name(std::uint16_t compression) {
  const auto* found = find_compression(compression);
  return found == nullptr ? "an unknown compression" : found->name;
}

std::string_view photometric_name(std::uint16_t photometric) {
  const auto* found = std::ranges::find(photometrics, photometric, &std::pair<std::uint16_t, std::string_view>::first);
  return found == std::end(photometrics) ? "an unknown colour model" : found->second;
}

std::string flavour_of(const TiffLayout& layout) {
  const auto* colours = layout.samples == 1 ? " grey" : layout.samples == 3 ? " RGB" : " RGBA";
  return std::to_string(layout.bits) + "-bit" + colours + (layout.tiled ? ", tiles" : ", strips") +
         (layout.separate() ? ", separate planes, " : ", ") + std::string(compression_name(layout.compression)) +
         (layout.big_endian ? ", big-endian" : ", little-endian") + (layout.big_tiff ? ", BigTIFF" : "");
}

}  // namespace tasma::codecs
