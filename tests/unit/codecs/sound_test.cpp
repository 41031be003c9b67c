#include "codecs/sound.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <numbers>

#include "codecs/digest.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/wave_writer.hpp"

namespace tasma::codecs {
namespace {

namespace fs = std::filesystem;
using support::output_of;
using support::quoted;
using support::TemporaryFolder;
using synthetic::WaveWriter;

const std::function<bool()> never = [] { return false; };

fs::path draw(const fs::path& file, const std::vector<std::uint8_t>& bytes) {
  std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), std::ssize(bytes));
  return file;
}

/// The samples WaveWriter draws.
std::vector<std::uint8_t> drawn_samples(const WaveWriter& wave) {
  std::vector<std::uint8_t> samples(static_cast<std::size_t>(wave.samples * wave.channels * wave.bits / 8));
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<std::uint8_t>(i * 37);
  return samples;
}

struct Case {
  int bits, channels, rate, tag;
  const char* codec;   // in the segment
  const char* stored;  // ffmpeg's name of the samples as they were
};

class EverySound : public testing::TestWithParam<Case> {};

TEST_P(EverySound, IsKeptSampleForSample) {
  const auto& param = GetParam();
  const TemporaryFolder folder;
  for (const std::int64_t samples : {1, 100, 4608, 20'011}) {
    WaveWriter wave;
    wave.bits = param.bits;
    wave.channels = param.channels;
    wave.rate = param.rate;
    wave.tag = param.tag;
    wave.samples = samples;
    const auto source = draw(folder / "sound \xd0\xba.wav", wave.write());
    const auto digest = preserve_sound(probe_sound(source), folder / "s.seg", never);
    EXPECT_EQ(digest, sha256_of(drawn_samples(wave)));

    const MatroskaReader reader(folder / "s.seg");
    ASSERT_EQ(reader.tracks().size(), 1U);
    const auto& track = reader.tracks()[0];
    EXPECT_EQ(track.codec, param.codec);
    EXPECT_EQ(track.rate, param.rate);
    EXPECT_EQ(track.channels, param.channels);
    EXPECT_EQ(track.bits, param.bits);

    const auto decoded = output_of("ffmpeg -v error -i " + quoted(folder / "s.seg") + " -c:a pcm_" + param.stored +
                                   " -f hash -hash sha256 -");
    EXPECT_EQ(decoded, "SHA256=" + hex(digest) + "\n") << samples;
  }
}

INSTANTIATE_TEST_SUITE_P(Sound, EverySound,
                         testing::Values(Case{8, 1, 48000, 1, "pcm_u8", "u8"}, Case{16, 1, 44100, 1, "flac", "s16le"},
                                         Case{16, 2, 48000, 1, "flac", "s16le"}, Case{16, 8, 96000, 1, "flac", "s16le"},
                                         Case{24, 2, 48000, 1, "flac", "s24le"}, Case{24, 6, 48000, 1, "flac", "s24le"},
                                         Case{24, 1, 192000, 1, "flac", "s24le"},
                                         Case{24, 12, 48000, 1, "pcm_s24le", "s24le"},
                                         Case{32, 2, 48000, 1, "pcm_s32le", "s32le"},
                                         Case{16, 2, 88203, 1, "pcm_s16le", "s16le"}));

TEST(Sound, FloatsStayAsTheyAre) {
  const TemporaryFolder folder;
  WaveWriter wave;
  wave.bits = 32;
  wave.tag = 3;
  wave.samples = 1000;
  const auto source = draw(folder / "f.wav", wave.write());
  EXPECT_EQ(preserve_sound(probe_sound(source), folder / "s.seg", never), sha256_of(drawn_samples(wave)));
  EXPECT_EQ(MatroskaReader(folder / "s.seg").tracks()[0].codec, "pcm_f32le");
}

TEST(Sound, TheSameSoundGivesTheSameSegment) {
  const TemporaryFolder folder;
  WaveWriter wave;
  wave.samples = 50'000;
  const auto source = draw(folder / "s.wav", wave.write());
  preserve_sound(probe_sound(source), folder / "a.seg", never);
  preserve_sound(probe_sound(source), folder / "b.seg", never);
  EXPECT_EQ(support::read_text(folder / "a.seg"), support::read_text(folder / "b.seg"));
}

TEST(Sound, PacketsOfASegmentStandSampleAfterSample) {
  const TemporaryFolder folder;
  WaveWriter wave;
  wave.rate = 44100;  // a sample is no whole part of Matroska's millisecond
  wave.samples = 200'000;
  preserve_sound(probe_sound(draw(folder / "s.wav", wave.write())), folder / "s.seg", never);
  MatroskaReader reader(folder / "s.seg");
  std::int64_t next = 0;
  while (const auto packet = reader.next()) {
    EXPECT_EQ(packet->frame.pts, next);
    next += packet->frame.duration;
  }
  EXPECT_EQ(next, 200'000);
  EXPECT_EQ(reader.end_of(0), 200'000);
}

TEST(Sound, AFileThatChangedIsRefused) {
  const TemporaryFolder folder;
  WaveWriter wave;
  const auto source = draw(folder / "s.wav", wave.write());
  const auto sound = probe_sound(source);
  wave.samples = 200;
  draw(source, wave.write());
  EXPECT_THROW(preserve_sound(sound, folder / "s.seg", never), Error);
}

TEST(Sound, ACountThatIsNotThereIsRefused) {
  const TemporaryFolder folder;
  auto sound = probe_sound(draw(folder / "s.wav", WaveWriter().write()));
  ++sound.samples;
  try {
    preserve_sound(sound, folder / "s.seg", never);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material);
    EXPECT_NE(std::string(error.what()).find("s.wav"), std::string::npos);
  }
}

TEST(Sound, StopsWhenAsked) {
  const TemporaryFolder folder;
  const auto sound = probe_sound(draw(folder / "s.wav", WaveWriter().write()));
  try {
    preserve_sound(sound, folder / "s.seg", [] { return true; });
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::interrupted);
  }
}

TEST(Sound, CodedSoundIsNotPreservedByItself) {
  const TemporaryFolder folder;
  draw(folder / "s.wav", WaveWriter().write());
  output_of("ffmpeg -v error -i " + quoted(folder / "s.wav") + " -c:a aac " + quoted(folder / "s.mp4"));
  const auto sound = probe_sound(folder / "s.mp4");
  EXPECT_EQ(sound.codec, "aac");
  EXPECT_EQ(sound.rate, 48000);
  EXPECT_EQ(sound.channels, 2);
  EXPECT_THROW(preserve_sound(sound, folder / "s.seg", never), Error);
}

TEST(Sound, WhatHoldsNoSoundIsRefused) {
  const TemporaryFolder folder;
  draw(folder / "text.wav", {'h', 'e', 'l', 'l', 'o'});
  draw(folder / "empty.wav", {});
  for (const auto* name : {"text.wav", "empty.wav"}) {
    try {
      probe_sound(folder / name);
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material) << name;
    }
  }
  EXPECT_THROW(probe_sound(folder / "absent.wav"), Error);
}

