#include "codecs/dcp/mxf.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "codecs/dcp/j2k.hpp"
#include "codecs/dcp/mxf_reader.hpp"
#include "codecs/digest.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/dcp.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs::dcp {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;
using support::output_of;
using support::quoted;
using support::read_text;
using support::TemporaryFolder;
using support::write_text;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr Size small{256, 128};
constexpr std::int64_t date_s = 1'795'309'200;  // 2026-11-22T01:00:00

Bytes picture(std::uint32_t seed) { return encode_j2k(to_xyz(support::patches(small, 2000, seed), small), {}); }

TrackFile write_pictures(const fs::path& file, const std::vector<Bytes>& pictures, Rational rate = {24, 1}) {
  PictureTrack track(file, {rate, date_s});
  for (const auto& one : pictures) track.write(one);
  return track.finish();
}

/// A sawtooth of its own for each channel, full-scale.
std::vector<std::int32_t> sawtooth(int channels, int samples) {
  std::vector<std::int32_t> all;
  for (int i = 0; i < samples; ++i)
    for (int channel = 0; channel < channels; ++channel)
      all.push_back(static_cast<std::int32_t>(static_cast<std::uint32_t>(i) * 70'001U * 256U +
                                              static_cast<std::uint32_t>(channel) * 0x10000000U));
  return all;
}

TrackFile write_sound(const fs::path& file, SoundLayout layout, std::int64_t units, int samples) {
  SoundTrack track(file, {{24, 1}, date_s}, layout, "ky", units);
  track.write(sawtooth(channels_in(layout), samples));
  return track.finish();
}

TimedText subtitles() {
  TimedText text;
  text.id = uuid5("document");
  text.xml = "<SubtitleReel xmlns=\"http://www.smpte-ra.org/schemas/428-7/2014/DCST\"><Id>" + urn(text.id) +
             "</Id></SubtitleReel>";
  text.fonts = {{uuid5("one font"), Bytes(3000, 7)}, {uuid5("other font"), Bytes(100, 9)}};
  text.language = "en";
  text.edit_units = 48;
  return text;
}

std::vector<std::string> faults_of(const fs::path& file) {
  std::vector<std::string> said;
  for (const auto& fault : TrackReader(file).check()) said.push_back(english(fault.message));
  return said;
}

/// The 24-bit samples of a channel as ffmpeg has them.
std::vector<std::int32_t> channel_of(const fs::path& file, int channel, int channels) {
  const auto raw = output_of("timeout 60 ffmpeg -v error -i " + quoted(file) + " -map 0 -c copy -f data -");
  std::vector<std::int32_t> samples;
  for (std::size_t at = 3U * static_cast<std::size_t>(channel); at + 3 <= raw.size();
       at += 3U * static_cast<std::size_t>(channels)) {
    std::uint32_t sample = 0;
    for (std::size_t i = 3; i-- > 0;) sample = sample << 8 | static_cast<std::uint8_t>(raw[at + i]);
    samples.push_back(static_cast<std::int32_t>(sample << 8) >> 8);
  }
  return samples;
}

TEST(Mxf, LibavReadsThePicturesAsTheyWereWritten) {
  const TemporaryFolder folder;
  const std::vector<Bytes> pictures{picture(1), picture(2), picture(3)};
  const auto track = write_pictures(folder / "p.mxf", pictures);
  std::string all;
  for (const auto& one : pictures) all.append(one.begin(), one.end());
  EXPECT_EQ(output_of("timeout 60 ffmpeg -v error -i " + quoted(track.file) + " -map 0 -c copy -f data -"), all);
  EXPECT_THAT(output_of("timeout 60 ffprobe -v error -show_streams " + quoted(track.file)),
              AllOf(HasSubstr("profile=JPEG 2000 digital cinema 2K"), HasSubstr("pix_fmt=xyz12le"),
                    HasSubstr("width=256"), HasSubstr("height=128"), HasSubstr("r_frame_rate=24/1")));
  EXPECT_EQ(output_of("timeout 60 ffmpeg -v error -i " + quoted(track.file) + " -f null - 2>&1"), "");
}

