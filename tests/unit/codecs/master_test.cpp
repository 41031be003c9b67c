#include "codecs/master.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "codecs/digest.hpp"
#include "codecs/ffv1.hpp"
#include "codecs/image_sequence.hpp"
#include "codecs/rawcooked.hpp"
#include "codecs/reel_json.hpp"
#include "codecs/remainder.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/dpx_writer.hpp"
#include "tests/support/noise.hpp"
#include "tests/support/shared.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs {
namespace {

namespace fs = std::filesystem;
using support::output_of;
using support::quoted;
using support::TemporaryFolder;
using test::noise;

constexpr Size size{48, 40};
constexpr int frames = 12;

Image picture(int position) { return noise(size, 3, 10, 900U + static_cast<unsigned>(position)); }

/// A scan of frames 86400, 86402...; the fourth was missing, the fifth damaged.
Inventory scan() {
  Inventory reel;
  reel.root = "/scans/reel";
  reel.name = "Джамиля R1";
  reel.said.rate = Rational{24000, 1001};
  reel.said.element = Element::negative;
  reel.said.picture = {PictureArea::Kind::given, {2, 3, {40, 30}}};
  reel.said.squeeze = Rational{2, 1};
  reel.said.gaps = Gaps::hold;
  reel.stream.size = size;
  reel.stream.planes = 3;
  reel.stream.depth = 10;
  reel.stream.rate = {24000, 1001};
  reel.stream.transfer = Transfer::cineon;
  reel.stream.timecode = "01:00:00:00";
  HeaderFacts header{"DPX", "10-bit RGB, filled A, big-endian", size, 3, 10, Transfer::cineon, {24, 1}, {1, 1}, {}};
  header.fields = {{"scanner", "Scanity"}, {"project", "line\nbreak \xff"}};
  const auto shared = std::make_shared<const HeaderFacts>(header);
  const auto twin = std::make_shared<const HeaderFacts>(header);
  for (int i = 0; i < frames; ++i)
    reel.frames.push_back({86400 + 2 * i,
                           "f \xd0\xff\n" + std::to_string(86400 + 2 * i) + ".dpx",
                           8192U + static_cast<unsigned>(i),
                           1'600'000'000'123'456'789 + i,
                           FrameState::whole,
                           "01:00:00:00",
                           "KK 11 1234",
                           {},
                           false,
                           i % 2 ? shared : twin});
  reel.frames[3] = {86406, "", 0, 0, FrameState::missing, "", "", {}, false, nullptr};
  reel.frames[4].state = FrameState::damaged;
  reel.frames[4].digest = sha256_of(std::span<const std::uint8_t>());
  reel.frames[4].kept_whole = true;
  reel.kept = {{KeptFile::Kind::sidecar, "notes \xd0.txt", 7, 1'600'000'000'000'000'001, reel.frames[4].digest},
               {KeptFile::Kind::folder, "sub", 0, -1, {}}};
  SoundInfo sound{"/scans/reel/mix \xff.wav", "pcm_s24le", 48000, 2, 24, 24024, 5, 6, {}};
  reel.sounds.push_back(sound);
  reel.sidecars = {"notes \xd0.txt"};
  reel.findings.push_back(
      {FindingCode::missing_frame, Severity::remark, "", 86406, Message("T2000", "frame {1}", {"a\\b"})});
  reel.newest_ns = 1'600'000'000'123'456'800;
  reel.digest = sha256_of(std::span<const std::uint8_t>());
  return reel;
}

void write_master(const fs::path& file, const std::optional<std::string>& json, int count = frames,
                  bool sound = false) {
  auto stream = scan().stream;
  const auto codec = make_ffv1(stream);
  std::vector<Track> tracks{ffv1_track(stream)};
  if (sound) tracks.push_back({Track::Kind::sound, "pcm_s24le", {}, {}, 48000, 2, 24, {}, {}, {}});
  ContainerFacts facts;
  if (json) facts.attachments.push_back({"tasma.json", "application/json", {json->begin(), json->end()}});
  MatroskaWriter writer(file, tracks, facts);
  for (int i = 0; i < count; ++i) {
    writer.write(0, codec->encode(picture(i), i));
    if (sound) {
      CodedFrame block;
      block.bytes = std::make_shared<const std::vector<std::uint8_t>>(2002 * 6);
      block.pts = block.dts = 2002 * i;
      block.duration = 2002;
      writer.write(1, block);
    }
  }
  writer.finish();
}

TEST(ReelJson, GivesBackTheInventory) {
  const auto reel = scan();
  const auto back = parse_reel_json(reel_json(reel));
  EXPECT_EQ(back.kind, Inventory::Kind::master);
  EXPECT_EQ(back.name, reel.name);
  EXPECT_EQ(back.said.rate, reel.said.rate);
  EXPECT_EQ(back.said.element, reel.said.element);
  EXPECT_EQ(back.said.picture.area, reel.said.picture.area);
  EXPECT_EQ(back.said.gaps, Gaps::hold);
  EXPECT_EQ(back.stream, reel.stream);
  ASSERT_EQ(back.frames.size(), reel.frames.size());
  for (std::size_t i = 0; i < back.frames.size(); ++i) {
    const auto &is = back.frames[i], &was = reel.frames[i];
    EXPECT_EQ(is.number, was.number);
    EXPECT_EQ(is.file, was.file);
    EXPECT_EQ(is.size, was.size);
    EXPECT_EQ(is.modified_ns, was.modified_ns);
    EXPECT_EQ(is.state, was.state);
    EXPECT_EQ(is.timecode, was.timecode);
    EXPECT_EQ(is.keycode, was.keycode);
    ASSERT_EQ(is.header == nullptr, was.header == nullptr);
    if (is.header) {
      EXPECT_EQ(*is.header, *was.header);
    }
  }
  EXPECT_EQ(back.frames[0].header, back.frames[1].header);  // equal headers once
  EXPECT_EQ(back.sounds[0].name, "mix \xff.wav");
  EXPECT_EQ(back.sidecars, reel.sidecars);
  EXPECT_EQ(back.frames[4].digest, reel.frames[4].digest);
  EXPECT_TRUE(back.frames[4].kept_whole);
  EXPECT_EQ(back.frames[0].digest, Sha256{});
  EXPECT_EQ(back.kept, reel.kept);
  ASSERT_EQ(back.findings.size(), 1U);
  EXPECT_EQ(back.findings[0].code, FindingCode::missing_frame);
  EXPECT_EQ(english(back.findings[0].message), "frame a\\b");
  EXPECT_EQ(back.newest_ns, reel.newest_ns);
  EXPECT_EQ(back.digest, reel.digest);
}

TEST(ReelJson, IsOneLineAndTheSameAgain) {
  const auto text = reel_json(scan());
  EXPECT_EQ(text.find('\n'), text.npos);
  EXPECT_EQ(reel_json(parse_reel_json(text)), text);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(ReelJson, LiesAreRefused) {
  const auto text = reel_json(scan());
  const std::vector<std::pair<std::string, std::string>> lies{
      {"tasma.reel/1", "tasma.reel/2"},
      {"\"width\":48", "\"width\":-48"},
      {"\"width\":48", "\"width\":4294967344"},
      {"\"width\":48", "\"width\":48.5"},
      {"\"planes\":3", "\"planes\":5"},
      {"\"depth\":10", "\"depth\":7"},
      {"[24000,1001]", "[24000,0]"},
      {"\"cineon\"", "\"polaroid\""},
      {"[86400,", "[18446744073709551615,"},
      {"[86400,", "[86402,"},
      {"[86400,\"f ", "[86400,\"../f "},
      {"[86400,\"f ", "[86400,\"/f "},
      {"[86400,\"f ", "[86400,\"\\\\x00f "},
      {"[86400,\"f ", "[86400,\"\\\\f "},
      {",8192,", ",-8192,"},
      {"\"notes ", "\"sub/../../notes "},
      {"\"headers\"", "\"heads\""},
      {"\"digest\":\"e", "\"digest\":\"g"},
      {"\"channels\":2", "\"channels\":0"},
      {"missing_frame", "missing_reel"},
      {"KK 11 1234\",0]", "KK 11 1234\",1]"},
      {"KK 11 1234\",0]", "KK 11 1234\",-2]"},
      {"KK 11 1234\",0]", "KK 11 1234\"]"},
  };
  for (const auto& [from, to] : lies) {
    try {
      parse_reel_json(replaced(text, from, to));
      ADD_FAILURE() << from << " -> " << to;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material);
    }
  }
}

TEST(ReelJson, NoCutTextIsReadAndNoFlipDoesHarm) {
  const auto text = reel_json(scan());
  for (std::size_t length = 0; length < text.size(); length += 3)
    EXPECT_THROW(parse_reel_json(std::string_view(text).substr(0, length)), Error) << length;
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const int mask : {1, 4, 32, 128}) {
      auto flipped = text;
      flipped[at] = static_cast<char>(flipped[at] ^ mask);
      try {
        reel_json(parse_reel_json(flipped));
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::material);
      }
    }
  }
}

