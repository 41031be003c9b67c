#include "codecs/ffv1.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <tuple>

#include "codecs/ffv1_record.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/noise.hpp"

namespace tasma::codecs {
namespace {

using test::noise;

StreamInfo stream_of(Size size, int planes, int depth) {
  StreamInfo stream;
  stream.size = size;
  stream.planes = planes;
  stream.depth = depth;
  stream.rate = {24, 1};
  return stream;
}

class EveryFormat : public testing::TestWithParam<std::tuple<int, int>> {};

TEST_P(EveryFormat, ComesBackSampleForSample) {
  const auto [planes, depth] = GetParam();
  for (const Size size : {Size{3, 3}, {3, 300}, {500, 3}, {5, 4}, {63, 65}, {131, 97}}) {
    const auto codec = make_ffv1(stream_of(size, planes, depth));
    const auto image = noise(size, planes, depth, 7);
    EXPECT_TRUE(same_samples(codec->decode(codec->encode(image, 0)), image)) << size.width << 'x' << size.height;
  }
}
INSTANTIATE_TEST_SUITE_P(Ffv1, EveryFormat,
                         testing::Values(std::tuple{1, 8}, std::tuple{1, 9}, std::tuple{1, 10}, std::tuple{1, 12},
                                         std::tuple{1, 16}, std::tuple{3, 8}, std::tuple{3, 10}, std::tuple{3, 12},
                                         std::tuple{3, 16}, std::tuple{4, 8}, std::tuple{4, 10}, std::tuple{4, 12},
                                         std::tuple{4, 16}));

TEST(Ffv1, RefusesDepthsItHasNoFormatFor) {
  for (const auto& [planes, depth] : {std::pair{1, 14}, {3, 9}, {3, 14}, {4, 14}, {2, 8}, {2, 16}}) {
    try {
      make_ffv1(stream_of({8, 8}, planes, depth));
      ADD_FAILURE() << planes << " planes of " << depth;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material);
    }
  }
}

TEST(Ffv1, RefusesPicturesTooSmallForItsSlices) {
  for (const Size size : {Size{1, 1}, {2, 7}, {7, 2}, {0, 4}})
    EXPECT_THROW(make_ffv1(stream_of(size, 1, 8)), Error) << size.width << 'x' << size.height;
}

TEST(Ffv1, RefusesAPictureOfAnotherShapeThanTheReel) {
  const auto codec = make_ffv1(stream_of({64, 64}, 3, 10));
  EXPECT_THROW(codec->encode(noise({64, 63}, 3, 10, 1), 0), Error);
  EXPECT_THROW(codec->encode(noise({64, 64}, 3, 12, 1), 0), Error);
}

TEST(Ffv1, PacketsDoNotDependOnTheContextThatCodedThem) {
  const Size size{160, 120};
  const auto stream = stream_of(size, 3, 10);
  constexpr int frames = 24;
  std::vector<std::vector<std::uint8_t>> alone;
  for (int i = 0; i < frames; ++i) alone.push_back(*make_ffv1(stream)->encode(noise(size, 3, 10, 100 + i), i).bytes);

  const auto shared = make_ffv1(stream);
  for (const int stride : {1, 5, 7, 23}) {
    std::vector<std::vector<std::uint8_t>> together(frames);
    std::vector<std::jthread> threads;
    for (int worker = 0; worker < 3; ++worker)
      threads.emplace_back([&, worker] {
        for (int i = worker; i < frames; i += 3) {
          const int at = (i * stride) % frames;  // stride has no divisor in common with 24
          together[at] = *shared->encode(noise(size, 3, 10, 100 + at), at).bytes;
        }
      });
    threads.clear();
    EXPECT_EQ(together, alone) << stride;
  }
}

/// A damaged packet is reported, or its picture is right all the same.
void expect_no_silent_damage(const FrameCodec& codec, std::vector<std::uint8_t> bytes, const Image& truth,
                             std::size_t at, std::size_t& reported) {
  CodedFrame damaged;
  damaged.bytes = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
  try {
    EXPECT_TRUE(same_samples(codec.decode(damaged), truth)) << at;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material);
    ++reported;
  }
}

