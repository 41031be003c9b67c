#include "codecs/stored_sound.hpp"

#include <gtest/gtest.h>

#include "codecs/remainder.hpp"
#include "codecs/sound.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs {
namespace {

using support::output_of;
using support::quoted;
using support::read_text;
using support::TemporaryFolder;
using Bytes = std::vector<std::uint8_t>;

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

std::optional<ExitCode> failure_of(std::string_view before) {
  try {
    stored_sound(bytes_of(before));
  } catch (const Error& error) {
    return error.code();
  }
  return std::nullopt;
}

/// A sound file by ffmpeg, and the same sound as RAWcooked has ffmpeg code it.
struct Case {
  const char *name, *made, *coded;
  const char* codec;  // as the file stores it
};

class EveryStoredSound : public testing::TestWithParam<Case> {};

TEST_P(EveryStoredSound, ComesBackFromWhatFfmpegMadeOfIt) {
  const auto& param = GetParam();
  const TemporaryFolder folder;
  const auto file = folder / param.name, coded = folder / "coded.mka";
  output_of("ffmpeg -v error -f lavfi -i anoisesrc=seed=1:duration=0.2:sample_rate=48000 -ac 2 " +
            std::string(param.made) + " " + quoted(file));
  output_of("ffmpeg -v error -i " + quoted(file) + " -c:a " + param.coded + " " + quoted(coded));
  const auto whole = read_text(file);
  const bool is_wave = whole.starts_with("RIFF");
  const auto begin = is_wave ? whole.find("data") + 8 : whole.find("SSND") + 16;
  const auto end = begin + 9600 * 2 * static_cast<std::size_t>(stored_sound(bytes_of(whole)).bits / 8);
  ASSERT_LE(end, whole.size());

  const Remainder remainder{bytes_of(whole.substr(0, begin)), {}, bytes_of(whole.substr(end))};
  EXPECT_EQ(stored_sound(remainder.before).codec, param.codec);
  std::string again;
  rejoin_sound(remainder, probe_sound(coded), coded, 0,
               [&](std::span<const std::uint8_t> piece) { again.append(piece.begin(), piece.end()); });
  EXPECT_TRUE(again == whole);
}

INSTANTIATE_TEST_SUITE_P(StoredSound, EveryStoredSound,
                         testing::Values(Case{"a.wav", "-c:a pcm_u8", "flac", "pcm_u8"},
                                         Case{"a.wav", "-c:a pcm_s16le", "flac", "pcm_s16le"},
                                         Case{"a.wav", "-c:a pcm_s24le", "flac", "pcm_s24le"},
                                         Case{"a.wav", "-c:a pcm_s32le", "pcm_s32le", "pcm_s32le"},
                                         Case{"a.wav", "-c:a pcm_f32le", "pcm_f32le", "pcm_f32le"},
                                         Case{"a.aif", "-c:a pcm_s8", "flac", "pcm_s8"},
                                         Case{"a.aif", "-c:a pcm_s16be", "flac", "pcm_s16be"},
                                         Case{"a.aif", "-c:a pcm_s24be", "flac", "pcm_s24be"},
                                         Case{"a.aif", "-c:a pcm_s32be", "pcm_s32le", "pcm_s32be"},
                                         Case{"a.aif", "-c:a pcm_s16le", "flac", "pcm_s16le"}));  // AIFF-C, "sowt"

TEST(StoredSound, WhatCannotBePutBackAsItWasIsRefused) {
  const std::string format("\x01\0\x02\0\x80\xbb\0\0\0\xee\x02\0\x04\0\x10\0", 16);
  const std::string wave = "RIFF    WAVEfmt " + std::string("\x10\0\0\0", 4) + format;
  EXPECT_EQ(failure_of(wave), std::nullopt);
  EXPECT_EQ(failure_of(""), ExitCode::material);
  EXPECT_EQ(failure_of("FORM"), ExitCode::material);
  EXPECT_EQ(failure_of("caff and what else there is"), ExitCode::material);
  EXPECT_EQ(failure_of(wave.substr(0, wave.size() - 1)), ExitCode::material);
  const auto wave_with = [&](std::size_t at, char value) {
    auto changed = wave;
    changed.at(20 + at) = value;
    return changed;
  };
  EXPECT_EQ(failure_of(wave_with(0, 7)), ExitCode::material) << "mu-law";
  EXPECT_EQ(failure_of(wave_with(12, 0)), ExitCode::material) << "samples of no bits";
  EXPECT_EQ(failure_of(wave_with(12, 10)), ExitCode::material) << "samples of 40 bits";
  EXPECT_EQ(failure_of("RIFF    WAVEjunk\xff\xff\xff\xff" + format), ExitCode::material);
  EXPECT_EQ(failure_of("RIFF    WAVEfmt " + std::string("\x10\0\0\0", 4) + std::string(16, '\0')), ExitCode::material);
  const std::string common("COMM\0\0\0\x18\0\x02\0\0\0\x01\0\x10\x40\x0e\xbb\x80\0\0\0\0\0\0", 26);
  EXPECT_EQ(failure_of("FORM    AIFC" + common + "sowt  "), std::nullopt);
  EXPECT_EQ(failure_of("FORM    AIFC" + common + "ulaw  "), ExitCode::material);
  EXPECT_EQ(failure_of("FORM    AIFC" + common), ExitCode::material);
}

}  // namespace
}  // namespace tasma::codecs
