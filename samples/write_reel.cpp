#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "samples/bytes.hpp"
#include "samples/dpx.hpp"
#include "samples/png.hpp"
#include "samples/reel.hpp"
#include "samples/tiff.hpp"
#include "samples/wav.hpp"

namespace tasma::samples {
namespace {

void refuse_unless(bool fine, const std::string& why) {
  if (!fine) throw std::invalid_argument(why);
}

void check(const ReelSpec& spec) {
  const bool dpx = spec.format == Format::dpx;
  refuse_unless(spec.frames >= 1 && spec.frames <= 1'000'000, "--frames: 1 to 1000000");
  refuse_unless(spec.width >= 16 && spec.height >= 16 && spec.width <= 8192 && spec.height <= 8192,
                "--size: 16x16 to 8192x8192");
  refuse_unless(spec.depth == 8 || spec.depth == 16 || (dpx && (spec.depth == 10 || spec.depth == 12)),
                "--depth: 8, 10, 12 or 16 for DPX, 8 or 16 for TIFF");
  refuse_unless(spec.first >= 0, "--first: 0 or more");
  refuse_unless(
      spec.rate_num > 0 && spec.rate_den > 0 && spec.rate_num >= spec.rate_den && spec.rate_num / spec.rate_den <= 120,
      "--rate: 1 to 120 frames a second");
  refuse_unless(spec.dust >= 0 && spec.dust <= 10000, "--dust: 0 to 10000");
  refuse_unless(spec.scratches >= 0 && spec.scratches <= 100, "--scratches: 0 to 100");
  refuse_unless(spec.flicker >= 0 && spec.flicker <= 50, "--flicker: 0 to 50 percent");
  refuse_unless(spec.weave >= 0 && spec.weave <= 100, "--weave: 0 to 100 pixels");
}

void make_empty_folder(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  refuse_unless(std::filesystem::is_empty(folder), folder.string() + " is not empty; give a new folder");
}

Bytes bytes_of(const Still& still, const ReelSpec& spec, const std::string& name, std::int64_t position) {
  if (spec.format == Format::tiff) return tiff_of(still);
  const auto rate = static_cast<double>(spec.rate_num) / static_cast<double>(spec.rate_den);
  return dpx_of(still, {name, position, spec.frames, rate, spec.transfer});
}

/// Values as a JSON array.
template <class Values, class Print>
std::string listed(const Values& values, Print print) {
  std::ostringstream text;
  text.precision(6);
  const char* between = "";
  for (const auto& value : values) {
    text << between;
    print(text, value);
    between = ", ";
  }
  return "[" + text.str() + "]";
}

/// What a judge of a restoration must know: positions of first frames of shots, and what was done to each frame.
std::string meta_json(const ReelSpec& spec, const std::vector<Shot>& shots, const std::vector<double>& gains,
                      const std::vector<Shift>& shifts) {
  std::vector<std::int64_t> cuts;
  for (const auto& shot : shots)
    if (shot.begin > 0) cuts.push_back(shot.begin);
  const auto plain = [](std::ostream& out, const auto& value) { out << value; };
  const auto pair = [](std::ostream& out, const Shift& shift) {
    out << "[" << shift.x_px << ", " << shift.y_px << "]";
  };
  std::ostringstream text;
  text << "{\n  \"clip\": \"sample-" << spec.seed << "\",\n  \"width\": " << spec.width
       << ",\n  \"height\": " << spec.height << ",\n  \"frames\": " << spec.frames << ",\n  \"first\": " << spec.first
       << ",\n  \"rate\": \"" << spec.rate_num << "/" << spec.rate_den << "\",\n  \"cuts\": " << listed(cuts, plain)
       << ",\n  \"missing\": " << listed(spec.missing, plain)
       << ",\n  \"splices\": " << (spec.splices ? "true" : "false") << ",\n  \"gain\": " << listed(gains, plain)
       << ",\n  \"shift_px\": " << listed(shifts, pair) << "\n}\n";
  return text.str();
}

}  // namespace

void write_reel(const ReelSpec& spec, const std::filesystem::path& output,
                const std::optional<std::filesystem::path>& truth) {
  check(spec);
  make_empty_folder(output);
  if (truth) {
    make_empty_folder(*truth);
    std::filesystem::create_directory(*truth / "frames");
    std::filesystem::create_directory(*truth / "mask");
  }
  Reel reel(spec);
  std::vector<double> gains;
  std::vector<Shift> shifts;
  for (std::int64_t position = 0; position < spec.frames; ++position) {
    const auto frame = reel.draw(position);
    const auto name = reel.file_name(position);
    if (!spec.missing.contains(spec.first + position))
      write_file(output / name, bytes_of(frame.scan, spec, name, position));
    gains.push_back(frame.gain);
    shifts.push_back(frame.shift);
    if (!truth) continue;
    auto index = std::to_string(position);
    index.insert(0, index.size() < 5 ? 5 - index.size() : 0, '0');
    write_file(*truth / "frames" / name, bytes_of(frame.truth, spec, name, position));
    write_file(*truth / "mask" / (index + ".png"), png_of(spec.width, spec.height, frame.mask));
  }
  if (spec.sound) write_file(output / "sound.wav", wav_of(spec.frames, spec.rate_num, spec.rate_den));
  if (!truth) return;
  const auto meta = meta_json(spec, reel.shots(), gains, shifts);
  write_file(*truth / "meta.json", Bytes(meta.begin(), meta.end()));
}

}  // namespace tasma::samples
