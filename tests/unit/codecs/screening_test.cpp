#include "codecs/screening.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>
#include <sstream>
#include <string>
#include <vector>

#include "codecs/sound.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/libx265.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs {
namespace {

namespace fs = std::filesystem;
using support::output_of;
using support::quoted;
using support::read_text;
using support::TemporaryFolder;
using testing::HasSubstr;
using testing::Not;
using namespace std::string_literals;

constexpr int frames_in_all = 30;
constexpr Size scan_size{128, 96};

bool never() { return false; }

StreamInfo stream_of(int planes, Rational rate) {
  StreamInfo stream;
  stream.size = scan_size;
  stream.planes = planes;
  stream.depth = 10;
  stream.rate = rate;
  stream.transfer = Transfer::video;
  return stream;
}

DisplaySpec spec_of(int planes, Rational rate = {24, 1}) {
  DisplaySpec spec;
  spec.scan = stream_of(planes, rate);
  spec.transfer = Transfer::video;
  spec.picture = {0, 0, scan_size};
  return spec;
}

/// A gradient that moves, with a bright disc on it, so that prediction both ways has something to do.
Frame moving_frame(std::int64_t position, int planes) {
  Frame frame{position, position, Image(scan_size, planes, 10)};
  const double centre_x = 20 + 3.0 * static_cast<double>(position);
  for (int plane = 0; plane < planes; ++plane)
    for (int y = 0; y < scan_size.height; ++y) {
      const auto row = frame.pixels.row(plane, y);
      for (int x = 0; x < scan_size.width; ++x) {
        const bool disc = std::hypot(x - centre_x, y - 40.0) < 14;
        row[static_cast<std::size_t>(x)] =
            static_cast<std::uint16_t>(disc ? 800 - 200 * plane : 100 + 3 * x + 2 * y + 40 * plane);
      }
    }
  return frame;
}

Frame flat_frame(std::int64_t position, const std::vector<int>& codes) {
  Frame frame{position, position, Image(scan_size, static_cast<int>(codes.size()), 10)};
  for (int plane = 0; plane < frame.pixels.planes(); ++plane)
    for (int y = 0; y < scan_size.height; ++y)
      std::ranges::fill(frame.pixels.row(plane, y), static_cast<std::uint16_t>(codes[static_cast<std::size_t>(plane)]));
  return frame;
}

CopySpec copy_of(const std::string& format) { return find_choice(copy_formats(), format)->copies.at(0); }
Coding coding_of(const std::string& format) { return copy_of(format).coding; }

using Picture = std::function<Frame(std::int64_t position)>;

/// Codes frames in chunks of `length` in both formats; the files lie in `folder`.
std::vector<fs::path> make_chunks(const TemporaryFolder& folder, const std::string& format, const DisplaySpec& spec,
                                  const Picture& picture, int length = 12, int frames = frames_in_all) {
  std::vector<fs::path> chunks;
  for (int begin = 0; begin < frames; begin += length) {
    chunks.push_back(folder / (format + std::to_string(begin) + ".mkv"));
    const auto display = make_display(spec, std::array{coding_of(format)});
    const auto encoder = make_chunk_encoder(spec, coding_of(format), chunks.back());
    for (int at = begin; at < std::min(begin + length, frames); ++at)
      encoder->write(*display->convert(picture(at).pixels, {at, at}), at);
    encoder->finish();
  }
  return chunks;
}

fs::path make_copy(const TemporaryFolder& folder, const std::string& format, const DisplaySpec& spec,
                   const Picture& picture, const std::vector<fs::path>& sounds = {}, int length = 12,
                   int frames = frames_in_all) {
  const auto file = folder / file_name(copy_of(format), "copy");
  auto stream = spec.scan;
  stream.timecode = "01:00:00:00";
  std::vector<CopySound> tracks;
  for (const auto& sound : sounds) tracks.push_back({sound});
  join_screening({coding_of(format), stream, make_chunks(folder, format, spec, picture, length, frames), tracks,
                  "Салтанат", 1'700'000'000},
                 file, never);
  return file;
}

Picture moving(int planes) {
  return [planes](std::int64_t position) { return moving_frame(position, planes); };
}

std::string probe(const fs::path& file, const std::string& what) {
  auto text =
      output_of("ffprobe -v error -select_streams v:0 -count_frames " + what + " -of default=nw=1 " + quoted(file));
  return text;
}

std::vector<double> numbers_of(const std::string& lines) {
  std::vector<double> numbers;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);)
    if (!line.empty() && line != "N/A") numbers.push_back(std::stod(line));
  return numbers;
}

