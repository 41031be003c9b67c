#include "codecs/movie.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "codecs/movie_timing.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/shared.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs {
namespace {

namespace fs = std::filesystem;
using support::output_of;
using support::quoted;
using support::TemporaryFolder;
using testing::HasSubstr;

/// Codes raw frames, given as bytes of libav's `pixels`, into a movie. `how` is put before the output's name.
fs::path movie(const TemporaryFolder& folder, const std::string& name, Size size, const std::string& pixels,
               const std::string& frames, const std::string& how) {
  const auto raw = folder.write(name + ".raw", frames);
  const auto file = folder / name;
  output_of("ffmpeg -v error -y -f rawvideo -pix_fmt " + pixels + " -s " + std::to_string(size.width) + "x" +
            std::to_string(size.height) + " -r 24 -i " + quoted(raw) + " " + how + " " + quoted(file));
  fs::remove(raw);
  return file;
}

/// A movie of moving bars, coded between frames.
fs::path moving(const TemporaryFolder& folder, const std::string& name, int frames, const std::string& how) {
  const auto file = folder / name;
  output_of("ffmpeg -v error -y -f lavfi -i testsrc2=s=96x64:r=24 " + how + " -frames:v " + std::to_string(frames) +
            " " + quoted(file));
  return file;
}

std::string samples(std::initializer_list<std::pair<std::size_t, std::uint16_t>> runs) {
  std::string bytes;
  for (const auto& [count, value] : runs)
    for (std::size_t i = 0; i < count; ++i) bytes += {static_cast<char>(value & 255), static_cast<char>(value >> 8)};
  return bytes;
}

std::vector<Frame> all_frames(const Inventory& inventory) {
  std::vector<Frame> frames;
  MovieReader reader(inventory);
  while (auto frame = reader.next()) frames.push_back(std::move(*frame));
  return frames;
}

std::vector<Frame> all_frames(const fs::path& file) { return all_frames(open_movie(file, {})->inventory()); }

std::vector<int> pixel(const Image& image, int x, int y) {
  std::vector<int> values;
  for (int plane = 0; plane < image.planes(); ++plane)
    values.push_back(image.row(plane, y)[static_cast<std::size_t>(x)]);
  return values;
}

bool has(const Inventory& inventory, FindingCode code) {
  return std::ranges::any_of(inventory.findings, [&](const Finding& finding) { return finding.code == code; });
}

void expect_refused_for_restoring(const Inventory& inventory, const std::string& reason) {
  ASSERT_TRUE(inventory.not_restorable);
  EXPECT_THAT(english(*inventory.not_restorable), HasSubstr(reason));
  EXPECT_EQ(exit_code_of(inventory.findings), ExitCode::findings);
  try {
    MovieReader reader(inventory);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material);
  }
}

TEST(MovieColour, ExpandsLimitedRangeToTheWholeOfTenBits) {
  const TemporaryFolder folder;
  for (const auto& [luma, code] : {std::pair{64, 0}, {940, 1023}, {502, 512}, {4, 0}, {1019, 1023}}) {  // 438/876 = 1/2
    const auto frame = samples({{16 * 1080, static_cast<std::uint16_t>(luma)}, {2 * 8 * 1080, 512}});
    const auto frames = all_frames(movie(folder, "flat.mov", {16, 1080}, "yuv422p10le", frame, "-c:v v210"));
    ASSERT_EQ(frames.size(), 1U);
    EXPECT_EQ(frames[0].pixels.depth(), 10);
    EXPECT_EQ(pixel(frames[0].pixels, 5, 5), (std::vector{code, code, code}));
  }
}

TEST(MovieColour, GoesByTheTagsAndElseByTheNumberOfLines) {
  const TemporaryFolder folder;
  const auto red_of = [&](int height, const std::string& how) {
    const auto count = static_cast<std::size_t>(height);
    const auto frame = samples({{16 * count, 502}, {8 * count, 512}, {8 * count, 512 + 112}});
    const auto frames = all_frames(movie(folder, "red.mov", {16, height}, "yuv422p10le", frame, "-c:v v210 " + how));
    return pixel(frames.at(0).pixels, 8, 8)[0];
  };
  // A Cr of 112/896 adds an eighth of 2 (1 - Kr) to a half: 0.5 + 1.5748/8 = 0.69685, 0.5 + 1.402/8 = 0.67525.
  constexpr int by_709 = 713, by_601 = 691;
  EXPECT_EQ(red_of(720, ""), by_709);
  EXPECT_EQ(red_of(576, ""), by_601);
  EXPECT_EQ(red_of(576, "-colorspace bt709 -color_primaries bt709 -color_trc bt709 -movflags +write_colr"), by_709);
}