TEST(Mxf, SaysOfAFileWhatItIs) {
  const TemporaryFolder folder;
  const auto track = write_pictures(folder / "p.mxf", {picture(1), picture(2)}, {200, 11});
  EXPECT_EQ(track.kind, TrackKind::picture);
  EXPECT_EQ(track.size, fs::file_size(track.file));
  EXPECT_EQ(track.duration, 2);
  EXPECT_EQ(track.picture, small);
  EXPECT_EQ(output_of("timeout 60 sha1sum < " + quoted(track.file)).substr(0, 40), hex(track.sha1));

  const TrackReader reader(track.file);
  EXPECT_EQ(reader.track().id, track.id);
  EXPECT_EQ(reader.track().kind, TrackKind::picture);
  EXPECT_EQ(reader.track().rate, (Rational{200, 11}));
  EXPECT_EQ(reader.track().duration, 2);
  EXPECT_EQ(reader.track().picture, small);
  ASSERT_EQ(reader.elements(), 2);
  EXPECT_EQ(reader.read(1), picture(2));
  EXPECT_THAT(faults_of(track.file), IsEmpty());
}

TEST(Mxf, MonoIsHeardInTheMiddleAlone) {
  const TemporaryFolder folder;
  const auto track = write_sound(folder / "s.mxf", SoundLayout::mono, 3, 3 * 2000);
  const auto sent = sawtooth(1, 3 * 2000);
  for (int channel = 0; channel < 6; ++channel) {
    const auto samples = channel_of(track.file, channel, 6);
    ASSERT_EQ(samples.size(), 6000U);
    for (std::size_t i = 0; i < samples.size(); ++i) ASSERT_EQ(samples[i], channel == 2 ? sent[i] >> 8 : 0) << i;
  }
  EXPECT_THAT(faults_of(track.file), IsEmpty());
}

TEST(Mxf, EveryChannelOfEightIsHeardWhereItBelongs) {
  const TemporaryFolder folder;
  const auto track = write_sound(folder / "s.mxf", SoundLayout::five_one_accessible, 2, 4000);
  const auto sent = sawtooth(8, 4000);
  for (int channel = 0; channel < 8; ++channel) {
    const auto samples = channel_of(track.file, channel, 8);
    ASSERT_EQ(samples.size(), 4000U);
    for (std::size_t i = 0; i < samples.size(); ++i)
      ASSERT_EQ(samples[i], sent[8 * i + static_cast<std::size_t>(channel)] >> 8);
  }
}

TEST(Mxf, SoundLastsAsLongAsThePicture) {
  const TemporaryFolder folder;
  const auto less = write_sound(folder / "less.mxf", SoundLayout::stereo, 3, 2500);
  EXPECT_EQ(less.duration, 3);
  const auto left = channel_of(less.file, 0, 6);
  ASSERT_EQ(left.size(), 6000U);
  EXPECT_EQ(left[2499], sawtooth(2, 2500)[2 * 2499] >> 8);
  EXPECT_TRUE(std::all_of(left.begin() + 2500, left.end(), [](auto sample) { return sample == 0; }));
  const auto more = write_sound(folder / "more.mxf", SoundLayout::stereo, 3, 9000);
  EXPECT_EQ(channel_of(more.file, 1, 6).size(), 6000U);
  EXPECT_THAT(faults_of(less.file), IsEmpty());
  EXPECT_THAT(faults_of(more.file), IsEmpty());
}

TEST(Mxf, FullScaleDoesNotOverflow) {
  const TemporaryFolder folder;
  SoundTrack track(folder / "s.mxf", {{24, 1}, date_s}, SoundLayout::mono, "ky", 1);
  track.write(
      std::vector{std::int32_t{0x7fffffff}, std::int32_t{-0x7fffffff - 1}, std::int32_t{127}, std::int32_t{128}});
  const auto samples = channel_of(track.finish().file, 2, 6);
  EXPECT_EQ(std::vector(samples.begin(), samples.begin() + 4), (std::vector{0x7fffff, -0x800000, 0, 1}));
}

TEST(Mxf, ChannelsAreLabelled) {
  const TemporaryFolder folder;
  const auto written = write_sound(folder / "s.mxf", SoundLayout::five_one_accessible, 1, 2000);
  const auto labels = TrackReader(written.file).track().labels;
  std::vector<std::string> symbols;
  for (const auto& one : labels) symbols.push_back(one.symbol);
  EXPECT_THAT(symbols, ElementsAre("sg51", "chL", "chR", "chC", "chLFE", "chLs", "chRs", "chHI", "chVIN"));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    EXPECT_EQ(labels[i].instance, written.labels[i].instance);
    EXPECT_EQ(labels[i].link, written.labels[i].link);
    EXPECT_EQ(labels[i].dictionary, written.labels[i].dictionary);
    EXPECT_EQ(labels[i].channel.value_or(0), static_cast<int>(i));
    EXPECT_EQ(labels[i].group, i >= 1 && i <= 6 ? std::optional(labels[0].link) : std::nullopt);
    EXPECT_EQ(labels[i].language, i <= 6 ? "ky" : "");
  }
  EXPECT_EQ(labels[8].dictionary, ul("060e2b340401010d0302010f00000000"));
  EXPECT_EQ(labels[0].dictionary, ul("060e2b340401010d0302020100000000"));
}

