#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "samples/damage.hpp"
#include "samples/grain.hpp"
#include "samples/scene.hpp"
#include "samples/still.hpp"
#include "samples/transfer.hpp"

namespace tasma::samples {

enum class Format { dpx, tiff };

/// A reel to be drawn. The same values give the same bytes on every machine.
struct ReelSpec {
  std::int64_t frames = 48;
  int width = 1024, height = 778;  // pixels
  Format format = Format::dpx;
  int depth = 10;      // bits: DPX 8, 10, 12, 16; TIFF 8, 16
  int components = 3;  // 1 grey; 3 red, green, blue; 4 with an opaque alpha
  Transfer transfer = Transfer::log;
  std::int64_t rate_num = 24, rate_den = 1;  // frames a second
  std::int64_t first = 1;                    // number of the first file
  double dust = 0;                           // specks a frame, mean
  int scratches = 0;
  double flicker = 0;              // percent of light, standard deviation
  double weave = 0;                // pixels, root mean square
  bool splices = false;            // cement and a jump at every cut
  std::set<std::int64_t> missing;  // numbers of files that are left out
  bool sound = false;              // sound.wav beside the frames
  std::uint64_t seed = 1;
};

/// Draws the frames of a reel one by one. Quick when they are asked for in order.
class Reel {
 public:
  explicit Reel(const ReelSpec& spec);

  struct Frame {
    Still scan;   // as the scanner would deliver it
    Still truth;  // before dust, scratches, splices, flicker and weave, at the same place
    Mask mask;    // where dust, scratches and splices lie in `truth`
    double gain = 1;
    Shift shift;  // of `scan` against `truth`
  };
  Frame draw(std::int64_t position);

  const std::vector<Shot>& shots() const { return shots_; }
  std::string file_name(std::int64_t position) const;  // frame_0000001.dpx

 private:
  Still still_of(const Picture& picture) const;
  bool spliced(std::int64_t position) const;  // a cut that is not the beginning of the reel

  ReelSpec spec_;
  Curve curve_;
  int margin_;  // pixels around the frame, so that a shifted frame has its own border
  std::vector<Shot> shots_;
  Scene scene_;
  Grain grain_;
};

/// Draws a whole reel into the folder `output`, made if need be, and what is true of it into `truth`: frames/
/// (undamaged), mask/00000.png (a byte a pixel, see Mark) and meta.json. Throws std::invalid_argument for a spec that
/// cannot be drawn and for a folder that is not empty, std::filesystem::filesystem_error for what cannot be written.
void write_reel(const ReelSpec& spec, const std::filesystem::path& output,
                const std::optional<std::filesystem::path>& truth);

}  // namespace tasma::samples
