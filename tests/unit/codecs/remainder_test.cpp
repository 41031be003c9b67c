#include "codecs/remainder.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "codecs/digest.hpp"
#include "codecs/sound.hpp"
#include "codecs/still.hpp"
#include "codecs/wave.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/dpx_flavours.hpp"
#include "tests/support/dpx_writer.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tiff_writer.hpp"
#include "tests/support/wave_writer.hpp"

namespace tasma::codecs {
namespace {

using support::TemporaryFolder;
using synthetic::DpxFlavour;
using synthetic::draw_dpx;
using synthetic::for_every_flavour;
using synthetic::noise;
using synthetic::test_picture;
using synthetic::TiffWriter;
using synthetic::WaveWriter;
using synthetic::write_file;

using Bytes = std::vector<std::uint8_t>;

std::optional<ExitCode> failure_of(const Remainder& kept, const Image& image, std::optional<std::uint64_t> size) {
  try {
    rejoined_still(kept, image, size);
  } catch (const Error& error) {
    return error.code();
  }
  return std::nullopt;
}

TEST(Remainder, GivesBackEveryDpxFlavour) {
  for_every_flavour([](DpxFlavour flavour, const Image& image) {
    if (flavour.pad_lines) flavour.behind = {1, 2, 3, 4, 5, 6, 7};
    const auto file = draw_dpx(flavour, image);
    const auto kept = remainder_of_still(file);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->before, Bytes(file.begin(), file.begin() + flavour.offset));
    EXPECT_EQ(kept->after, flavour.behind);
    EXPECT_TRUE(flavour.padding_seed != 0 || kept->inside.empty());
    EXPECT_EQ(rejoined_still(*kept, decode_still(file), file.size()), file);
    if (!flavour.pad_lines) return;
    EXPECT_EQ(rejoined_still(*kept, decode_still(file), std::nullopt), file);
  });
}

TEST(Remainder, GivesBackDpxLinesThatAreFurtherApart) {
  for (const std::uint32_t padding : {4U, 32U})
    for (const std::uint32_t seed : {0U, 5U}) {
      DpxFlavour flavour;
      flavour.line_padding = padding;
      flavour.padding_seed = seed;
      const auto file = draw_dpx(flavour, noise({13, 7}, 3, 10, 3));
      const auto kept = remainder_of_still(file);
      ASSERT_TRUE(kept);
      EXPECT_EQ(kept->inside.empty(), seed == 0);
      EXPECT_EQ(rejoined_still(*kept, decode_still(file), file.size()), file);
      EXPECT_EQ(rejoined_still(*kept, decode_still(file), std::nullopt), file);
    }
}

TEST(Remainder, KnowsTheMakersWhoseLinesRunOn) {
  DpxFlavour flavour;
  flavour.pad_lines = false;
  flavour.creator = "Lasergraphics Inc.";
  const auto file = draw_dpx(flavour, noise({13, 7}, 1, 10, 3));
  EXPECT_EQ(rejoined_still(*remainder_of_still(file), decode_still(file), std::nullopt), file);
}

TEST(Remainder, KeepsEveryPaddingBitWhereItStands) {
  for (const auto& [depth, packing] : {std::pair{8, 0}, {10, 1}, {10, 2}, {12, 0}, {12, 1}, {12, 2}})
    for (const bool big_endian : {true, false})
      for (const int planes : {1, 3, 4})
        for (const int width : {3, 5}) {
          SCOPED_TRACE(testing::Message() << depth << " bits, packing " << packing << ", " << planes << " planes of "
                                          << width << (big_endian ? ", big" : ", little"));
          DpxFlavour flavour;
          flavour.packing = packing;
          flavour.big_endian = big_endian;
          const auto image = noise({width, 2}, planes, depth, 3);
          const auto sound = draw_dpx(flavour, image);
          for (auto bit = std::size_t{8} * flavour.offset; bit < 8 * sound.size(); ++bit) {
            auto file = sound;
            file[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
            const bool is_padding = same_samples(decode_still(file), image);
            Bytes inside;
            if (is_padding) {
              inside.resize(file.size() - flavour.offset);
              inside[bit / 8 - flavour.offset] = static_cast<std::uint8_t>(1U << bit % 8);
            }
            EXPECT_EQ(remainder_of_still(file)->inside, inside) << bit;
          }
        }
}

TEST(Remainder, RefusesAPictureOfAnotherShape) {
  DpxFlavour flavour;
  flavour.padding_seed = 4;
  const auto file = draw_dpx(flavour, noise({12, 7}, 3, 10, 3));
  const auto kept = *remainder_of_still(file);
  const auto image = decode_still(file);
  EXPECT_FALSE(failure_of(kept, image, file.size()));
  for (const auto& other : {noise({12, 8}, 3, 10, 3), noise({12, 7}, 1, 10, 3), noise({12, 7}, 3, 12, 3)})
    EXPECT_EQ(failure_of(kept, other, file.size()), ExitCode::material);
  EXPECT_EQ(failure_of(kept, image, file.size() + 1), ExitCode::material);
  auto changed = kept;
  changed.inside.pop_back();
  EXPECT_EQ(failure_of(changed, image, file.size()), ExitCode::material);
  changed = kept;
  changed.before.push_back(0);
  EXPECT_EQ(failure_of(changed, image, file.size() + 1), ExitCode::material);
  changed.before.resize(100);
  EXPECT_EQ(failure_of(changed, image, std::nullopt), ExitCode::material);
  changed.before.clear();
  EXPECT_EQ(failure_of(changed, image, std::nullopt), ExitCode::material);
}

TEST(Remainder, GivesBackTiffOfContiguousStrips) {
  for (const bool big_endian : {false, true})
    for (const int planes : {1, 3, 4})
      for (const int depth : {8, 16}) {
        TiffWriter writer;
        writer.big_endian = big_endian;
        writer.texts[305] = "a scanner";
        const auto file = writer.write(test_picture({12, 13}, planes, depth));
        const auto kept = remainder_of_still(file);
        ASSERT_TRUE(kept);
        EXPECT_EQ(kept->before.size(), 8U);
        EXPECT_TRUE(kept->inside.empty());
        const auto image = decode_still(file);
        EXPECT_EQ(rejoined_still(*kept, image, file.size()), file);
        EXPECT_EQ(rejoined_still(*kept, image, std::nullopt), file);
        EXPECT_EQ(failure_of(*kept, image, file.size() - 1), ExitCode::material);
      }
}

TEST(Remainder, LeavesTiffThatSamplesDoNotGiveBack) {
  TiffWriter compressed;
  compressed.pack_bits = true;
  EXPECT_FALSE(remainder_of_still(compressed.write(test_picture({12, 13}, 3, 16))));
  TiffWriter apart;  // strips of 5 x 11 bytes are followed by a byte that makes them even
  EXPECT_FALSE(remainder_of_still(apart.write(test_picture({11, 13}, 1, 8))));
  TiffWriter reversed;
  reversed.tags[266] = {2};  // FillOrder
  EXPECT_FALSE(remainder_of_still(reversed.write(test_picture({12, 13}, 3, 8))));
}

TEST(Remainder, LeavesWhatIsNoPicture) {
  EXPECT_FALSE(remainder_of_still(Bytes{}));
  EXPECT_FALSE(remainder_of_still(Bytes{'h', 'e', 'l', 'l', 'o'}));
  auto cut = draw_dpx({}, noise({12, 7}, 3, 10, 3));
  cut.pop_back();
  EXPECT_FALSE(remainder_of_still(cut));
  EXPECT_FALSE(remainder_of_still(Bytes{'I', 'I', 42, 0, 8, 0, 0, 0}));
}

TEST(Remainder, GivesBackSound) {
  const TemporaryFolder folder;
  for (const auto* form : {"RIFF", "RF64"})
    for (const auto& [tag, bits] : {std::pair{1, 8}, {1, 16}, {1, 24}, {1, 32}, {3, 32}}) {
      SCOPED_TRACE(testing::Message() << form << ", " << bits << " bits");
      auto file = WaveWriter{form, tag, false, 3, 48000, bits, 5001, {{"bext", 602}}}.write();
      for (const int byte : {0x6A, 0x75, 0x6E, 0x6B, 2, 0, 0, 0, 7, 8})  // "junk"
        file.push_back(static_cast<std::uint8_t>(byte));
      write_file(folder / "a.wav", file);
      const auto kept = remainder_of_sound(folder / "a.wav");
      ASSERT_TRUE(kept);
      EXPECT_EQ(kept->after.size(), bits == 8 || bits == 24 ? 11U : 10U);  // an odd number of bytes is made even

      const auto sound = probe_wave(folder / "a.wav");
      preserve_sound(sound, folder / "a.mka", [] { return false; });
      Bytes back;
      rejoin_sound(*kept, sound, folder / "a.mka", 0,
                   [&](std::span<const std::uint8_t> piece) { back.insert(back.end(), piece.begin(), piece.end()); });
      EXPECT_EQ(back, file);
    }
}

TEST(Remainder, LeavesSoundWithLargeChunksBesideIt) {
  const TemporaryFolder folder;
  write_file(folder / "a.wav", WaveWriter{.before = {{"junk", most_sound_remainder}}}.write());
  EXPECT_FALSE(remainder_of_sound(folder / "a.wav"));
}

TEST(Remainder, SoundOfAnotherShapeIsRefused) {
  const TemporaryFolder folder;
  write_file(folder / "a.wav", WaveWriter{}.write());
  auto sound = probe_wave(folder / "a.wav");
  preserve_sound(sound, folder / "a.mka", [] { return false; });
  sound.bits = 24;
  EXPECT_THROW(read_stored_sound(folder / "a.mka", 0, sound, [](std::span<const std::uint8_t>) {}), Error);
}

}  // namespace
}  // namespace tasma::codecs