/// Decoded samples of one frame as the stream has them.
std::string decoded(const fs::path& file, const std::string& pixels, int frame = 0) {
  return output_of("ffmpeg -v error -i " + quoted(file) + " -vf \"select=eq(n\\," + std::to_string(frame) +
                   ")\" -frames:v 1 -pix_fmt " + pixels + " -f rawvideo -");
}

class EveryFormat : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Screening, EveryFormat, testing::Values("h264", "prores"),
                         [](const auto& given) { return std::string(given.param); });

TEST_P(EveryFormat, HasAllFramesAtOneRateTaggedAndProgressive) {
  const TemporaryFolder folder;
  const auto file = make_copy(folder, GetParam(), spec_of(3), moving(3));
  const auto stream = probe(file, "-show_streams -show_format");
  EXPECT_THAT(stream, HasSubstr("nb_read_frames=30\n"));
  EXPECT_THAT(stream, HasSubstr("r_frame_rate=24/1\n"));
  EXPECT_THAT(stream, HasSubstr("avg_frame_rate=24/1\n"));
  EXPECT_THAT(stream, HasSubstr("width=128\nheight=96\n"));
  EXPECT_THAT(stream, HasSubstr("sample_aspect_ratio=1:1\n"));
  EXPECT_THAT(stream, HasSubstr("color_range=tv\ncolor_space=bt709\ncolor_transfer=bt709\ncolor_primaries=bt709\n"));
  EXPECT_THAT(stream, HasSubstr("field_order=progressive\n"));
  EXPECT_THAT(stream, HasSubstr("start_time=0.000000\n"));
  EXPECT_THAT(stream, HasSubstr("duration=1.250000\n"));
  EXPECT_THAT(stream, HasSubstr("TAG:title=Салтанат\n"));
  EXPECT_THAT(stream, HasSubstr("TAG:creation_time=2023-11-14T22:13:20.000000Z\n"));
  const bool h264 = GetParam() == "h264"s;
  EXPECT_THAT(stream, HasSubstr(h264 ? "codec_name=h264\n" : "codec_name=prores\n"));
  EXPECT_THAT(stream, HasSubstr(h264 ? "profile=High\n" : "profile=HQ\n"));
  EXPECT_THAT(stream, HasSubstr(h264 ? "pix_fmt=yuv420p\n" : "pix_fmt=yuv422p10le\n"));
  EXPECT_THAT(stream, HasSubstr(h264 ? "codec_tag_string=avc1\n" : "codec_tag_string=apch\n"));
}

TEST_P(EveryFormat, TagsEveryFrame) {
  const TemporaryFolder folder;
  const auto file = make_copy(folder, GetParam(), spec_of(3), moving(3));
  const auto tags =
      probe(file, "-show_entries frame=color_range,color_space,color_primaries,color_transfer,interlaced_frame");
  std::size_t tagged = 0;
  for (auto at = tags.find("color_space=bt709\n"); at != std::string::npos;
       at = tags.find("color_space=bt709\n", at + 1))
    ++tagged;
  EXPECT_EQ(tagged, 30U);
  EXPECT_THAT(tags, Not(HasSubstr("unknown")));
  EXPECT_THAT(tags, Not(HasSubstr("interlaced_frame=1")));
}

TEST_P(EveryFormat, ShowsFramesInOrderAndDecodesThemInOrder) {
  const TemporaryFolder folder;
  const auto file = make_copy(folder, GetParam(), spec_of(3), moving(3));
  const auto decoding = numbers_of(
      output_of("ffprobe -v error -select_streams v:0 -show_entries packet=dts_time -of csv=p=0 " + quoted(file)));
  ASSERT_EQ(decoding.size(), 30U);
  EXPECT_TRUE(std::ranges::is_sorted(decoding, std::less_equal{}));
  auto showing = numbers_of(
      output_of("ffprobe -v error -select_streams v:0 -show_entries packet=pts_time -of csv=p=0 " + quoted(file)));
  std::ranges::sort(showing);
  for (std::size_t i = 0; i < showing.size(); ++i) EXPECT_NEAR(showing[i], static_cast<double>(i) / 24, 1e-4);
}