std::vector<std::int32_t> read_all(const fs::path& file, int rate, int channels) {
  std::vector<std::int32_t> all;
  read_sound(file, rate, {}, [&](std::span<const std::int32_t> samples, int given) {
    EXPECT_EQ(given, channels);
    all.insert(all.end(), samples.begin(), samples.end());
  });
  return all;
}

TEST(Sound, ReadsSamplesInFullScale) {
  const TemporaryFolder folder;
  for (const int bits : {16, 24, 32}) {
    for (const int channels : {1, 2, 7, 8, 12}) {
      WaveWriter wave;
      wave.bits = bits;
      wave.channels = channels;
      wave.samples = 5000;
      const auto source = draw(folder / "s.wav", wave.write());
      const auto stored = drawn_samples(wave);
      std::vector<std::int32_t> wanted;
      const auto width = static_cast<std::size_t>(bits / 8);
      for (std::size_t i = 0; i < stored.size(); i += width) {
        std::uint32_t value = 0;
        for (std::size_t byte = 0; byte < width; ++byte)
          value |= std::uint32_t{stored[i + byte]} << (8 * (byte + 4 - width));
        wanted.push_back(static_cast<std::int32_t>(value));
      }
      EXPECT_EQ(read_all(source, 48000, channels), wanted) << bits << ' ' << channels;
      if (bits < 32) {  // and from the segment that keeps it
        preserve_sound(probe_sound(source), folder / "s.seg", never);
        EXPECT_EQ(read_all(folder / "s.seg", 48000, channels), wanted) << bits << ' ' << channels;
      }
    }
  }
}

TEST(Sound, ResamplingKeepsPitchLengthAndPlace) {
  const TemporaryFolder folder;
  WaveWriter wave;
  wave.bits = 16;
  wave.channels = 1;
  wave.rate = 44100;
  wave.samples = 44100;
  auto bytes = wave.write();
  for (std::size_t i = 0; i < 44100; ++i) {  // 1 kHz at half of full scale, over what was drawn
    const auto value = static_cast<std::uint16_t>(
        std::lround(16384 * std::sin(2 * std::numbers::pi * 1000 * static_cast<double>(i) / 44100)));
    bytes[44 + 2 * i] = static_cast<std::uint8_t>(value);
    bytes[45 + 2 * i] = static_cast<std::uint8_t>(value >> 8);
  }
  const auto source = draw(folder / "s.wav", bytes);
  const auto samples = read_all(source, 48000, 1);
  EXPECT_NEAR(static_cast<double>(samples.size()), 48000, 2);
  double worst = 0;
  for (std::size_t i = 1000; i + 1000 < samples.size(); ++i)
    worst = std::max(worst, std::abs(samples[i] / 2147483648.0 -
                                     0.5 * std::sin(2 * std::numbers::pi * 1000 * static_cast<double>(i) / 48000)));
  EXPECT_LT(worst, 0.001);
  EXPECT_EQ(read_all(source, 48000, 1), samples);
}

}  // namespace
}  // namespace tasma::codecs
