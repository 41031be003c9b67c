#include "pipeline/test_clip.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <numbers>
#include <string>
#include <string_view>

#include "codecs/digest.hpp"
#include "codecs/sound.hpp"
#include "pipeline/film_subtitles.hpp"
#include "pipeline/picture_area.hpp"
#include "pipeline/publish.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

constexpr int length_s = 60, first_mark_s = 1, mark_every_s = 5;
constexpr int sound_rate = 48'000;                          // Hz
constexpr int most_channels = 8, lfe = 3;                   // of 5.1 and more
constexpr double beep_hz = 1000, beep_level = 0.1;          // -20 dBFS
constexpr int first_cue_s = 4, cue_every_s = 6, cue_s = 3;  // so that the last one ends before the clip
constexpr double white = 1023, ground = 0.2 * white;        // code values of 10 bits
constexpr std::array cues{"Қазақша: Ә Ғ Қ Ң Ө Ұ Ү Һ І",    "Кыргызча: Ң Ө Ү",      "Ўзбекча: Ў Қ Ғ Ҳ",
                          "Oʻzbekcha: Oʻ Gʻ Sh Ch",        "Тоҷикӣ: Ғ Ӣ Қ Ӯ Ҳ Ҷ",  "Türkmençe: Ç Ä Ž Ň Ö Ş Ü Ý",
                          "Azərbaycanca: Ç Ə Ğ I İ Ö Ş Ü", "Русский: Ё Й Щ Ъ Ы Э", "English: “quotes” – dash"};

bool has_mark(std::int64_t frame, const Rational& rate) {
  // The frame within which a whole second of the pattern begins.
  const auto second = frame * rate.den / rate.num;
  const auto before = frame == 0 ? -1 : (frame - 1) * rate.den / rate.num;
  return second != before && second % mark_every_s == first_mark_s;
}

/// The code value at a place of the pattern, from 0 to 1 across and down.
double pattern(double x, double y) {
  constexpr int steps = 11, darks = 5;
  if (std::min({x, y, 1 - x, 1 - y}) < 0.01) return white;
  if (x < 0.1 || x >= 0.9) return ground;
  const double across = (x - 0.1) / 0.8;
  if (y >= 0.3 && y < 0.5) return std::floor(across * steps) / (steps - 1) * white;
  if (y >= 0.5 && y < 0.65) return std::floor(across * darks) * 0.01 * white;
  return ground;
}

Image draw(Size size, bool marked) {
  Image image(size, 1, 10);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x)
      image.row(0, y)[static_cast<std::size_t>(x)] = static_cast<std::uint16_t>(
          std::lround(marked ? white : pattern((x + 0.5) / size.width, (y + 0.5) / size.height)));
  return image;
}

/// As many as its rate takes, numbered from 1.
void add_frames(Inventory& inventory) {
  const auto& rate = inventory.stream.rate;
  for (std::int64_t number = 1; number <= length_s * rate.num / rate.den; ++number)
    inventory.frames.emplace_back().number = number;
}

/// The pictures, as if they had been scanned.
class Pattern final : public Scan {
 public:
  explicit Pattern(Inventory inventory)
      : inventory_(std::move(inventory)),
        still_(draw(inventory_.stream.size, false)),
        marked_(draw(inventory_.stream.size, true)) {
    add_frames(inventory_);
    for (const auto& frame : inventory_.frames) numbers_.push_back(frame.number);
  }

  const Inventory& inventory() const override { return inventory_; }
  const StreamInfo& stream() const override { return inventory_.stream; }
  std::span<const std::int64_t> numbers() const override { return numbers_; }
  Frame read(std::int64_t position) const override {
    const auto& image = has_mark(position, stream().rate) ? marked_ : still_;
    return {numbers_[static_cast<std::size_t>(position)], position, image.copy()};
  }

 private:
  Inventory inventory_;
  Image still_, marked_;
  std::vector<std::int64_t> numbers_;
};

void put(std::string& bytes, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
}

