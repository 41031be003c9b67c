#include "codecs/matroska.hpp"
#include "codecs/matroska_attachments.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "codecs/digest.hpp"
#include "codecs/ebml.hpp"
#include "codecs/ffv1.hpp"
#include "codecs/segment_info.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/scan.hpp"
#include "tests/support/noise.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs {
namespace {

using support::output_of;
using support::quoted;
using support::read_text;
using support::TemporaryFolder;
using test::noise;
using testing::Test;
namespace fs = std::filesystem;

StreamInfo stream_of(Size size, int planes, int depth, Rational rate) {
  StreamInfo stream;
  stream.size = size;
  stream.planes = planes;
  stream.depth = depth;
  stream.rate = rate;
  stream.timecode = "01:02:03:04";
  return stream;
}

/// 48 kHz, mono, 16 bits; a packet is a twenty-fourth of a second.
Track sound_track() {
  Track track;
  track.kind = Track::Kind::sound;
  track.codec = "pcm_s16le";
  track.rate = 48000;
  track.channels = 1;
  track.bits = 16;
  track.name = "Mix";
  track.language = "kir";
  return track;
}

CodedFrame sound_packet(std::int64_t index) {
  CodedFrame frame;
  std::vector<std::uint8_t> bytes(4000);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(i * 7 + static_cast<std::size_t>(index));
  frame.bytes = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
  frame.pts = frame.dts = index * 2000;
  frame.duration = 2000;
  return frame;
}

ContainerFacts facts() {
  ContainerFacts facts;
  facts.title = "Кыз куумай, reel 3";
  facts.date_s = 1'600'000'000;  // 2020-09-13 12:26:40 UTC
  facts.uid = uuid5("matroska_test");
  facts.tags = {{"TASMA_REEL", "KZF-0413.R3"}};
  facts.attachments = {{"tasma.json", "application/json", {'{', '}'}},
                       {"profile.icc", "application/vnd.iccprofile", {1, 2, 3}}};
  return facts;
}

void write_master(const fs::path& file, const StreamInfo& stream, int frames, const ContainerFacts& about = facts()) {
  const auto codec = make_ffv1(stream);
  MatroskaWriter writer(file, {ffv1_track(stream), sound_track()}, about);
  for (int i = 0; i < frames; ++i) {
    writer.write(0, codec->encode(noise(stream.size, stream.planes, stream.depth, 50U + static_cast<unsigned>(i)), i));
    writer.write(1, sound_packet(i));
  }
  writer.finish();
}

TEST(Matroska, GivesBackWhatWasWritten) {
  const TemporaryFolder folder;
  const auto file = folder / "reel \xd0\xba: 3\n.mkv";
  auto stream = stream_of({96, 64}, 3, 10, {24, 1});
  stream.pixel_aspect = {2, 1};
  stream.transfer = Transfer::linear;
  write_master(file, stream, 5);

  MatroskaReader reader(file);
  ASSERT_EQ(reader.tracks().size(), 2U);
  EXPECT_EQ(reader.tracks()[0], ffv1_track(stream));
  EXPECT_EQ(reader.tracks()[1], sound_track());
  EXPECT_EQ(reader.tags(), facts().tags);
  EXPECT_NEAR(reader.duration_s(), 5 / 24.0, 0.002);
  const InputFile input(file);
  const MatroskaOutline outline(input);
  ASSERT_EQ(outline.attached().size(), 2U);
  EXPECT_EQ(outline.attached()[0].name, "tasma.json");
  EXPECT_EQ(outline.attached()[0].media_type, "application/json");
  std::vector<std::uint8_t> content;
  read_range(input, outline.attached()[1].content,
             [&](auto bytes) { content.insert(content.end(), bytes.begin(), bytes.end()); });
  EXPECT_EQ(content, (std::vector<std::uint8_t>{1, 2, 3}));

  const auto codec = make_ffv1(stream);
  int pictures = 0, sounds = 0;
  while (const auto packet = reader.next()) {
    if (packet->track == 0) {
      EXPECT_EQ(packet->frame.pts, pictures);
      EXPECT_TRUE(packet->frame.key);
      EXPECT_TRUE(
          same_samples(codec->decode(packet->frame), noise({96, 64}, 3, 10, 50U + static_cast<unsigned>(pictures++))));
    } else {
      EXPECT_EQ(packet->frame.pts, sounds * 2000);
      EXPECT_EQ(packet->frame.duration, 2000);
      EXPECT_EQ(*packet->frame.bytes, *sound_packet(sounds++).bytes);
    }
  }
  EXPECT_EQ(pictures, 5);
  EXPECT_EQ(sounds, 5);
}

TEST(Matroska, TheSameCallsGiveTheSameBytes) {
  const TemporaryFolder folder;
  const auto stream = stream_of({96, 64}, 3, 10, {24, 1});
  write_master(folder / "a.mkv", stream, 4);
  write_master(folder / "b.mkv", stream, 4);
  EXPECT_EQ(read_text(folder / "a.mkv"), read_text(folder / "b.mkv"));
}

TEST(Matroska, TellsReadersWhoAndWhatItIs) {
  const TemporaryFolder folder;
  const auto file = folder / "m.mkv";
  write_master(file, stream_of({96, 64}, 3, 10, {24, 1}), 4);

  const auto info = read_segment_info(file);
  EXPECT_EQ(info.uid, facts().uid);
  EXPECT_EQ(info.title, facts().title);
  EXPECT_EQ(info.date_s, facts().date_s);
  EXPECT_EQ(info.writing_app, "tasma 0.1.0");

  const auto probed = output_of("ffprobe -v error -show_format -show_streams " + quoted(file) + " 2>&1");
  for (const auto* said :
       {"TAG:title=Кыз куумай, reel 3", "TAG:creation_time=2020-09-13T12:26:40", "TAG:TIMECODE=01:02:03:04",
        "TAG:TASMA_REEL=KZF-0413.R3", "pix_fmt=gbrp10le", "color_range=pc", "field_order=progressive",
        "r_frame_rate=24/1", "sample_aspect_ratio=1:1", "codec_name=ffv1", "TAG:filename=tasma.json"})
    EXPECT_NE(probed.find(said), probed.npos) << said << '\n' << probed;
}

/// Runs a program that may not be installed.
bool is_installed(const std::string& program) {
  return std::system(("command -v " + program + " > /dev/null").c_str()) == 0;
}

TEST(Matroska, MediainfoShowsTheSegmentUuid) {
  if (!is_installed("mediainfo")) GTEST_SKIP() << "mediainfo is not installed";
  const TemporaryFolder folder;
  const auto file = folder / "m.mkv";
  auto about = facts();
  about.uid = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2};  // 258
  write_master(file, stream_of({96, 64}, 3, 10, {24, 1}), 4, about);
  const auto shown = output_of("mediainfo --Inform='General;%UniqueID%|%Format%|%Format_Version%' " + quoted(file));
  EXPECT_EQ(shown, "258|Matroska|Version 4\n");
}

