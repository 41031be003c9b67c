#include "codecs/subtitles/mov_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codecs/libav.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs::subtitles {
namespace {

constexpr Size picture{1920, 1080};
using Bytes = std::vector<std::uint8_t>;

/// The text of a sample: 16 bits of its length, then UTF-8.
std::string text_of(const TimedPacket& packet) {
  const auto length = static_cast<std::size_t>(packet.bytes.at(0) << 8 | packet.bytes.at(1));
  EXPECT_LE(length + 2, packet.bytes.size());
  return {packet.bytes.begin() + 2, packet.bytes.begin() + 2 + static_cast<std::ptrdiff_t>(length)};
}

/// "0+5000 text" of each sample.
std::vector<std::string> story(const Subtitles& subtitles, std::int64_t film_ms) {
  std::vector<std::string> samples;
  for (const auto& packet : encode_mov_text(subtitles, picture, film_ms).packets)
    samples.push_back(std::to_string(packet.begin_ms) + '+' + std::to_string(packet.duration_ms) + ' ' +
                      text_of(packet));
  return samples;
}

Cue cue(std::int64_t begin_ms, std::int64_t end_ms, const std::string& text) {
  return {begin_ms, end_ms, {{{text}}}, {}, 0};
}

TEST(MovText, SamplesFollowEachOtherWithoutAGap) {
  EXPECT_THAT(story({"kk", {cue(5'000, 6'000, "бір"), cue(6'000, 7'000, "екі")}}, 10'000),
              testing::ElementsAre("0+5000 ", "5000+1000 бір", "6000+1000 екі", "7000+3000 "));
  EXPECT_THAT(story({"kk", {cue(0, 1'000, "a")}}, 1'000), testing::ElementsAre("0+1000 a"));
  EXPECT_THAT(story({"kk", {}}, 1'000), testing::ElementsAre("0+1000 "));
}

TEST(MovText, CuesAtOneTimeAreOneSample) {
  EXPECT_THAT(story({"kk", {cue(0, 3'000, "a"), cue(1'000, 2'000, "b")}}, 3'000),
              testing::ElementsAre("0+1000 a", "1000+1000 a\nb", "2000+1000 a"));
}

TEST(MovText, TextIsWhatItWasAndLooksStandBesideIt) {
  const Subtitles subtitles{"ky", {{0, 1'000, {{{"ө {\\i1} \\N "}, {"ң", true}}, {{"ү", false, true}}}, {}, 0}}};
  const auto packet = encode_mov_text(subtitles, picture, 1'000).packets.at(0);
  EXPECT_EQ(text_of(packet), "ө {\u2060\\\u2060i1} \u2060\\\u2060N ң\nү");  // word joiners
  // A "styl" box (3GPP TS 26.245, 5.17.1.1) of two records: characters from, to, font, face (1 bold, 2 italic)...
  const Bytes styles(packet.bytes.begin() + 2 + static_cast<std::ptrdiff_t>(text_of(packet).size()),
                     packet.bytes.end());
  ASSERT_EQ(styles.size(), 34u);
  EXPECT_EQ(std::string(styles.begin() + 4, styles.begin() + 8), "styl");
  const auto record = [&](std::ptrdiff_t at) { return Bytes(styles.begin() + at, styles.begin() + at + 7); };
  EXPECT_EQ(record(10), (Bytes{0, 15, 0, 17, 0, 1, 2}));
  EXPECT_EQ(record(22), (Bytes{0, 17, 0, 18, 0, 1, 1}));
}

TEST(MovText, OtherProgramsReadItFromAnMp4) {
  const support::TemporaryFolder folder;
  const auto file = folder / "a.mp4";
  const auto track = encode_mov_text({"kk", {cue(5'000, 6'000, "бір"), cue(6'500, 7'042, "екі")}}, picture, 10'000);
  auto muxer = open_muxer(file, "mp4");
  auto* const stream = av_made(avformat_new_stream(muxer.get(), nullptr));
  stream->time_base = {1, 1000};
  stream->codecpar->codec_type = AVMEDIA_TYPE_SUBTITLE;
  stream->codecpar->codec_id = AV_CODEC_ID_MOV_TEXT;
  set_extradata(stream->codecpar->extradata, stream->codecpar->extradata_size, track.description);
  av_dict_set(&stream->metadata, "language", mov_language("kk").c_str(), 0);
  av_check(avformat_write_header(muxer.get(), nullptr), file, "writing");
  for (const auto& [begin_ms, duration_ms, bytes] : track.packets) {
    const auto packet = make_packet(bytes);
    packet->pts = packet->dts = begin_ms;
    packet->duration = duration_ms;
    av_packet_rescale_ts(packet.get(), {1, 1000}, stream->time_base);
    av_check(av_interleaved_write_frame(muxer.get(), packet.get()), file, "writing");
  }
  av_check(av_write_trailer(muxer.get()), file, "writing");
  close_muxer(muxer, file);

  EXPECT_EQ(support::output_of("timeout 60 ffmpeg -v error -i " + support::quoted(file) + " -f webvtt -"),
            "WEBVTT\n\n00:05.000 --> 00:06.000\nбір\n\n00:06.500 --> 00:07.042\nекі\n");
  EXPECT_EQ(support::output_of("timeout 60 ffprobe -v error -show_entries stream_tags=language:stream=duration -of "
                               "csv=p=0 " +
                               support::quoted(file)),
            "10.000000,kaz\n");
}

TEST(MovText, TheSameSubtitlesGiveTheSameBytes) {
  const Subtitles subtitles{"kk", {cue(5'000, 6'000, "бір"), cue(6'000, 7'000, "екі")}};
  const auto once = encode_mov_text(subtitles, picture, 9'000), again = encode_mov_text(subtitles, picture, 9'000);
  EXPECT_EQ(once.description, again.description);
  EXPECT_GT(once.description.size(), 40u);
  ASSERT_EQ(once.packets.size(), again.packets.size());
  for (std::size_t i = 0; i < once.packets.size(); ++i) EXPECT_EQ(once.packets[i].bytes, again.packets[i].bytes);
}

TEST(MovText, CuesThatDoNotFitAreRefused) {
  for (const auto& bad : {cue(-1, 1'000, "a"), cue(1'000, 1'000, "a"), cue(0, 2'001, "a")})
    EXPECT_THROW(encode_mov_text({"kk", {bad}}, picture, 2'000), Error);
  EXPECT_THROW(encode_mov_text({"kk", std::vector<Cue>(20, cue(0, 1'000, std::string(4'000, 'a')))}, picture, 2'000),
               Error);
}

TEST(MovText, LanguagesAreNamedAsMp4NamesThem) {
  for (const auto& [tag, code] :
       {std::pair{"kk", "kaz"}, {"uz-Cyrl", "uzb"}, {"kaz", "kaz"}, {"xx", "und"}, {"", "und"}})
    EXPECT_EQ(mov_language(tag), code);
}

}  // namespace
}  // namespace tasma::codecs::subtitles