TEST(Master, IsTheScanItWasMadeOf) {
  const TemporaryFolder folder;
  const auto file = folder / "reel \xd0.mkv";
  write_master(file, reel_json(scan()), frames, true);
  EXPECT_TRUE(is_master(file));
  const auto master = open_master(file, {});
  const auto& inventory = master->inventory();
  EXPECT_EQ(inventory.kind, Inventory::Kind::master);
  EXPECT_EQ(inventory.root, file);
  EXPECT_EQ(master->stream(), scan().stream);
  EXPECT_EQ(inventory.digest, scan().digest);
  EXPECT_EQ(reel_json(inventory), reel_json(scan()));  // so that what is made of either says the same
  for (int i = 0; i < frames; ++i) {
    const auto frame = master->read(i);
    EXPECT_EQ(frame.number, 86400 + 2 * i);
    EXPECT_EQ(frame.position, i);
    EXPECT_EQ(frame.state, scan().frames[static_cast<std::size_t>(i)].state);
    EXPECT_TRUE(same_samples(frame.pixels, picture(i)));
  }
  ASSERT_EQ(inventory.sounds.size(), 1U);
  EXPECT_EQ(inventory.sounds[0].file, file);
  EXPECT_EQ(inventory.sounds[0].codec, "pcm_s24le");
  EXPECT_EQ(inventory.sounds[0].samples, 12 * 2002);
}