TEST(Mxf, SubtitlesComeBackWithTheirFonts) {
  const TemporaryFolder folder;
  const auto sent = subtitles();
  const auto track = write_text_track(folder / "t.mxf", {{24, 1}, date_s}, sent);
  EXPECT_EQ(track.duration, 48);
  const TrackReader reader(track.file);
  EXPECT_EQ(reader.track().kind, TrackKind::text);
  EXPECT_EQ(reader.track().duration, 48);
  const auto text = reader.read_text();
  EXPECT_EQ(text.xml, sent.xml);
  EXPECT_EQ(text.id, sent.id);
  EXPECT_EQ(text.language, "en");
  ASSERT_EQ(text.fonts.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(text.fonts[i].id, sent.fonts[i].id);
    EXPECT_EQ(text.fonts[i].bytes, sent.fonts[i].bytes);
  }
  EXPECT_THAT(faults_of(track.file), IsEmpty());
  EXPECT_THAT(output_of("timeout 60 ffprobe -v error -show_format " + quoted(track.file)),
              HasSubstr("format_name=mxf"));
}

/// Bytes in hexadecimal, of a file.
std::string hex_at(const fs::path& file, std::size_t at, std::size_t count) {
  const auto text = read_text(file).substr(at, count);
  return hex(Bytes(text.begin(), text.end()));
}

TEST(Mxf, PartitionsIndexAndRandomIndexStandWhereTheyMust) {
  const TemporaryFolder folder;
  const auto track = write_sound(folder / "s.mxf", SoundLayout::five_one, 2, 4000);
  const std::string wrappings =
      "060e2b34040101020d01020110000000"  // OP-Atom
      "0000000200000010060e2b34040101010d01030102060100060e2b34040101030d010301027f0100";
  constexpr std::size_t footer = 16384 + 140 + 2 * 36020;
  EXPECT_EQ(hex_at(track.file, 0, 140),
            "060e2b34020501010d0102010102040083000078"
            "000100020000000100000000000000000000000000000000"
            "000000000001"
            "59f4"
            "0000000000003f7400000000000000000000000000000000000000000000"
            "0000" +
                wrappings);
  EXPECT_EQ(hex_at(track.file, 16384, 140),
            "060e2b34020501010d0102010103040083000078"
            "000100020000000100000000000040000000000000000000"
            "00000000000159f4000000000000000000000000000000000000000000000000"
            "0000000000000001" +
                wrappings);
  EXPECT_EQ(hex_at(track.file, 16384 + 140, 20), "060e2b34010201010d0103011601010183008ca0");
  EXPECT_EQ(hex_at(track.file, footer, 140),
            "060e2b34020501010d0102010104040083000078"
            "0001000200000001"
            "00000000000159f40000000000004000"
            "00000000000159f40000000000000000000000000000006e00000081"
            "000000000000000000000000" +
                wrappings);
  EXPECT_EQ(hex_at(track.file, footer + 140, 24), "060e2b34025301010d010201011001008300005a3c0a0010");
  EXPECT_EQ(hex_at(track.file, footer + 140 + 40, 70),
            "3f0b00080000001800000001"
            "3f0c00080000000000000000"
            "3f0d00080000000000000002"
            "3f05000400008cb4"
            "3f06000400000081"
            "3f07000400000001"
            "3f08000100"
            "3f0e000100");
  EXPECT_EQ(hex_at(track.file, footer + 250, 60),
            "060e2b34020501010d0102010111010083000028"
            "00000000"
            "0000000000000000"
            "00000001"
            "0000000000004000"
            "00000000"
            "00000000000159f4"
            "0000003c");
  EXPECT_EQ(track.size, footer + 250 + 60);
}

TEST(Mxf, TheSameContentGivesTheSameFile) {
  const TemporaryFolder folder;
  const std::vector<Bytes> pictures{picture(1), picture(2)};
  const auto one = write_pictures(folder / "one.mxf", pictures), two = write_pictures(folder / "two.mxf", pictures);
  EXPECT_EQ(one.id, two.id);
  EXPECT_EQ(read_text(one.file), read_text(two.file));
  const auto other = write_pictures(folder / "other.mxf", {pictures[1], pictures[0]});
  EXPECT_NE(one.id, other.id);
  EXPECT_NE(write_pictures(folder / "slow.mxf", pictures, {16, 1}).id, one.id);
}

