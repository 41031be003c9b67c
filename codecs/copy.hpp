#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/core/image.hpp"

namespace tasma::codecs {

/// What codes the pictures of a screening copy.
enum class ScreeningFormat { h264, prores, dcp };

/// How the pictures of a copy are coded. Copies of one coding share the conversion, and their coded pictures.
struct Coding {
  ScreeningFormat format = ScreeningFormat::h264;
  Size within{16384, 1080};   // pixels: the picture is scaled down to fit; of a DCP, its container does
  int megabits = 0;           // a second, at most; 0: the format has no such limit
  bool archive_rate = false;  // of a DCP: a slow film runs at a rate of ST 428-21, not at 24
  bool operator==(const Coding&) const = default;
};

/// The coding in a few words, as the names of segments have it: "h264-16384x1080-20".
std::string line_of(const Coding& coding);

/// A kind of screening copy as data: whoever wants another adds a row.
struct CopySpec {
  std::string name;  // what people call it by; in names of files
  Coding coding;
};

/// The formats by their names, those that `--as` takes.
std::span<const CopySpec> copy_formats();
std::optional<CopySpec> find_copy_format(std::string_view name);

/// What the copy of a film is called: FILM.h264.mp4, FILM.prores.mov; a DCP is a folder, FILM_dcp.
std::string file_name(const CopySpec& copy, const std::string& film);

}  // namespace tasma::codecs