TEST_P(EveryFormat, ShowsEveryFrameAtItsPlace) {
  const TemporaryFolder folder;
  // The level tells the frame: 200 + 20 times its position, a code of 10 bits.
  const auto file = make_copy(folder, GetParam(), spec_of(1),
                              [](std::int64_t at) { return flat_frame(at, {200 + 20 * static_cast<int>(at)}); });
  const auto all =
      output_of("ffmpeg -v error -i " + quoted(file) + " -vf extractplanes=y -pix_fmt gray10le -f rawvideo -");
  const std::size_t frame_bytes = 128 * 96 * 2;
  ASSERT_EQ(all.size(), 30 * frame_bytes);
  for (std::size_t at = 0; at < 30; ++at) {
    const auto* sample = reinterpret_cast<const unsigned char*>(all.data()) + at * frame_bytes + frame_bytes / 2 + 128;
    EXPECT_NEAR(sample[0] | sample[1] << 8, 64 + (200 + 20 * static_cast<double>(at)) * 876 / 1023, 6) << at;
  }
}

TEST_P(EveryFormat, IsTheSameEveryTime) {
  const TemporaryFolder one, two;
  EXPECT_EQ(read_text(make_copy(one, GetParam(), spec_of(3), moving(3))),
            read_text(make_copy(two, GetParam(), spec_of(3), moving(3))));
}

TEST_P(EveryFormat, IsTheSameWhetherCodedAloneOrTogetherWithAnother) {
  const TemporaryFolder folder;
  const auto alone = make_chunks(folder, GetParam(), spec_of(3), moving(3), 6, 6);
  const auto display = make_display(spec_of(3), std::array{coding_of("h264"), coding_of("prores")});
  const auto encoder = make_chunk_encoder(spec_of(3), coding_of(GetParam()), folder / "together.mkv");
  for (int at = 0; at < 6; ++at) encoder->write(*display->convert(moving_frame(at, 3).pixels, {at, at}), at);
  encoder->finish();
  EXPECT_EQ(read_text(alone[0]), read_text(folder / "together.mkv"));
}

TEST_P(EveryFormat, HasItsIndexInFront) {
  const TemporaryFolder folder;
  const auto bytes = read_text(make_copy(folder, GetParam(), spec_of(3), moving(3)));
  ASSERT_NE(bytes.find("moov"), std::string::npos);
  EXPECT_LT(bytes.find("moov"), bytes.find("mdat"));
}

TEST_P(EveryFormat, TakesTheRatesOfSilentFilm) {
  const TemporaryFolder folder;
  for (const auto& rate : {Rational{16, 1}, Rational{18, 1}, Rational{200, 11}, Rational{24000, 1001}}) {
    const auto file = make_copy(folder, GetParam(), spec_of(1, rate), moving(1));
    const auto stream = probe(file, "-show_streams");
    EXPECT_THAT(stream, HasSubstr("r_frame_rate=" + std::to_string(rate.num) + "/" + std::to_string(rate.den) + "\n"));
    EXPECT_THAT(stream, HasSubstr("nb_read_frames=30\n"));
  }
}

TEST_P(EveryFormat, KeepsGreyWithoutColour) {
  const TemporaryFolder folder;
  const auto file = make_copy(folder, GetParam(), spec_of(1), moving(1), {}, 12, 6);
  const bool h264 = GetParam() == "h264"s;
  const auto raw = decoded(file, h264 ? "yuv420p" : "yuv422p10le", 3);
  const auto* bytes = reinterpret_cast<const unsigned char*>(raw.data());
  const std::size_t luma = 128 * 96;
  if (h264)
    for (std::size_t i = luma; i < raw.size(); ++i) ASSERT_EQ(bytes[i], 128);
  else
    for (std::size_t i = luma; i < raw.size() / 2; ++i) ASSERT_EQ(bytes[2 * i] | bytes[2 * i + 1] << 8, 512);
}

TEST_P(EveryFormat, CropsToThePicture) {
  const TemporaryFolder folder;
  auto spec = spec_of(1);
  spec.picture = {32, 16, {64, 48}};
  const auto file = make_copy(folder, GetParam(), spec, [](std::int64_t at) {
    auto frame = flat_frame(at, {1023});  // perforations shine
    for (int y = 16; y < 64; ++y) std::ranges::fill(frame.pixels.row(0, y).subspan(32, 64), std::uint16_t{0});
    return frame;
  });
  EXPECT_THAT(probe(file, "-show_streams"), HasSubstr("width=64\nheight=48\n"));
  const auto raw = decoded(file, "gray");  // full range
  for (std::size_t i = 0; i < 64 * 48; ++i) ASSERT_LE(static_cast<unsigned char>(raw[i]), 1);
}

