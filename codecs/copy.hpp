#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/core/container.hpp"
#include "pipeline/core/image.hpp"
#include "pipeline/core/message.hpp"

namespace tasma::codecs {

/// What codes the pictures of a screening copy.
enum class ScreeningFormat { h264, h265, prores, prores4444, dnxhr, dcp };

/// Text that stands in the pictures themselves.
struct BurntText {
  enum class Kind { nothing, subtitles, counter } kind = Kind::nothing;  // counter: number and time of each frame
  std::string language;                                                  // of the subtitles, BCP 47
  bool operator==(const BurntText&) const = default;
};

/// How the pictures of a copy are coded. Copies of one coding share the conversion, and their coded pictures.
struct Coding {
  ScreeningFormat format = ScreeningFormat::h264;
  Size within{16384, 1080};  // pixels: the picture is scaled down to fit; of a DCP, its container does
  int megabits = 0;          // a second: at most; of formats for editing about what they come to at 1080 lines
  int level = 0;             // of H.264, times 10, which players are built for; 0: as high as the picture needs
  BurntText burnt = {};
  bool archive_rate = false;                // of a DCP: a slow film runs at a rate of ST 428-21, not at 24
  std::optional<Container> container = {};  // of a DCP; nothing: by the shape of the picture
  bool operator==(const Coding&) const = default;
};

/// The coding in a few words, as the names of segments have it: "h264-16384x1080-20".
std::string line_of(const Coding& coding);

/// A kind of screening copy as data: whoever wants another adds a row.
struct CopySpec {
  std::string name;  // what people call it by; in names of files
  Coding coding;
  bool stereo = false;           // sound of more channels is mixed down (ITU-R BS.775)
  std::uint64_t most_bytes = 0;  // of a file; a longer film becomes several. 0: any
  int most_rate = 0;             // pictures a second; 0: any
  bool alone = false;            // a DCP without version files beside it
};

/// How its sound is coded, likewise: "aac-stereo".
std::string sound_line(const CopySpec& copy);

/// What a name of `--as` or `--preset` stands for.
struct CopyChoice {
  std::string name;
  Message about;
  std::vector<CopySpec> copies;
};

/// Formats by their names, a copy each, and halls: what plays there, with everything set.
std::span<const CopyChoice> copy_formats();
std::span<const CopyChoice> copy_presets();

/// Null if none of them is called so.
const CopyChoice* find_choice(std::span<const CopyChoice> choices, std::string_view name);

/// What the copy of a film is called: FILM.h264.mp4, FILM.prores.mov; a DCP is a folder, FILM_dcp. A film of several
/// files is FILM.NAME.1.mp4, FILM.NAME.2.mp4, ...; `part` counts from 1.
std::string file_name(const CopySpec& copy, const std::string& film, int part = 0);

}  // namespace tasma::codecs