TEST(Matroska, MediaconchFindsNothingWrong) {
  if (!is_installed("mediaconch")) GTEST_SKIP() << "mediaconch is not installed";
  const TemporaryFolder folder;
  const auto file = folder / "m.mkv";
  write_master(file, stream_of({96, 64}, 3, 10, {24, 1}), 4);
  const auto report = output_of("mediaconch -mc -fx " + quoted(file));
  EXPECT_NE(report.find("outcome=\"pass\""), report.npos);
  EXPECT_EQ(report.find("outcome=\"fail\""), report.npos) << report;
}

/// The elements that `bytes` consist of.
std::vector<EbmlChild> elements_of(std::span<const std::uint8_t> bytes) {
  const auto children = ebml_children(bytes);
  EXPECT_TRUE(children);
  return children.value_or(std::vector<EbmlChild>());
}

TEST(Matroska, EveryElementOfTheSegmentHasItsCrc) {
  const TemporaryFolder folder;
  const auto file = folder / "m.mkv";
  write_master(file, stream_of({96, 64}, 3, 10, {24, 1}), 4);
  const auto text = read_text(file);
  const auto whole = elements_of({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  ASSERT_EQ(whole.size(), 2U);
  std::map<std::uint32_t, int> found;
  for (const auto& element : elements_of(whole[1].data)) {
    const auto id = static_cast<std::uint32_t>(element.id);
    ++found[id];
    if (element.id != EbmlId::filler) {
      EXPECT_EQ(ebml_crc_holds(element.data), true) << std::hex << id;
    }
  }
  for (const std::uint32_t id : {0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1254C367, 0x1941A469, 0x1F43B675, 0x1C53BB6B})
    EXPECT_GE(found[id], 1) << std::hex << id;  // SeekHead, Info, Tracks, Tags, Attachments, Cluster, Cues
}

TEST(Matroska, EveryFrameCanBeSought) {
  const TemporaryFolder folder;
  const auto file = folder / "m.mkv";
  write_master(file, stream_of({96, 64}, 3, 10, {24, 1}), 40);
  const auto text = read_text(file);
  const auto whole = elements_of({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  ASSERT_EQ(whole.size(), 2U);
  const auto segment = elements_of(whole[1].data);
  const auto cues = std::ranges::find(segment, static_cast<EbmlId>(0x1C53BB6B), &EbmlChild::id);
  ASSERT_NE(cues, segment.end());
  EXPECT_EQ(elements_of(cues->data).size(), 1U + 40U);  // a CRC-32, a CuePoint a frame
}

TEST(Matroska, PositionsSurviveMillisecondsAtEveryRate) {
  const TemporaryFolder folder;
  for (const Rational rate :
       {Rational{24000, 1001}, {18, 1}, {50, 3}, {16, 1}, {24, 1}, {60000, 1001}, {48000, 1001}, {120, 1}}) {
    auto stream = stream_of({3, 3}, 1, 8, rate);
    const auto file = folder / "r.mkv";
    const auto codec = make_ffv1(stream);
    MatroskaWriter writer(file, {ffv1_track(stream)});
    const auto coded = codec->encode(noise({3, 3}, 1, 8, 1), 0);
    for (int i = 0; i < 1000; ++i) {
      auto frame = coded;
      frame.pts = frame.dts = i;
      writer.write(0, frame);
    }
    writer.finish();

    MatroskaReader reader(file);
    EXPECT_EQ(reader.tracks()[0].stream.rate, rate) << to_string(rate);
    for (int i = 0; i < 1000; ++i) ASSERT_EQ(reader.next().value().frame.pts, i) << to_string(rate);
    EXPECT_FALSE(reader.next());
    for (const int at : {999, 0, 500, 501, 37}) {
      reader.seek(0, at);
      EXPECT_EQ(reader.next().value().frame.pts, at) << to_string(rate);
    }
    reader.seek(0, 1000);
    EXPECT_THROW(reader.next(), Error);
  }
}

TEST(Matroska, AFileThatEndsEarlyIsRefused) {
  const TemporaryFolder folder;
  const auto file = folder / "m.mkv";
  write_master(file, stream_of({96, 64}, 3, 10, {24, 1}), 4);
  const auto whole = read_text(file);
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{3}, std::size_t{100}, std::size_t{400}, whole.size() / 2, whole.size() - 1}) {
    support::write_text(file, whole.substr(0, length));
    try {
      MatroskaReader reader(file);
      ADD_FAILURE() << length;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material);
    }
  }
}

/// Reads everything; how a file that was tampered with ends must be an Error, or not be noticed in its packets.
void read_whole(const fs::path& file) {
  try {
    MatroskaReader reader(file);
    while (reader.next()) {
    }
    if (!reader.tracks().empty()) reader.end_of(0);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material) << error.what();
  }
}