TEST(Master, WhatIsSaidNowStandsOverWhatWasSaid) {
  const TemporaryFolder folder;
  write_master(folder / "m.mkv", reel_json(scan()));
  ScanFacts said;
  said.rate = Rational{18, 1};
  said.element = Element::print;
  said.transfer = Transfer::video;
  const auto master = open_master(folder / "m.mkv", said);
  EXPECT_EQ(master->stream().rate, (Rational{18, 1}));
  EXPECT_EQ(master->stream().transfer, Transfer::video);
  EXPECT_EQ(master->inventory().said.element, Element::print);
  EXPECT_EQ(master->inventory().said.squeeze, scan().said.squeeze);
  EXPECT_TRUE(same_samples(master->read(11).pixels, picture(11)));  // found by the file's own rate
}

TEST(Master, ThreadsReadInAnyOrder) {
  const TemporaryFolder folder;
  write_master(folder / "m.mkv", reel_json(scan()));
  const auto master = open_master(folder / "m.mkv", {});
  std::vector<std::jthread> threads;
  std::atomic<int> right = 0;
  for (const int stride : {1, 5, 7, 11})
    threads.emplace_back([&, stride] {
      for (int i = 0; i < 3 * frames; ++i) {
        const int at = i * stride % frames;
        right += same_samples(master->read(at).pixels, picture(at));
      }
    });
  threads.clear();
  EXPECT_EQ(right, 4 * 3 * frames);
}