TEST(ProRes, HasTheColoursOfBt709) {
  const TemporaryFolder folder;
  struct Case {
    std::vector<int> rgb;
    int y, cb, cr;  // ITU-R BT.709-6, table 3, at 10 bits
  };
  for (const auto& [rgb, y, cb, cr] : {Case{{1023, 0, 0}, 250, 409, 960}, Case{{0, 1023, 0}, 691, 167, 105},
                                       Case{{0, 0, 1023}, 127, 960, 471}, Case{{1023, 1023, 1023}, 940, 512, 512}}) {
    const auto file = make_copy(
        folder, "prores", spec_of(3), [&](std::int64_t at) { return flat_frame(at, rgb); }, {}, 1, 1);
    const auto raw = decoded(file, "yuv422p10le");
    const auto at = [&](std::size_t i) {
      return static_cast<unsigned char>(raw[2 * i]) | static_cast<unsigned char>(raw[2 * i + 1]) << 8;
    };
    EXPECT_NEAR(at(64 * 128 + 64), y, 1);
    EXPECT_NEAR(at(128 * 96 + 48 * 64 + 32), cb, 1);
    EXPECT_NEAR(at(128 * 96 + 64 * 96 + 48 * 64 + 32), cr, 1);
  }
}

TEST(ProRes, CarriesTheTimecode) {
  const TemporaryFolder folder;
  EXPECT_THAT(probe(make_copy(folder, "prores", spec_of(3), moving(3)), "-show_streams"),
              HasSubstr("TAG:timecode=01:00:00:00\n"));
}

TEST(ProRes, NamesApplesEncoderInItsFrames) {
  const TemporaryFolder folder;
  EXPECT_THAT(read_text(make_copy(folder, "prores", spec_of(3), moving(3), {}, 1, 1)), HasSubstr("apl0"));
}

TEST(H264, UsesPicturesPredictedBothWays) {
  const TemporaryFolder folder;
  EXPECT_THAT(probe(make_copy(folder, "h264", spec_of(3), moving(3)), "-show_entries frame=pict_type"),
              HasSubstr("pict_type=B"));
}

/// A player fetches `rate` bits a second into a buffer of `most` bits, full when the film begins; the most that it
/// lacks when a picture is due.
double most_lacking(const fs::path& file, double rate, double most) {
  std::istringstream packets(
      output_of("ffprobe -v error -select_streams v:0 -show_entries packet=dts_time,size "
                "-of csv=p=0 " +
                quoted(file) + " | tr , ' '"));
  double held = most, lacking = 0, last_s = 0;
  bool has_begun = false;
  for (double due_s = 0, bytes = 0; packets >> due_s >> bytes; last_s = due_s, has_begun = true) {
    if (has_begun) held = std::min(most, held + (due_s - last_s) * rate);
    held -= 8 * bytes;
    lacking = std::max(lacking, -held);
  }
  return lacking;
}

TEST(Capped, NeverRunDryInTwoSecondsOfTheirRateWhereverChunksAreJoined) {
  for (const std::string format : {"h264", "h265"}) {
    const TemporaryFolder folder;
    auto coding = coding_of(format);
    coding.megabits = 1;
    const auto spec = spec_of(3);
    const auto display = make_display(spec, std::array{coding});
    std::uint32_t state = 1;
    std::vector<fs::path> chunks;
    constexpr int frames = 3 * 96 + 12;
    for (int begin = 0; begin < frames; begin += 96) {
      chunks.push_back(folder / (std::to_string(begin) + ".mkv"));
      const auto encoder = make_chunk_encoder(spec, coding, chunks.back());
      for (int at = begin; at < std::min(begin + 96, frames); ++at) {
        auto frame = flat_frame(at, {0, 0, 0});  // of noise, which takes all bits there are
        for (int plane = 0; plane < 3; ++plane)
          for (int y = 0; y < scan_size.height; ++y)
            for (auto& sample : frame.pixels.row(plane, y)) {
              state = state * 1664525U + 1013904223U;
              sample = static_cast<std::uint16_t>(state >> 22);
            }
        encoder->write(*display->convert(frame.pixels, {at, at}), at);
      }
      encoder->finish();
    }
    const auto file = folder / "copy.mp4";
    join_screening({coding, spec.scan, chunks, {}, ""}, file, never);
    EXPECT_EQ(most_lacking(file, 1e6, 2e6), 0) << format;
    EXPECT_GT(fs::file_size(file) * 8 * 24 / frames, 800'000U) << format << " is not at its cap";
  }
}

TEST(Join, RefusesChunksOfOtherSettings) {
  const TemporaryFolder one, two;
  auto chunks = make_chunks(one, "h264", spec_of(3), moving(3));
  auto spec = spec_of(3);
  spec.picture.size = {64, 48};
  chunks.push_back(make_chunks(two, "h264", spec, moving(3))[0]);
  try {
    join_screening({coding_of("h264"), spec.scan, chunks, {}, ""}, one / "copy.mp4", never);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material);
    EXPECT_THAT(error.what(), HasSubstr("h2640.mkv"));
  }
}