TEST(MovieColour, InterpolatesChromaThatIsSitedLeft) {
  const TemporaryFolder folder;
  const std::size_t lines = 16;
  std::string frame = samples({{8 * lines, 502}, {4 * lines, 512}});
  for (std::size_t y = 0; y < lines; ++y) frame += samples({{2, 512}, {2, 512 + 112}});  // Cr of two pixels a sample
  const auto frames = all_frames(movie(folder, "edge.mov", {8, 16}, "yuv422p10le", frame, "-c:v v210"));
  std::vector<int> red;
  for (int x = 0; x < 8; ++x) red.push_back(pixel(frames.at(0).pixels, x, 3)[0]);
  // Pixel 2 has the second sample itself, pixel 3 lies half way to the third: 0.5 + 1.402/16 = 0.58763.
  EXPECT_EQ(red, (std::vector{512, 512, 512, 601, 691, 691, 691, 691}));
}

TEST(MovieColour, ScalesEightBitRgbToTheWholeOfTenBits) {
  const TemporaryFolder folder;
  std::string frame;
  for (int i = 0; i < 64 * 64; ++i) frame += {static_cast<char>(i % 256), 0, static_cast<char>(255), 0};  // B, G, R, -
  const auto frames = all_frames(movie(folder, "rgb.mkv", {64, 64}, "bgr0", frame, "-c:v ffv1"));
  for (int x = 0; x < 64; ++x)  // v x 1023 / 255, rounded
    ASSERT_EQ(pixel(frames.at(0).pixels, x, 0), (std::vector{1023, 0, (x * 1023 * 2 + 255) / 510}));
}

TEST(MovieColour, KeepsSixteenBitRgbAsItIs) {
  const TemporaryFolder folder;
  const std::size_t area = 32 * 32;
  const auto frame = samples({{area, 40001}, {area, 123}, {area, 65535}});  // G, B, R
  const auto frames = all_frames(movie(folder, "deep.mkv", {32, 32}, "gbrp16le", frame, "-c:v ffv1"));
  EXPECT_EQ(frames.at(0).pixels.depth(), 16);
  EXPECT_EQ(pixel(frames.at(0).pixels, 9, 9), (std::vector{65535, 40001, 123}));
}

TEST(MovieColour, KeepsGreyOnePlane) {
  const TemporaryFolder folder;
  const auto frames =
      all_frames(movie(folder, "grey.mkv", {32, 32}, "gray10le", samples({{32 * 32, 700}}), "-c:v ffv1"));
  EXPECT_EQ(pixel(frames.at(0).pixels, 9, 9), std::vector{700});
}

TEST(MovieColour, CarriesAlpha) {
  const TemporaryFolder folder;
  std::string frame;
  for (int i = 0; i < 32 * 32; ++i) frame += {0, 0, 0, static_cast<char>(51)};
  const auto frames = all_frames(movie(folder, "alpha.mkv", {32, 32}, "bgra", frame, "-c:v ffv1"));
  EXPECT_EQ(pixel(frames.at(0).pixels, 9, 9), (std::vector{0, 0, 0, 205}));  // 51 x 1023 / 255 = 204.6
}

TEST(Movie, TellsWhatItIs) {
  const TemporaryFolder folder;
  const auto scan = open_movie(moving(folder, "a.mov", 5, "-c:v prores_ks -profile:v hq -timecode 01:02:03:04"), {});
  const auto& inventory = scan->inventory();
  EXPECT_EQ(inventory.kind, Inventory::Kind::movie);
  EXPECT_EQ(inventory.frames.size(), 5U);
  EXPECT_EQ(inventory.stream.size, (Size{96, 64}));
  EXPECT_EQ(inventory.stream.rate, (Rational{24, 1}));
  EXPECT_EQ(inventory.stream.timecode, "01:02:03:04");
  EXPECT_EQ(inventory.stream.transfer, Transfer::video);
  EXPECT_EQ(inventory.frames[4].number, 4);
  ASSERT_TRUE(inventory.frames[0].header);
  EXPECT_EQ(inventory.frames[0].header->format, "ProRes/MOV");
  EXPECT_THAT(inventory.frames[0].header->flavour, HasSubstr("yuv422p10le"));
  EXPECT_TRUE(inventory.findings.empty());
  EXPECT_FALSE(inventory.not_restorable);
}