TEST(Master, WithoutARecordFramesAreNumberedFromZero) {
  const TemporaryFolder folder;
  for (const int count : {1, 2, frames}) {
    const auto file = folder / "plain.mkv";
    write_master(file, std::nullopt, count, true);
    EXPECT_FALSE(is_master(file));  // nobody says what scan it was: a movie
    const auto master = open_master(file, {});
    ASSERT_EQ(master->inventory().frames.size(), static_cast<std::size_t>(count));
    EXPECT_EQ(master->numbers().back(), count - 1);
    EXPECT_EQ(master->stream().depth, 10);
    EXPECT_EQ(master->stream().rate, (Rational{24000, 1001}));
    EXPECT_NEAR(static_cast<double>(master->inventory().sounds.at(0).samples), 2002 * count, 48);  // a millisecond
    EXPECT_TRUE(same_samples(master->read(count - 1).pixels, picture(count - 1)));
  }
}

/// A folder of DPX frames 100-102, and a master as RAWcooked makes it: its data, attached or behind the Segment, no
/// record of ours.
void draw_scan_and_rawcooked(const TemporaryFolder& folder, const std::string& last_name, bool behind) {
  fs::create_directories(folder / "reel");
  std::ostringstream data(std::ios::binary);
  ReversibilityWriter writer(data, "RAWcooked", "25.12");
  writer.begin_frames();
  synthetic::DpxFlavour flavour;
  flavour.film_rate = 18;
  flavour.project = "Джамиля";
  flavour.padding_seed = 5;  // what fills the words is not zero
  const auto codec = make_ffv1(scan().stream);
  std::vector<CodedFrame> coded;
  for (int i = 0; i < 3; ++i) {
    flavour.timecode = 0x01000000U + static_cast<unsigned>(i);
    const auto file = synthetic::draw_dpx(flavour, picture(i));
    const auto name = i == 2 ? last_name : "a_" + std::to_string(100 + i) + ".dpx";
    synthetic::write_file(folder / "reel" / name, file);
    writer.add_frame({"reel/" + name, remainder_of_still(file).value(), md5_of(file), std::nullopt});
    coded.push_back(codec->encode(picture(i), i));
  }
  writer.finish();
  const auto text = data.str();
  const auto attachment = folder.write("data", text);
  ContainerFacts facts;
  if (behind) {
    facts.behind = folder / "behind";
    std::ofstream out(facts.behind, std::ios::binary);
    append_reversibility(InputFile(attachment), out);
  } else {
    facts.attachments.push_back({std::string(reversibility_name), "application/octet-stream", {}, attachment});
  }
  MatroskaWriter master(folder / "m.mkv", {ffv1_track(scan().stream)}, facts);
  for (const auto& frame : coded) master.write(0, frame);
  master.finish();
}

TEST(Master, OfRawcookedHasTheScansNamesNumbersAndHeaders) {
  for (const bool behind : {false, true}) {
    const TemporaryFolder folder;
    draw_scan_and_rawcooked(folder, "a_102.dpx", behind);
    ASSERT_TRUE(is_master(folder / "m.mkv"));
    const auto frames_alone = open_image_sequence(folder / "reel", {});
    const auto master = open_master(folder / "m.mkv", {});
    const auto &was = frames_alone->inventory(), &is = master->inventory();
    EXPECT_EQ(is.name, "reel");
    EXPECT_EQ(is.stream, was.stream);
    EXPECT_EQ(is.stream.rate, (Rational{18, 1}));
    EXPECT_EQ(is.stream.timecode, "01:00:00:00");
    ASSERT_EQ(is.frames.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(is.frames[i].number, 100 + static_cast<int>(i));
      EXPECT_EQ(is.frames[i].file, was.frames[i].file);
      EXPECT_EQ(is.frames[i].size, was.frames[i].size);
      EXPECT_EQ(is.frames[i].timecode, was.frames[i].timecode);
      EXPECT_EQ(is.frames[i].state, FrameState::whole);
      EXPECT_EQ(*is.frames[i].header, *was.frames[i].header);
      EXPECT_TRUE(same_samples(master->read(static_cast<int>(i)).pixels, picture(static_cast<int>(i))));
    }
    ScanFacts said;
    said.rate = Rational{16, 1};
    EXPECT_EQ(open_master(folder / "m.mkv", said)->stream().rate, (Rational{16, 1}));
  }
}

