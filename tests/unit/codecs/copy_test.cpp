#include "codecs/copy.hpp"

#include <gmock/gmock.h>

#include <array>
#include <set>

#include "codecs/display_picture.hpp"
#include "codecs/downmix.hpp"
#include "codecs/screening.hpp"
#include "tests/support/libx265.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs {
namespace {

using support::output_of;
using support::quoted;
using support::read_text;
using support::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr Size size{320, 240};

DisplaySpec grey_spec() {
  DisplaySpec spec;
  spec.scan.size = size;
  spec.scan.planes = 1;
  spec.scan.depth = 10;
  spec.scan.rate = {18, 1};
  spec.transfer = Transfer::video;
  spec.picture = {0, 0, size};
  return spec;
}

Image grey_ramp(std::int64_t at) {
  Image image(size, 1, 10);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x)
      image.row(0, y)[static_cast<std::size_t>(x)] = static_cast<std::uint16_t>((x * 3 + y + 5 * at) % 1024);
  return image;
}

/// A copy of ten frames in two chunks.
std::filesystem::path make_copy(const TemporaryFolder& folder, const CopySpec& copy) {
  const auto spec = grey_spec();
  MovieCopy movie{copy.coding, spec.scan, {}, {}, "Салт"};
  const auto display = make_display(spec, std::array{copy.coding});
  for (const int begin : {0, 6}) {
    movie.chunks.push_back(folder / (std::to_string(begin) + ".mkv"));
    const auto encoder = make_chunk_encoder(spec, copy.coding, movie.chunks.back());
    for (int at = begin; at < std::min(begin + 6, 10); ++at)
      encoder->write(*display->convert(grey_ramp(at), {at, at}), at);
    encoder->finish();
  }
  join_screening(movie, folder / file_name(copy, "film"), [] { return false; });
  return folder / file_name(copy, "film");
}

struct Expected {
  const char *name, *stream, *tag;
};
class LaterFormats : public testing::TestWithParam<Expected> {};
INSTANTIATE_TEST_SUITE_P(Copy, LaterFormats,
                         testing::Values(Expected{"h265", "codec_name=hevc\nprofile=Main 10\n", "hvc1"},
                                         Expected{"prores4444", "codec_name=prores\nprofile=4444\n", "ap4h"},
                                         Expected{"dnxhr", "codec_name=dnxhd\nprofile=DNXHR HQX\n", "AVdh"}),
                         [](const auto& given) { return std::string(given.param.name); });

TEST_P(LaterFormats, AreTaggedProgressiveAndTheSameAgain) {
  const TemporaryFolder folder, again;
  const auto copy = find_choice(copy_formats(), GetParam().name)->copies.at(0);
  const auto file = make_copy(folder, copy);
  const auto streams = output_of("ffprobe -v error -count_frames -show_streams " + quoted(file));
  EXPECT_THAT(streams, HasSubstr("nb_read_frames=10\n"));
  EXPECT_THAT(streams, HasSubstr("r_frame_rate=18/1\navg_frame_rate=18/1\n"));
  EXPECT_THAT(streams, HasSubstr("color_range=tv\ncolor_space=bt709\ncolor_transfer=bt709\ncolor_primaries=bt709\n"));
  EXPECT_THAT(streams, HasSubstr("sample_aspect_ratio=1:1\n"));
  EXPECT_THAT(streams, HasSubstr("start_time=0.000000\n"));
  EXPECT_THAT(streams, HasSubstr(std::string("codec_tag_string=") + GetParam().tag));
  EXPECT_THAT(output_of("ffprobe -v error -show_entries stream=codec_name,profile -of default=nw=1 " + quoted(file)),
              GetParam().stream);
  EXPECT_EQ(
      output_of("ffprobe -v error -show_entries frame=interlaced_frame -of csv=p=0 " + quoted(file) + " | sort -u"),
      "0\n");
  EXPECT_EQ(output_of("ffmpeg -v error -i " + quoted(file) + " -f null - 2>&1"), "");
  EXPECT_TRUE(read_text(file) == read_text(make_copy(again, copy)));
}

TEST(Copies, AreCalledByNamesOfTheirOwn) {
  std::set<std::string> names;
  std::size_t count = 0;
  for (const auto& choices : {copy_formats(), copy_presets()})
    for (const auto& choice : choices) {
      names.insert(choice.name);
      ++count;
      for (const auto& copy : choice.copies) EXPECT_EQ(copy.name, choice.name);
    }
  EXPECT_EQ(names.size(), count);
  EXPECT_EQ(file_name(find_choice(copy_presets(), "tv-usb")->copies[0], "Salt", 2), "Salt.tv-usb.2.mp4");
}

TEST(Copies, AreCutWhereAFileWouldBecomeTooLarge) {
  const std::array<ChunkSize, 4> chunks{{{400, 96}, {400, 96}, {400, 96}, {100, 24}}};
  EXPECT_THAT(parts_of(chunks, 0, 2000), ElementsAre(Range{0, 4}));
  EXPECT_THAT(parts_of(chunks, 0, 1000), ElementsAre(Range{0, 2}, Range{2, 4}));
  EXPECT_THAT(parts_of(chunks, 312, 1000), ElementsAre(Range{0, 1}, Range{1, 2}, Range{2, 4}));  // 96 more in a chunk
  EXPECT_THAT(parts_of(chunks, 0, 10), ElementsAre(Range{0, 1}, Range{1, 2}, Range{2, 3}, Range{3, 4}));
}

TEST(Downmix, HasTheCoefficientsOfTheStandard) {
  EXPECT_THAT(mix_down(std::array{1'000, 2'000, 10'000, 99'999, 20'000, 30'000}, 6), ElementsAre(22'213, 30'284));
  EXPECT_THAT(mix_down(std::array{2'000'000'000, 0, 1'000'000'000, 0, 0, 0, 5, 5}, 8),
              ElementsAre(2147483647, 707106781));
}

TEST(BurntText, ChangesTheLowerPartAlone) {
  const std::array texts{CopySubtitles{{"kk", {{1'000, 2'000, {{{"Қыз"}}}, {}, 0}}},
                                       std::make_shared<const subtitles::Font>(subtitles::default_font())}};
  DisplayPicture display(grey_spec(), texts);
  const PictureKind kind{AV_PIX_FMT_YUV422P10LE, size, {BurntText::Kind::subtitles, "kk"}};
  const auto lines_that_differ = [&](std::int64_t frame) {
    display.take(grey_ramp(0), {0, 0});
    const auto without = display.picture(kind);
    display.take(grey_ramp(0), {frame, frame});
    const auto with = display.picture(kind);
    std::vector<int> lines;
    for (int y = 0; y < size.height; ++y)
      for (int plane = 0; plane < 3; ++plane)
        if (!std::equal(with->data[plane] + y * with->linesize[plane],
                        with->data[plane] + y * with->linesize[plane] + (plane > 0 ? size.width : 2 * size.width),
                        without->data[plane] + y * without->linesize[plane]))
          lines.push_back(y);
    return lines;
  };
  EXPECT_THAT(lines_that_differ(17), testing::IsEmpty());  // of 18 a second
  const auto lines = lines_that_differ(18);
  EXPECT_GT(lines.size(), 8U);
  EXPECT_THAT(lines,
              testing::Each(testing::AllOf(testing::Gt(size.height * 3 / 4), testing::Lt(size.height * 95 / 100))));
  EXPECT_THAT(lines_that_differ(36), testing::IsEmpty());
}

}  // namespace
}  // namespace tasma::codecs