TEST(Mxf, MoreThanFiveThousandPicturesHaveTheirIndexInParts) {
  const TemporaryFolder folder;
  const auto one = encode_j2k(Image({64, 64}, 3, 12), {});
  PictureTrack track(folder / "p.mxf", {{24, 1}, date_s});
  for (int i = 0; i < 5001; ++i) track.write(one);
  EXPECT_EQ(track.finish().duration, 5001);
  EXPECT_EQ(TrackReader(folder / "p.mxf").elements(), 5001);
  EXPECT_THAT(faults_of(folder / "p.mxf"), IsEmpty());
}

TEST(Mxf, AnIndexThatLeadsAstrayIsFound) {
  const TemporaryFolder folder;
  const auto track = write_pictures(folder / "p.mxf", {picture(1), picture(2)});
  auto bytes = read_text(track.file);
  bytes[bytes.size() - 61] = static_cast<char>(bytes[bytes.size() - 61] + 1);  // the last entry's last byte
  write_text(track.file, bytes);
  EXPECT_THAT(faults_of(track.file), ElementsAre(HasSubstr("the index has edit unit 1 at")));
}

TEST(Mxf, AFileCutShortIsFound) {
  const TemporaryFolder folder;
  const auto track = write_sound(folder / "s.mxf", SoundLayout::mono, 2, 4000);
  const auto bytes = read_text(track.file);
  for (const std::size_t cut : {bytes.size() - 1, bytes.size() - 60, std::size_t{60'000}, std::size_t{16'600}}) {
    write_text(track.file, bytes.substr(0, cut));
    EXPECT_THAT(faults_of(track.file), Not(IsEmpty())) << cut;
  }
  for (const std::size_t cut : {0, 10, 300}) {
    write_text(track.file, bytes.substr(0, cut));
    EXPECT_THROW(TrackReader{track.file}, Error) << cut;
  }
}

TEST(Mxf, AFileOfNothingButEmptySetsTakesLittleMemory) {
  const TemporaryFolder folder;
  const auto track = write_sound(folder / "s.mxf", SoundLayout::mono, 1, 2000);
  auto bytes = read_text(track.file);
  std::string empty = bytes.substr(0, 16) + '\0';  // a partition pack of no bytes
  for (int doubled = 0; doubled < 17; ++doubled) empty += empty;
  write_text(track.file, bytes + empty);
  const auto faults = TrackReader(track.file).check();
  EXPECT_GT(faults.size(), 1000U);
  EXPECT_LE(faults.size(), 2000U);
}

TEST(Mxf, AnyBytesAreReadOrRefused) {
  const TemporaryFolder folder;
  const auto pictures = read_text(write_pictures(folder / "p.mxf", {encode_j2k(Image({64, 64}, 3, 12), {})}).file);
  auto text = subtitles();
  for (auto& font : text.fonts) font.bytes.resize(50);
  const auto titles = read_text(write_text_track(folder / "t.mxf", {{24, 1}, date_s}, text).file);
  std::mt19937 random(11);
  const auto file = folder / "x.mxf";
  int read = 0;
  for (int i = 0; i < 3000; ++i) {
    auto bytes = i % 2 == 0 ? pictures : titles;
    for (int change = 0; change < 3; ++change) {
      auto at = random() % bytes.size();
      if (at > 6000 && at < 16384) at -= 6000;  // the filler tells nothing
      bytes[at] = static_cast<char>(random());
    }
    write_text(file, bytes);
    try {
      const TrackReader reader(file);
      reader.check();
      for (std::int64_t unit = 0; unit < reader.elements(); ++unit) reader.read(unit);
      if (reader.track().kind == TrackKind::text && reader.elements() > 0) reader.read_text();
      ++read;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material) << error.what();
    }
  }
  EXPECT_GT(read, 1000);
}

TEST(Mxf, RefusesWhatADcpHasNot) {
  const TemporaryFolder folder;
  EXPECT_THROW(PictureTrack(folder / "p.mxf", {{23, 1}, date_s}), Error);
  EXPECT_THROW(PictureTrack(folder / "no" / "p.mxf", {{24, 1}, date_s}), Error);
  PictureTrack track(folder / "p.mxf", {{24, 1}, date_s});
  EXPECT_THROW(track.finish(), Error);
  track.write(picture(1));
  EXPECT_THROW(track.write(encode_j2k(Image({64, 64}, 3, 12), {})), Error);
  EXPECT_THROW(track.write(Bytes(100)), Error);
}

}  // namespace
}  // namespace tasma::codecs::dcp