TEST(Master, NamesThatDoNotCountUpOrLeadElsewhereAreNotTaken) {
  for (const auto* name : {"a_099.dpx", "../reel/a_102.dpx", "none.dpx"}) {
    const TemporaryFolder folder;
    draw_scan_and_rawcooked(folder, name, false);
    EXPECT_EQ(open_master(folder / "m.mkv", {})->numbers().back(), 2) << name;
  }
}

TEST(Master, FilesOfFfmpegOpen) {
  const TemporaryFolder folder;
  const auto file = folder / "ffmpeg.mkv";
  for (const auto* format : {"gray", "gray10le", "bgr0", "gbrp10le", "gbrp12le", "gbrp16le", "bgra", "gbrap12le"}) {
    output_of(
        "ffmpeg -v error -y -f lavfi -i testsrc=size=128x96:rate=18:duration=1 -c:v ffv1 -level 3 -g 1 -slices 4 "
        "-slicecrc 1 -pix_fmt " +
        std::string(format) + " " + quoted(file));
    const auto master = open_master(file, {});
    ASSERT_EQ(master->inventory().frames.size(), 18U) << format;
    const auto sums = output_of("ffmpeg -v error -i " + quoted(file) + " -f framemd5 -");
    for (int i = 0; i < 18; ++i) EXPECT_NE(sums.find(hex(frame_md5(master->read(i).pixels))), sums.npos) << format << i;
  }
}

TEST(Master, ARecordThatDoesNotFitThePicturesIsRefused) {
  const TemporaryFolder folder;
  const auto file = folder / "m.mkv";
  write_master(file, reel_json(scan()), frames - 1);
  EXPECT_THROW(open_master(file, {}), Error);
  auto reel = scan();
  reel.stream.depth = 12;
  write_master(file, reel_json(reel));
  EXPECT_THROW(open_master(file, {}), Error);
  write_master(file, "{");
  EXPECT_THROW(open_master(file, {}), Error);
}

TEST(Master, ATimeBeyondReasonIsRefused) {
  const TemporaryFolder folder;
  const auto stream = scan().stream;
  MatroskaWriter writer(folder / "m.mkv", {ffv1_track(stream)});
  writer.write(0,
               make_ffv1(stream)->encode(picture(0), 1'000'000'000'000));  // memory for as many frames is not asked for
  writer.finish();
  EXPECT_THROW(open_master(folder / "m.mkv", {}), Error);
}

TEST(Master, AFlippedBitInAFrameIsReportedWithItsNumber) {
  const TemporaryFolder folder;
  const auto file = folder / "m.mkv";
  write_master(file, reel_json(scan()));
  const auto coded = make_ffv1(scan().stream)->encode(picture(7), 7).bytes;
  auto text = support::read_text(file);
  const auto at = text.find(std::string(coded->begin() + 100, coded->begin() + 200));
  ASSERT_NE(at, text.npos);
  text[at] = static_cast<char>(text[at] ^ 16);
  support::write_text(file, text);
  const auto master = open_master(file, {});
  EXPECT_TRUE(same_samples(master->read(6).pixels, picture(6)));
  try {
    master->read(7);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material);
    EXPECT_NE(std::string(error.what()).find("86414"), std::string::npos) << error.what();
  }
  EXPECT_TRUE(same_samples(master->read(8).pixels, picture(8)));
}

TEST(Master, OtherFilesAreNone) {
  const TemporaryFolder folder;
  EXPECT_FALSE(is_master(folder.write("text.mkv", "no Matroska")));
  EXPECT_FALSE(is_master(folder.write("empty.mkv", "")));
  EXPECT_FALSE(is_master(folder.path()));
  EXPECT_THROW(open_master(folder / "text.mkv", {}), Error);
  EXPECT_THROW(open_master(folder / "absent.mkv", {}), Error);
}

TEST(Master, RealFilesOpenOrAreRefusedWithAReason) {
  const auto files = support::shared_files("testdata");
  if (files.empty()) GTEST_SKIP() << "no shared material";
  for (const auto& file : files) {
    if (file.extension() != ".mkv") continue;
    try {
      const auto master = open_master(file, {});
      master->read(std::ssize(master->inventory().frames) - 1);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material) << file << ": " << error.what();
    }
  }
}

}  // namespace
}  // namespace tasma::codecs