TEST(Movie, OpensEveryContainer) {
  const TemporaryFolder folder;
  for (const std::string name : {"a.mov", "a.mp4", "a.mkv", "a.avi", "a.mxf", "a.ts"}) {
    SCOPED_TRACE(name);
    const auto how = name == "a.avi" || name == "a.mxf" ? "-c:v mpeg2video -bf 2 -q:v 2" : "-c:v libx264 -bf 3";
    const auto scan = open_movie(moving(folder, name, 31, how), {});
    EXPECT_EQ(scan->inventory().frames.size(), 31U);
    EXPECT_EQ(scan->inventory().stream.rate, (Rational{24, 1}));
    EXPECT_FALSE(scan->inventory().not_restorable);
    EXPECT_EQ(all_frames(scan->inventory()).size(), 31U);
  }
}

TEST(Movie, IsReadInAnyOrder) {
  const TemporaryFolder folder;
  const auto scan = open_movie(moving(folder, "b.mp4", 20, "-c:v libx264 -bf 3"), {});
  const auto frames = all_frames(scan->inventory());
  ASSERT_EQ(frames.size(), 20U);
  for (const std::int64_t position : {7, 8, 3, 19, 0}) {
    const auto frame = scan->read(position);
    EXPECT_EQ(frame.position, position);
    EXPECT_TRUE(same_samples(frame.pixels, frames[static_cast<std::size_t>(position)].pixels));
  }
  EXPECT_FALSE(same_samples(frames[3].pixels, frames[7].pixels));
}

TEST(Movie, KeepsWhatWasSaidOverItsHeader) {
  const TemporaryFolder folder;
  ScanFacts said;
  said.rate = Rational{18, 1};
  said.transfer = Transfer::cineon;
  const auto scan = open_movie(moving(folder, "b.mov", 4, "-c:v prores_ks"), said);
  EXPECT_EQ(scan->stream().rate, (Rational{18, 1}));
  EXPECT_EQ(scan->stream().transfer, Transfer::cineon);
  EXPECT_EQ(scan->inventory().frames[0].header->rate, (Rational{24, 1}));
  EXPECT_TRUE(has(scan->inventory(), FindingCode::mismatched_rate));
}

TEST(Movie, BringsItsOwnSoundUnlessOtherIsSaid) {
  const TemporaryFolder folder;
  const auto silent = moving(folder, "silent.mov", 24, "-c:v prores_ks"), file = folder / "s.mov",
             wav = folder / "s.wav";
  output_of("ffmpeg -v error -y -f lavfi -i sine=r=48000:d=1 " + quoted(wav));
  output_of("ffmpeg -v error -y -i " + quoted(silent) + " -i " + quoted(wav) + " -c copy " + quoted(file));
  const auto own = open_movie(file, {})->inventory().sounds;
  ASSERT_EQ(own.size(), 1U);
  EXPECT_EQ(own[0].file, file);
  EXPECT_EQ(own[0].rate, 48'000);
  EXPECT_EQ(own[0].channels, 1);
  EXPECT_EQ(own[0].samples, 48'000);

  ScanFacts said;
  said.sounds = {wav};
  const auto other = open_movie(file, said)->inventory().sounds;
  ASSERT_EQ(other.size(), 1U);
  EXPECT_EQ(other[0].file, wav);
  EXPECT_TRUE(open_movie(silent, {})->inventory().sounds.empty());
}

TEST(Movie, ThatIsInterlacedOpensButIsNotRestored) {
  const TemporaryFolder folder;
  const auto file = moving(folder, "i.mkv", 6, "-vf setfield=tff -c:v libx264 -flags +ildct+ilme -x264-params tff=1");
  expect_refused_for_restoring(open_movie(file, {})->inventory(), "interlaced");
}

TEST(Movie, OfAVariableRateOpensButIsNotRestored) {
  const TemporaryFolder folder;
  const auto file = moving(folder, "v.mp4", 12, "-vf \"setpts='if(gt(N,5),N+3,N)/24/TB'\" -vsync vfr -c:v libx264");
  const auto scan = open_movie(file, {});
  EXPECT_EQ(scan->inventory().frames.size(), 12U);
  expect_refused_for_restoring(scan->inventory(), "variable rate");
}

TEST(Movie, WithoutItsEndIsAFinding) {
  const TemporaryFolder folder;
  for (const std::string name : {"t.mkv", "t.avi", "t.mp4"}) {
    SCOPED_TRACE(name);
    const auto file = moving(folder, name, 60, name == "t.mp4" ? "-c:v libx264 -movflags +faststart" : "-c:v ffv1");
    fs::resize_file(file, fs::file_size(file) / 2);
    const auto scan = open_movie(file, {});
    EXPECT_TRUE(has(scan->inventory(), FindingCode::missing_bytes));
    expect_refused_for_restoring(scan->inventory(), "lost its end");
  }
}

TEST(Movie, WithADamagedFrameFailsAtThatFrame) {
  const TemporaryFolder folder;
  const auto file = moving(folder, "d.mkv", 24, "-c:v ffv1 -level 3 -slicecrc 1");
  const auto scan = open_movie(file, {});
  const auto modified = fs::last_write_time(file);
  {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(static_cast<std::streamoff>(fs::file_size(file) * 3 / 4));
    bytes << "damage";
  }
  fs::last_write_time(file, modified);
  MovieReader reader(scan->inventory());
  int whole = 0;
  try {
    while (reader.next()) ++whole;
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material);
    EXPECT_THAT(error.what(), HasSubstr("d.mkv"));
  }
  EXPECT_GT(whole, 10);
  EXPECT_LT(whole, 24);
}

TEST(Movie, ThatHasChangedSinceItWasLookedAtIsNotRead) {
  const TemporaryFolder folder;
  const auto file = moving(folder, "c.mkv", 3, "-c:v ffv1");
  const auto scan = open_movie(file, {});
  fs::last_write_time(file, fs::last_write_time(file) + std::chrono::seconds(1));
  EXPECT_THROW(MovieReader(scan->inventory()), Error);
}

TEST(Movie, MayHaveAnyName) {
  const TemporaryFolder folder;
  const auto plain = moving(folder, "p.mkv", 2, "-c:v ffv1");
  for (const std::string name :
       {"http:x.mkv", "новый фильм.mkv", "line\nbreak.mkv", "\xff\xfe.mkv", "%d.mkv", "a|b.mkv"}) {
    fs::copy_file(plain, folder / name);
    EXPECT_EQ(open_movie(folder / name, {})->inventory().frames.size(), 2U);
  }
}

TEST(Movie, IsNotWhatOnlyPointsAtOtherFiles) {
  const TemporaryFolder folder;
  moving(folder, "p.mkv", 2, "-c:v ffv1");
  for (const std::string text : {"ffconcat version 1.0\nfile p.mkv\n",
                                 "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\np.mkv\n", "no movie at all", ""}) {
    const auto file = folder.write("list.mkv", text);
    try {
      open_movie(file, {});
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material) << error.what();
    }
  }
}