TEST(Join, StopsWhenAsked) {
  const TemporaryFolder folder;
  const auto chunks = make_chunks(folder, "prores", spec_of(3), moving(3));
  try {
    join_screening({coding_of("prores"), spec_of(3).scan, chunks, {}, ""}, folder / "copy.mov", [] { return true; });
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::interrupted);
  }
}

TEST(Display, RefusesAPictureAreaOutsideTheScan) {
  auto spec = spec_of(3);
  spec.picture = {1, 0, scan_size};
  try {
    make_display(spec, std::array{coding_of("prores")});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
  }
}

TEST(ScreeningFormats, AreCalledByTheirNames) {
  EXPECT_EQ(find_choice(copy_formats(), "vhs"), nullptr);
  EXPECT_EQ(file_name(copy_of("h264"), "Salt"), "Salt.h264.mp4");
  EXPECT_EQ(file_name(copy_of("prores"), "Salt"), "Salt.prores.mov");
  EXPECT_EQ(file_name(copy_of("dcp"), "Salt"), "Salt_dcp");
}

/// A WAV of 48 kHz and 16 bits: silence with clicks, short bursts of 6 kHz, at the given seconds.
fs::path clicks(const TemporaryFolder& folder, double length_s, const std::vector<double>& at_s, int channels) {
  std::string samples;
  for (int i = 0; i < static_cast<int>(length_s * 48'000); ++i) {
    double level = 0;
    for (const double start : at_s)
      if (const double since = i / 48'000.0 - start; since >= 0 && since < 0.01)
        level = std::sin(2 * std::numbers::pi * 6000 * since);
    const auto sample = static_cast<std::int16_t>(std::lround(20'000 * level));
    for (int channel = 0; channel < channels; ++channel)
      samples += {static_cast<char>(sample & 255), static_cast<char>(sample >> 8 & 255)};
  }
  std::string header;
  const auto add = [&](std::size_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) header += static_cast<char>(value >> (8 * i) & 255);
  };
  header += "RIFF";
  add(36 + samples.size(), 4);
  header += "WAVEfmt ";
  add(16, 4), add(1, 2), add(static_cast<std::size_t>(channels), 2), add(48'000, 4);
  add(static_cast<std::size_t>(96'000 * channels), 4), add(static_cast<std::size_t>(2 * channels), 2), add(16, 2);
  header += "data";
  add(samples.size(), 4);
  return folder.write("sound.wav", header + samples);
}

fs::path make_sound(const TemporaryFolder& folder, const std::string& format, const fs::path& wav, double length_s) {
  const auto segment = folder / "sound.mkv";
  encode_screening_sound(std::array{SoundStretch{probe_sound(wav), 0, length_s}}, 0, copy_of(format), segment);
  return segment;
}

/// The first channel as a player hears it, beginning with the picture.
std::vector<double> heard(const fs::path& file) {
  const auto raw = output_of("ffmpeg -v error -i " + quoted(file) + " -map 0:a -ac 1 -f s16le -c:a pcm_s16le -");
  std::vector<double> samples;
  for (std::size_t i = 0; i + 1 < raw.size(); i += 2)
    samples.push_back(
        static_cast<std::int16_t>(static_cast<unsigned char>(raw[i]) | static_cast<unsigned char>(raw[i + 1]) << 8));
  return samples;
}

/// Where the energy of the hundredth of a second around `at_s` lies, seconds.
double centre_of_click(const std::vector<double>& samples, double at_s) {
  double energy = 0, moment = 0;
  const auto begin = static_cast<std::size_t>(std::max(0.0, at_s - 0.02) * 48'000),
             end = static_cast<std::size_t>((at_s + 0.03) * 48'000);
  for (auto i = begin; i < std::min(end, samples.size()); ++i) {
    energy += samples[i] * samples[i];
    moment += samples[i] * samples[i] * static_cast<double>(i) / 48'000;
  }
  return moment / energy;
}

TEST_P(EveryFormat, HasItsSoundInSyncWithinAMillisecond) {
  const TemporaryFolder folder;
  const std::vector<double> starts{6 / 24.0, 18 / 24.0, 25 / 24.0};  // frames 6, 18 and 25
  const auto sound = make_sound(folder, GetParam(), clicks(folder, 1.25, starts, 2), 1.25);
  const auto samples = heard(make_copy(folder, GetParam(), spec_of(1), moving(1), {sound}));
  EXPECT_GE(samples.size(), 60'000U);
  for (const double start : starts) EXPECT_NEAR(centre_of_click(samples, start), start + 0.005, 0.001);
}

TEST_P(EveryFormat, IsAsLongInSoundAsInPicture) {
  const TemporaryFolder folder;
  for (const double length : {0.4, 3.0}) {
    const auto sound = make_sound(folder, GetParam(), clicks(folder, length, {}, 1), 1.25);
    const auto file = make_copy(folder, GetParam(), spec_of(1), moving(1), {sound});
    // ffmpeg plays the last packet of AAC, of 1024 samples, to its end, though the track is over before.
    EXPECT_GE(heard(file).size(), 60'000U);
    EXPECT_LT(heard(file).size(), 60'000U + (GetParam() == "h264"s ? 1024 : 1));
    EXPECT_THAT(
        output_of("ffprobe -v error -select_streams a:0 -show_entries stream=duration -of csv=p=0 " + quoted(file)),
        HasSubstr("1.250000"));
    EXPECT_THAT(output_of("ffprobe -v error -show_entries format=duration -of csv=p=0 " + quoted(file)),
                HasSubstr("1.250"));
  }
}

TEST_P(EveryFormat, KeepsTheChannelsOfItsSound) {
  const TemporaryFolder folder;
  for (const auto& [channels, layout] : {std::pair{1, "mono"}, {2, "stereo"}, {6, "5.1"}}) {
    const auto sound = make_sound(folder, GetParam(), clicks(folder, 1.25, {}, channels), 1.25);
    const auto file = make_copy(folder, GetParam(), spec_of(1), moving(1), {sound});
    const auto stream = output_of("ffprobe -v error -select_streams a:0 -show_streams " + quoted(file));
    EXPECT_THAT(stream, HasSubstr("channels=" + std::to_string(channels) + "\n"));
    EXPECT_THAT(stream, HasSubstr("channel_layout=" + std::string(layout) + "\n"));
    EXPECT_THAT(stream, HasSubstr("sample_rate=48000\n"));
    EXPECT_THAT(stream, HasSubstr(GetParam() == "h264"s ? "codec_name=aac\n" : "codec_name=pcm_s24le\n"));
  }
}

TEST(ProRes, HasTheSamplesOfItsSoundUnchanged) {
  const TemporaryFolder folder;
  const auto wav = clicks(folder, 1.25, {0.1, 0.9}, 2);
  const auto file = make_copy(folder, "prores", spec_of(1), moving(1), {make_sound(folder, "prores", wav, 1.25)});
  const auto samples = [](const fs::path& from) {
    return output_of("ffmpeg -v error -i " + quoted(from) + " -map 0:a -f s24le -c:a pcm_s24le -");
  };
  EXPECT_EQ(samples(file), samples(wav));
}

TEST(ScreeningSound, RefusesMoreChannelsThanACopyHas) {
  SoundInfo sound;
  sound.file = "many.wav";
  sound.channels = 9;
  try {
    encode_screening_sound(std::array{SoundStretch{sound, 0, 1}}, 0, copy_of("h264"), "/tmp/never-made.mkv");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material);
    EXPECT_THAT(error.what(), HasSubstr("many.wav"));
  }
}

}  // namespace
}  // namespace tasma::codecs
