#include "codecs/wave.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "pipeline/core/error.hpp"
#include "tests/support/dpx_writer.hpp"
#include "tests/support/shared.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/wave_writer.hpp"

namespace tasma::codecs {
namespace {

using support::TemporaryFolder;
using synthetic::WaveWriter;
using synthetic::write_file;

/// The message of the refusal; empty: none.
std::string refusal(const std::filesystem::path& file) {
  try {
    probe_wave(file);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material);
    return error.what();
  }
  return {};
}

TEST(Wave, ReadsWhatTheHeaderSays) {
  const TemporaryFolder folder;
  for (const auto* form : {"RIFF", "RF64", "BW64"})
    for (const bool extensible : {false, true})
      for (const int bits : {8, 16, 24, 32})
        for (const int channels : {1, 2, 6}) {
          WaveWriter writer{form, 1, extensible, channels, 96000, bits, 101, {{"bext", 602}, {"junk", 7}}};
          write_file(folder / "a.wav", writer.write());
          const auto sound = probe_wave(folder / "a.wav");
          EXPECT_EQ(sound.codec, bits == 8 ? "pcm_u8" : "pcm_s" + std::to_string(bits) + "le");
          EXPECT_EQ(sound.rate, 96000);
          EXPECT_EQ(sound.channels, channels);
          EXPECT_EQ(sound.bits, bits);
          EXPECT_EQ(sound.samples, 101);
          EXPECT_EQ(sound.size, std::filesystem::file_size(folder / "a.wav"));
          EXPECT_TRUE(sound.file.is_absolute());
        }
}

TEST(Wave, TellsFloatFromIntegers) {
  const TemporaryFolder folder;
  write_file(folder / "a.wav", WaveWriter{.tag = 3, .bits = 32}.write());
  EXPECT_EQ(probe_wave(folder / "a.wav").codec, "pcm_f32le");
}

TEST(Wave, CountsTheContainerOf20BitsAs24) {
  const TemporaryFolder folder;
  write_file(folder / "a.wav", WaveWriter{.bits = 20}.write());
  EXPECT_EQ(probe_wave(folder / "a.wav").codec, "pcm_s24le");
  EXPECT_EQ(probe_wave(folder / "a.wav").bits, 24);
}

TEST(Wave, RefusesSizesThatLie) {
  using testing::HasSubstr;
  const TemporaryFolder folder;
  const auto refused = [&](const WaveWriter& writer) {
    write_file(folder / "a.wav", writer.write());
    return refusal(folder / "a.wav");
  };
  EXPECT_THAT(refused({.data_size = 0x7FFF'FFF0}), HasSubstr("chunk \"data\" at byte 36"));
  EXPECT_THAT(refused({.form = "RF64", .data_size = 0x7FFF'FFFF'FFFF'FFF0}), HasSubstr("the file ends after"));
  EXPECT_THAT(refused({.cut = 1}), HasSubstr("copy it again"));
  EXPECT_THAT(refused({.data_size = 398}), HasSubstr("within a sample"));
  EXPECT_THAT(refused({.channels = 0, .samples = 0}), HasSubstr("0 channels"));
  EXPECT_THAT(refused({.channels = 65}), HasSubstr("65 channels"));
  EXPECT_THAT(refused({.rate = 0}), HasSubstr("0 Hz"));
  EXPECT_THAT(refused({.rate = 400'000}), HasSubstr("400000 Hz"));
  EXPECT_THAT(refused({.tag = 2}), HasSubstr("sound format 2"));
  EXPECT_THAT(refused({.tag = 3, .bits = 64}), HasSubstr("64-bit"));
}

TEST(Wave, RefusesWhatIsNoWave) {
  const TemporaryFolder folder;
  for (const std::string text : {"", "RIFF", "RIFF\0\0\0\0AVI ", "ID3 whatever stands here"}) {
    support::write_text(folder / "a.wav", text);
    EXPECT_THAT(refusal(folder / "a.wav"), testing::HasSubstr("no WAV file"));
  }
  EXPECT_THROW(probe_wave(folder / "none.wav"), Error);
  EXPECT_THROW(probe_wave(folder.path()), Error);
}

TEST(Wave, AFileOfEmptyChunksEnds) {
  const TemporaryFolder folder;
  auto bytes = WaveWriter{.samples = 0}.write();
  bytes.resize(bytes.size() + 8 * 20'000, 'x');
  for (std::size_t at = bytes.size() - 8 * 20'000; at < bytes.size(); at += 8)
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at) + 4, 4, std::uint8_t{0});
  write_file(folder / "a.wav", bytes);
  EXPECT_THAT(refusal(folder / "a.wav"), testing::HasSubstr("more than 10000 chunks"));
}

TEST(Wave, DamagedFilesAreReadOrRefused) {
  const TemporaryFolder folder;
  std::mt19937 random(1929);
  const auto whole = WaveWriter{.form = "RF64", .extensible = true, .samples = 10, .before = {{"bext", 20}}}.write();
  for (int round = 0; round < 3'000; ++round) {
    auto bytes = whole;
    for (int changes = 0; changes < 3; ++changes) bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    bytes.resize(bytes.size() - random() % 4 * (random() % bytes.size()) / 4);
    std::filesystem::remove(folder / "a.wav");  // some file systems flush what is written over
    write_file(folder / "a.wav", bytes);
    try {
      const auto sound = probe_wave(folder / "a.wav");
      EXPECT_LE(sound.samples * sound.channels * sound.bits / 8, std::ssize(bytes));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material);
    }
  }
}

TEST(Wave, ReadsRealRecordings) {
  const auto files = support::shared_files("testdata/audio");
  if (files.empty()) GTEST_SKIP() << "no shared material";
  for (const auto& file : files) EXPECT_EQ(refusal(file), "") << file;
  const auto rf64 = probe_wave(support::shared_material() / "testdata/audio/rawcooked/rf64_normal.wav");
  EXPECT_GT(rf64.samples, 0);
}

TEST(Wave, AnswersForRealWrecks) {
  const auto folder = support::shared_material() / "testdata/malformed";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared material";
  EXPECT_THAT(refusal(folder / "file-scraper/invalid_2_bwf_RIFF_edited.wav"),
              testing::HasSubstr("chunk \"fmt \" at byte 12"));
  EXPECT_THAT(refusal(folder / "file-scraper/invalid__data_bytes_missing.wav"), testing::HasSubstr("copy it again"));
  EXPECT_THAT(refusal(folder / "wav_mozilla/r11025_u8_c1_trunc.wav"), testing::HasSubstr("copy it again"));
  EXPECT_EQ(refusal(folder / "wav_mozilla/r11025_s16_c1_trailing.wav"), "");
  EXPECT_NE(refusal(folder / "wav_mozilla/bogus.wav"), "");
}

}  // namespace
}  // namespace tasma::codecs