TEST(Matroska, NoLieDoesHarm) {
  const TemporaryFolder folder;
  const auto file = folder / "m.mkv";
  write_master(file, stream_of({16, 16}, 1, 8, {24, 1}), 3);
  const auto whole = read_text(file);
  std::uint32_t state = 1;
  const auto random = [&](std::size_t below) { return (state = state * 1664525U + 1013904223U) % below; };
  for (int trial = 0; trial < 600; ++trial) {
    auto lie = whole;
    for (int change = 0; change < 1 + trial % 3; ++change)  // most of what is not samples stands in front
      lie[random(trial % 2 ? lie.size() : 1200)] = static_cast<char>(trial % 5 ? random(256) : 0xFF);
    support::write_text(file, lie);
    read_whole(file);
  }
}

TEST(Matroska, AMissingFrameIsReported) {
  const TemporaryFolder folder;
  const auto file = folder / "m.mkv";
  const auto stream = stream_of({32, 32}, 1, 8, {24, 1});
  const auto codec = make_ffv1(stream);
  MatroskaWriter writer(file, {ffv1_track(stream)});
  for (const int at : {0, 1, 3}) writer.write(0, codec->encode(noise({32, 32}, 1, 8, 1), at));
  writer.finish();
  MatroskaReader reader(file);
  reader.next();
  reader.next();
  EXPECT_THROW(reader.next(), Error);
  reader.seek(0, 2);
  EXPECT_THROW(reader.next(), Error);
  reader.seek(0, 3);
  EXPECT_EQ(reader.next().value().frame.pts, 3);
}

TEST(Matroska, AFullDiskIsAnError) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  const auto stream = stream_of({640, 480}, 3, 16, {24, 1});
  try {
    write_master("/dev/full", stream, 2);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::io) << error.what();
  }
}

TEST(Matroska, TooManyAttachmentsAreRefused) {
  const TemporaryFolder folder;
  auto about = facts();
  about.attachments.push_back({"big", "application/octet-stream", std::vector<std::uint8_t>(std::size_t{257} << 20)});
  EXPECT_THROW(write_master(folder / "m.mkv", stream_of({32, 32}, 1, 8, {24, 1}), 1, about), Error);
}

TEST(Matroska, FfmpegDecodesTheSameFrames) {
  const TemporaryFolder folder;
  const auto file = folder / "m.mkv";
  for (const auto& [planes, depth] : {std::pair{1, 8},
                                      {1, 9},
                                      {1, 10},
                                      {1, 12},
                                      {1, 16},
                                      {3, 8},
                                      {3, 10},
                                      {3, 12},
                                      {3, 16},
                                      {4, 8},
                                      {4, 10},
                                      {4, 12},
                                      {4, 16}}) {
    write_master(file, stream_of({70, 40}, planes, depth, {24, 1}), 2);
    const auto sums = output_of("ffmpeg -v error -i " + quoted(file) + " -map 0:v -f framemd5 -");
    for (unsigned i = 0; i < 2; ++i)
      EXPECT_NE(sums.find(hex(frame_md5(noise({70, 40}, planes, depth, 50U + i)))), sums.npos)
          << planes << ' ' << depth << '\n'
          << sums;
  }
}

}  // namespace
}  // namespace tasma::codecs
