#include "codecs/reel_sound.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <string>

#include "codecs/frame_name.hpp"
#include "codecs/remainder.hpp"
#include "codecs/sound.hpp"
#include "codecs/wave.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

using Probe = SoundInfo(const std::filesystem::path& file);

void probe_into(std::vector<SoundInfo>& sounds, Probe probe, const std::filesystem::path& file, Severity severity,
                std::vector<Finding>& findings) {
  try {
    auto sound = probe(file);
    if (sound.samples == 0) throw Error(ExitCode::material, Message("T2272", "holds no sound"));
    if (is_wave_extension(parse_frame_name(file.filename().native()).extension) && !remainder_fits(file))
      throw Error(ExitCode::material, Message("T2273", "holds more beside its sound than is kept apart from it"));
    sounds.push_back(std::move(sound));
  } catch (const Error& error) {
    if (error.code() != ExitCode::material) throw;
    findings.push_back({FindingCode::invalid_sound, severity, file.filename(), {}, error.message()});
  }
}

std::string seconds(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f", value);
  return text.data();
}

}  // namespace

std::vector<SoundInfo> choose_sounds(const Folder& folder, const ScanFacts& said, std::vector<Finding>& findings) {
  std::vector<SoundInfo> sounds;
  for (const auto& file : said.sounds) probe_into(sounds, probe_sound, file, Severity::refusal, findings);
  if (!said.sounds.empty()) return sounds;

  std::vector<const ListedFile*> beside;
  for (const auto& file : folder.files)
    if (is_wave_extension(parse_frame_name(file.name).extension)) beside.push_back(&file);
  if (beside.size() == 1) probe_into(sounds, probe_wave, folder.path / beside[0]->name, Severity::remark, findings);
  if (beside.size() > 1)
    findings.push_back(
        {FindingCode::unexpected_sound,
         Severity::remark,
         beside[0]->name,
         {},
         Message("T2270",
                 "{1} sound files lie beside the frames ({2}, {3}...), so none is taken; say which "
                 "by --sound",
                 {std::to_string(beside.size()), printable(beside[0]->name), printable(beside[1]->name)})});
  return sounds;
}

void compare_lengths(const std::vector<SoundInfo>& sounds, std::int64_t frames, const Rational& rate,
                     std::vector<Finding>& findings) {
  const auto picture_s = static_cast<double>(frames) / rate.value();
  for (const auto& sound : sounds) {
    // In samples times den: whole numbers, so that exactly one frame is not too much.
    const auto one_frame = static_cast<long double>(sound.rate) * static_cast<long double>(rate.den);
    const auto length = static_cast<long double>(sound.samples) * static_cast<long double>(rate.num);
    if (std::abs(length - one_frame * static_cast<long double>(frames)) <= one_frame) continue;
    const double sound_s = static_cast<double>(sound.samples) / sound.rate;
    findings.push_back({FindingCode::mismatched_sound_length,
                        Severity::remark,
                        sound.file.filename(),
                        {},
                        Message("T2271",
                                "the sound lasts {1} s, the picture {2} s at {3} frames a second; check --rate and "
                                "whether both are complete",
                                {seconds(sound_s), seconds(picture_s), to_string(rate)})});
  }
}

}  // namespace tasma::codecs