TEST(Ffv1, EveryFlippedBitIsReported) {
  const Size size{70, 66};
  const auto codec = make_ffv1(stream_of(size, 3, 10));
  const auto truth = noise(size, 3, 10, 3);
  const auto sound = *codec->encode(truth, 0).bytes;
  std::size_t reported = 0, tried = 0;
  for (std::size_t bit = 0; bit < sound.size() * 8; bit += bit < sound.size() * 8 - 200 ? 13 : 1, ++tried) {
    auto bytes = sound;
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    expect_no_silent_damage(*codec, std::move(bytes), truth, bit, reported);
  }
  EXPECT_EQ(reported, tried);
  EXPECT_TRUE(same_samples(codec->decode(codec->encode(truth, 0)), truth));  // and it still works
}

TEST(Ffv1, EveryCutIsReported) {
  const Size size{64, 64};
  const auto codec = make_ffv1(stream_of(size, 1, 16));
  const auto truth = noise(size, 1, 16, 4);
  const auto sound = *codec->encode(truth, 0).bytes;
  std::size_t reported = 0, tried = 0;
  for (std::size_t length = 0; length < sound.size(); length += 7, ++tried) {
    expect_no_silent_damage(*codec, {sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(length)}, truth, length,
                            reported);
    expect_no_silent_damage(*codec, {sound.end() - static_cast<std::ptrdiff_t>(length), sound.end()}, truth, length,
                            reported);
  }
  EXPECT_EQ(reported, 2 * tried);
}

TEST(Ffv1, IsWhatTheDesignAsksFor) {
  const auto record_for = [](Size size, int depth = 10) {
    return parse_ffv1_record(ffv1_track(stream_of(size, 3, depth)).extradata);
  };
  const auto record = record_for({640, 480});
  ASSERT_TRUE(record);
  EXPECT_EQ(record->version, 3);
  EXPECT_EQ(record->micro_version, 4);
  EXPECT_GT(record->coder, 0);
  EXPECT_TRUE(record->rgb);
  EXPECT_EQ(record->bits, 10);
  EXPECT_FALSE(record->alpha);
  EXPECT_TRUE(record->checked);
  EXPECT_TRUE(record->intra);
  EXPECT_EQ(record->columns * record->rows, 16);
  EXPECT_EQ(record_for({4096, 3112})->rows, 8);
  EXPECT_EQ(record_for({63, 64})->rows, 2);
  EXPECT_EQ(record_for({16000, 12000}, 16)->rows, 9);  // of 16 slices each: at most 128 Mbit a slice
}

TEST(Ffv1, ADamagedConfigurationIsNotRead) {
  const auto sound = ffv1_track(stream_of({64, 64}, 4, 12)).extradata;
  EXPECT_TRUE(parse_ffv1_record(sound)->alpha);
  for (std::size_t bit = 0; bit < sound.size() * 8; ++bit) {
    auto bytes = sound;
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(parse_ffv1_record(bytes)) << bit;
  }
  for (std::size_t length = 0; length + 1 < sound.size(); ++length)  // the last byte may be filling
    EXPECT_FALSE(parse_ffv1_record(std::span(sound).first(length))) << length;
}

TEST(Ffv1, TheTrackCarriesTheTimecode) {
  auto stream = stream_of({64, 64}, 3, 10);
  stream.timecode = "01:00:00:00";
  const auto track = ffv1_track(stream);
  EXPECT_EQ(track.codec, "ffv1");
  EXPECT_EQ(track.stream, stream);
  EXPECT_EQ(track.tags, (std::vector<std::pair<std::string, std::string>>{{"TIMECODE", "01:00:00:00"}}));
}

}  // namespace
}  // namespace tasma::codecs