TEST(Movie, ThatIsNotThereIsNoInput) {
  try {
    open_movie("/nowhere/at/all.mov", {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::no_input);
  }
}

TEST(ConstantRate, SeesThroughTheRoundingOfMilliseconds) {
  for (const auto& rate :
       {Rational{24000, 1001}, Rational{18, 1}, Rational{50, 3}, Rational{25, 1}, Rational{30000, 1001}}) {
    std::vector<std::int64_t> times;
    for (int i = 0; i < 5000; ++i) times.push_back(std::llround(i * 1000 / rate.value()));
    std::ranges::reverse(times);
    EXPECT_EQ(constant_rate(times, {1, 1000}, {{60, 1}, rate}), rate);
  }
}

TEST(ConstantRate, IsFoundWithoutACandidate) {
  std::vector<std::int64_t> times;
  for (int i = 0; i < 1000; ++i) times.push_back(i * 5000);
  EXPECT_EQ(constant_rate(times, {1, 90000}, {}), (Rational{18, 1}));
}

TEST(ConstantRate, IsNotThatOfFramesWithAGap) {
  EXPECT_EQ(constant_rate({0, 40, 80, 160, 200}, {1, 1000}, {{25, 1}}), std::nullopt);
}

TEST(SharedMovies, HaveAsManyFramesAsAnIndependentReaderCountsAndDecode) {
  std::vector<fs::path> files = support::shared_files("testdata/camera");
  for (const auto& file : support::shared_files("testdata/film"))
    if (file.extension() == ".mkv" || file.extension() == ".mp4") files.push_back(file);
  if (files.empty()) GTEST_SKIP() << "no shared material";
  EXPECT_GE(files.size(), 13U);
  for (const auto& file : files) {
    SCOPED_TRACE(file);
    const auto scan = open_movie(file, {});
    const auto& inventory = scan->inventory();
    EXPECT_FALSE(inventory.not_restorable);
    const auto counted = output_of(
        "ffprobe -v error -select_streams v:0 -count_frames -show_entries stream=nb_read_frames -of csv=p=0 " +
        quoted(file));
    EXPECT_EQ(inventory.frames.size(), std::stoul(counted));
    MovieReader reader(inventory);
    std::size_t decoded = 0;
    while (const auto frame = reader.next()) ++decoded;
    EXPECT_EQ(decoded, inventory.frames.size());
  }
}

}  // namespace
}  // namespace tasma::codecs