/// A WAV file of 16 bits: a beep as long as each frame with a mark.
std::string wave(int channels, const Rational& rate, std::int64_t frames) {
  const auto sample_of = [&](std::int64_t frame) { return frame * sound_rate * rate.den / rate.num; };
  std::string samples;
  for (std::int64_t frame = 0; frame < frames; ++frame)
    for (auto at = sample_of(frame); at < sample_of(frame + 1); ++at) {
      const double phase = 2 * std::numbers::pi * beep_hz * static_cast<double>(at - sample_of(frame)) / sound_rate;
      const double value = has_mark(frame, rate) ? beep_level * std::sin(phase) * 32767 : 0;
      for (int channel = 0; channel < channels; ++channel)
        put(samples, static_cast<std::uint16_t>(channels >= 6 && channel == lfe ? 0 : std::lround(value)), 2);
    }
  std::string file = "RIFF";
  put(file, 36 + samples.size(), 4);
  file += "WAVEfmt ";
  put(file, 16, 4);
  put(file, 1, 2);  // PCM
  put(file, static_cast<std::uint64_t>(channels), 2);
  put(file, sound_rate, 4);
  put(file, std::uint64_t{sound_rate} * 2 * static_cast<unsigned>(channels), 4);
  put(file, 2 * static_cast<std::uint64_t>(channels), 2);
  put(file, 16, 2);
  file += "data";
  put(file, samples.size(), 4);
  return file + samples;
}

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string srt() {
  std::string text;
  for (int i = 0; i < std::ssize(cues); ++i) {
    const int at = first_cue_s + i * cue_every_s;
    text += std::to_string(i + 1) + "\n00:00:" + two_digits(at) + ",000 --> 00:00:" + two_digits(at + cue_s) +
            ",000\n" + cues.at(static_cast<std::size_t>(i)) + "\n\n";
  }
  return text;
}

/// How many channels the film's sound has; 0: it is silent.
int channels_of(const Job& job, std::span<const std::unique_ptr<Scan>> reels) {
  for (const auto& reel : reels)
    for (const auto& sound : reel->inventory().sounds) return std::clamp(sound.channels, 1, most_channels);
  for (const auto& sound : job.sounds)
    if (!sound.file.empty()) return std::clamp(codecs::probe_sound(sound.file).channels, 1, most_channels);
  return 0;
}

std::vector<SubtitlesJob> subtitles_of(const Job& job, const fs::path& folder) {
  auto languages = subtitle_languages(job.subtitles);
  if (languages.empty()) languages.emplace_back("en");
  std::vector<SubtitlesJob> subtitles;
  for (const auto& language : languages) {
    auto& one = subtitles.emplace_back();
    one.file = folder / (language + ".srt");
    one.language = language;
    if (!job.subtitles.empty()) one.font = job.subtitles.front().font;
    write_file(one.file, srt());
  }
  return subtitles;
}

}  // namespace

std::string test_clip_name(const std::string& film) { return film + ".test"; }

Inventory test_clip_outline(const StreamInfo& film) {
  Inventory outline;
  outline.stream = film;
  add_frames(outline);
  return outline;
}

TestClip make_test_clip(const Job& job, std::span<const std::unique_ptr<Scan>> reels, const fs::path& folder) {
  const auto& first = *reels.front();
  const auto& said = first.inventory().said;
  Inventory inventory;
  inventory.name = "test clip";
  inventory.stream = first.stream();
  inventory.stream.planes = 1;
  inventory.stream.depth = 10;
  inventory.stream.transfer = Transfer::video;
  inventory.stream.size = picture_area(first, said.picture).size;
  if (said.squeeze) inventory.stream.pixel_aspect = *said.squeeze;
  inventory.said.element = Element::print;
  inventory.said.transfer = Transfer::video;
  inventory.said.picture.kind = PictureArea::Kind::whole;
  for (const auto& reel : reels) inventory.newest_ns = std::max(inventory.newest_ns, reel->inventory().newest_ns);

  const auto rate = inventory.stream.rate;
  TestClip clip{job, std::make_unique<Pattern>(std::move(inventory)), {}};
  if (const int channels = channels_of(job, reels); channels > 0) {
    write_file(folder / "sound.wav", wave(channels, rate, std::ssize(clip.scan->numbers())));
    fs::last_write_time(folder / "sound.wav", {});  // what is made of it does not depend on when
    clip.sounds = {codecs::probe_sound(folder / "sound.wav")};
  }
  clip.job.film = test_clip_name(job.film);
  clip.job.reels = {{"clip", folder, clip.scan->inventory().said, std::nullopt, std::nullopt}};
  clip.job.sounds.clear();
  clip.job.loudness_lufs.reset();
  clip.job.frames.reset();
  clip.job.subtitles = subtitles_of(job, folder);
  return clip;
}

}  // namespace tasma::pipeline
