#include "codecs/image_sequence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>

#include "codecs/digest.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/dpx_writer.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tiff_writer.hpp"
#include "tests/support/wave_writer.hpp"

namespace tasma::codecs {
namespace {

namespace fs = std::filesystem;
using synthetic::Bytes;
using synthetic::DpxFlavour;
using synthetic::draw_dpx;
using synthetic::noise;
using synthetic::TiffWriter;
using synthetic::WaveWriter;
using synthetic::write_file;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A folder of DPX frames, each another picture; some are then spoilt by the test.
class Reel : public testing::Test {
 protected:
  static Image picture(int number) { return noise({16, 12}, 3, 10, static_cast<std::uint32_t>(number)); }
  static std::string name(int number) { return "reel_" + std::to_string(1000 + number) + ".dpx"; }

  void draw(int count, const DpxFlavour& flavour = {}) {
    for (int number = 1; number <= count; ++number)
      write_file(folder_ / name(number), draw_dpx(flavour, picture(number)));
  }
  std::unique_ptr<Scan> open() const { return open_image_sequence(folder_.path(), said_); }

  /// Findings but for the rate's and litter's notes.
  std::vector<Finding> problems() const {
    auto findings = open()->inventory().findings;
    std::erase_if(findings, [](const Finding& finding) { return finding.severity == Severity::note; });
    return findings;
  }

  support::TemporaryFolder folder_;
  ScanFacts said_;
};

MATCHER_P3(Says, code, severity, frame, "") {
  return arg.code == code && arg.severity == severity && arg.frame == std::optional<std::int64_t>(frame);
}

TEST_F(Reel, GivesEveryFrameWithItsNumberAndTheDigestOfItsFile) {
  draw(5);
  const auto scan = open();
  const auto& inventory = scan->inventory();
  EXPECT_EQ(scan->stream().size, (Size{16, 12}));
  EXPECT_EQ(scan->stream().planes, 3);
  EXPECT_EQ(scan->stream().depth, 10);
  EXPECT_EQ(scan->stream().rate, (Rational{24, 1}));
  EXPECT_EQ(scan->stream().transfer, Transfer::cineon);
  EXPECT_EQ(inventory.name, folder_.path().filename());
  EXPECT_EQ(scan->numbers().size(), 5U);
  for (std::int64_t position = 4; position >= 0; --position) {
    const auto frame = scan->read(position);
    EXPECT_EQ(frame.number, 1001 + position);
    EXPECT_EQ(frame.state, FrameState::whole);
    EXPECT_TRUE(same_samples(frame.pixels, picture(static_cast<int>(position) + 1)));
    EXPECT_EQ(frame.file_digest, sha256_of(folder_ / name(static_cast<int>(position) + 1)));
  }
  EXPECT_THAT(changes_since(inventory), IsEmpty());
}

TEST_F(Reel, OfTiffOpensToo) {
  const auto picture = synthetic::test_picture({20, 10}, 1, 16);
  for (const auto* file : {"s0001.tif", "s0002.TIF"}) write_file(folder_ / file, TiffWriter().write(picture));
  const auto scan = open();
  EXPECT_EQ(scan->numbers().size(), 2U);
  EXPECT_TRUE(same_samples(scan->read(1).pixels, picture));
  EXPECT_EQ(scan->inventory().frames[0].header, scan->inventory().frames[1].header) << "one value serves both";
}

TEST_F(Reel, FieldsThatDifferByFrameStandAsTheFirstAndTheLast) {
  for (int number = 1; number <= 3; ++number) {
    DpxFlavour flavour;
    flavour.created = "2024:05:06:07:08:0" + std::to_string(number);
    write_file(folder_ / name(number), draw_dpx(flavour, picture(number)));
  }
  const auto scan = open();
  const auto& frames = scan->inventory().frames;
  EXPECT_EQ(frames[0].header, frames[2].header);
  EXPECT_THAT(frames[0].header->fields,
              testing::Contains(testing::Pair("creation time", "2024:05:06:07:08:01 ... 2024:05:06:07:08:03")));
}

TEST_F(Reel, missing_frame) {
  draw(6);
  fs::remove(folder_ / name(3));
  fs::remove(folder_ / name(4));
  EXPECT_THAT(problems(), ElementsAre(Says(FindingCode::missing_frame, Severity::refusal, 1003)));
  said_.gaps = Gaps::hold;
  const auto held = open();
  EXPECT_EQ(held->numbers().size(), 6U);
  const auto stand_in = held->read(3);
  EXPECT_EQ(stand_in.state, FrameState::missing);
  EXPECT_EQ(stand_in.number, 1004);
  EXPECT_EQ(stand_in.file_digest, Sha256{});
  EXPECT_TRUE(same_samples(stand_in.pixels, picture(2))) << "the nearest frame before";
  said_.gaps = Gaps::close;
  EXPECT_EQ(open()->read(2).number, 1005);
}

TEST_F(Reel, empty_file) {
  draw(3);
  support::write_text(folder_ / name(1), "");
  EXPECT_THAT(problems(), ElementsAre(Says(FindingCode::empty_file, Severity::remark, 1001)));
  const auto frame = open()->read(0);
  EXPECT_EQ(frame.state, FrameState::damaged);
  EXPECT_TRUE(same_samples(frame.pixels, picture(2))) << "none before, so the next";
  EXPECT_EQ(frame.file_digest, sha256_of(folder_ / name(1)));
  said_.damaged = Damaged::fail;
  EXPECT_THAT(problems(), ElementsAre(Says(FindingCode::empty_file, Severity::refusal, 1001)));
}

TEST_F(Reel, missing_bytes) {
  draw(3);
  fs::resize_file(folder_ / name(2), 2100);
  EXPECT_THAT(problems(), ElementsAre(Says(FindingCode::missing_bytes, Severity::remark, 1002)));
  EXPECT_TRUE(same_samples(open()->read(1).pixels, picture(1)));
}

TEST_F(Reel, invalid_header) {
  draw(3);
  support::write_text(folder_ / name(2), "this is no picture at all");
  EXPECT_THAT(problems(), ElementsAre(Says(FindingCode::invalid_header, Severity::remark, 1002)));
  for (int number : {1, 3}) support::write_text(folder_ / name(number), "nor this");
  EXPECT_EQ(exit_code_of(problems()), ExitCode::material) << "no frame can be read";
  EXPECT_THROW(open()->read(0), Error);
}

TEST_F(Reel, unexpected_size) {
  draw(4);
  write_file(folder_ / name(2), draw_dpx({}, noise({18, 12}, 3, 10, 1)));
  EXPECT_THAT(problems(), ElementsAre(Says(FindingCode::unexpected_size, Severity::refusal, 1002)));
}

TEST_F(Reel, unexpected_depth) {
  draw(4);
  write_file(folder_ / name(4), draw_dpx({}, noise({16, 12}, 3, 16, 1)));
  EXPECT_THAT(problems(), ElementsAre(Says(FindingCode::unexpected_depth, Severity::refusal, 1004)));
}

TEST_F(Reel, unexpected_layout) {
  draw(4);
  write_file(folder_ / name(3), draw_dpx({}, noise({16, 12}, 1, 10, 1)));
  EXPECT_THAT(problems(), ElementsAre(Says(FindingCode::unexpected_layout, Severity::refusal, 1003)));
  DpxFlavour turned;
  turned.big_endian = false;
  write_file(folder_ / name(3), draw_dpx(turned, picture(3)));
  EXPECT_THAT(problems(), ElementsAre(Says(FindingCode::unexpected_layout, Severity::remark, 1003)));
  EXPECT_TRUE(same_samples(open()->read(2).pixels, picture(3)));
}

TEST_F(Reel, unexpected_flavour) {
  using namespace std::string_literals;
  for (const auto* file : {"a_1.exr", "a_2.exr"})
    support::write_text(folder_ / file, "\x76\x2F\x31\x01\x02\x08\0\0\0"s);  // deep, and no attributes
  const auto found = problems();
  ASSERT_FALSE(found.empty());
  EXPECT_THAT(found[0], Says(FindingCode::unexpected_flavour, Severity::refusal, 1));
  EXPECT_THAT(english(found[0].message), HasSubstr("OpenEXR"));
}

TEST_F(Reel, unexpected_file) {
  draw(2);
  fs::create_directory(folder_ / "@eaDir");
  support::write_text(folder_ / "Thumbs.db", "x");
  support::write_text(folder_ / "._reel_1001.dpx", "x");
  support::write_text(folder_ / "scan log.txt", "x");
  mkfifo((folder_ / "reel_1003.dpx").c_str(), 0600);
  fs::create_symlink("nowhere", folder_ / "reel_1004.dpx");
  const auto scan = open();
  EXPECT_EQ(scan->numbers().size(), 2U) << "and a FIFO is not waited for";
  EXPECT_EQ(std::ranges::count(scan->inventory().findings, FindingCode::unexpected_file, &Finding::code), 5);
  EXPECT_THAT(scan->inventory().sidecars, ElementsAre("._reel_1001.dpx", "@eaDir", "Thumbs.db", "scan log.txt"));
}

TEST_F(Reel, LinksToFilesAreFrames) {
  draw(2);
  fs::create_directory(folder_ / "elsewhere");
  fs::rename(folder_ / name(2), folder_ / "elsewhere/x");
  fs::create_symlink("elsewhere/x", folder_ / name(2));
  EXPECT_TRUE(same_samples(open()->read(1).pixels, picture(2)));
}

TEST_F(Reel, unexpected_change) {
  draw(3);
  const auto scan = open();
  write_file(folder_ / name(2), draw_dpx({}, picture(9)));
  fs::last_write_time(folder_ / name(2), fs::file_time_type::clock::now() + std::chrono::seconds(5));
  EXPECT_THAT(changes_since(scan->inventory()),
              ElementsAre(Says(FindingCode::unexpected_change, Severity::refusal, 1002)));
  EXPECT_TRUE(same_samples(scan->read(0).pixels, picture(1)));
  try {
    scan->read(1);
    FAIL() << "the changed frame was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material);
    EXPECT_THAT(error.what(), HasSubstr(name(2) + " (frame 1002)"));
  }
}

TEST_F(Reel, TellsWhatCameAndWent) {
  draw(3);
  support::write_text(folder_ / "log.txt", "x");
  const auto scan = open();
  support::write_text(folder_ / "Thumbs.db", "litter comes and goes");
  EXPECT_THAT(changes_since(scan->inventory()), IsEmpty());
  support::write_text(folder_ / "log.txt", "longer");
  EXPECT_EQ(changes_since(scan->inventory()).size(), 1U);
  fs::remove(folder_ / "log.txt");
  fs::remove(folder_ / name(3));
  support::write_text(folder_ / "new", "x");
  EXPECT_EQ(changes_since(scan->inventory()).size(), 3U);
}

TEST_F(Reel, AFrameThatTurnsOutDamagedOnlyNowIsStoodInFor) {
  TiffWriter writer;
  writer.pack_bits = true;
  for (int number = 1; number <= 3; ++number) {
    auto file = writer.write(synthetic::test_picture({40, 30}, 3, 8, static_cast<std::uint32_t>(number)));
    if (number == 2) std::fill_n(file.begin() + 8, 200, std::uint8_t{0x80});  // PackBits that says nothing
    write_file(folder_ / ("t" + std::to_string(number) + ".tif"), file);
  }
  said_.rate = {24, 1};
  EXPECT_THAT(problems(), IsEmpty()) << "headers alone do not tell";
  const auto frame = open()->read(1);
  EXPECT_EQ(frame.state, FrameState::damaged);
  EXPECT_TRUE(same_samples(frame.pixels, synthetic::test_picture({40, 30}, 3, 8, 1)));
  said_.damaged = Damaged::fail;
  EXPECT_THROW(open()->read(1), Error);
}

TEST_F(Reel, TheWordStandsOverTheHeader) {
  DpxFlavour flavour;
  flavour.film_rate = 18;
  draw(2, flavour);
  EXPECT_EQ(open()->stream().rate, (Rational{18, 1}));
  said_.rate = Rational{16, 1};
  said_.transfer = Transfer::linear;
  const auto scan = open();
  EXPECT_EQ(scan->stream().rate, (Rational{16, 1}));
  EXPECT_EQ(scan->stream().transfer, Transfer::linear);
  EXPECT_EQ(scan->inventory().frames[0].header->rate, (Rational{18, 1})) << "kept beside it";
  EXPECT_EQ(std::ranges::count(scan->inventory().findings, FindingCode::mismatched_rate, &Finding::code), 1);
}

TEST_F(Reel, missing_rate) {
  DpxFlavour flavour;
  flavour.film_rate = 0;
  draw(2, flavour);
  const auto scan = open();
  EXPECT_EQ(scan->stream().rate, (Rational{24, 1}));
  EXPECT_EQ(std::ranges::count(scan->inventory().findings, FindingCode::missing_rate, &Finding::code), 1);
}

TEST_F(Reel, TakesTheOneSoundBesideIt) {
  draw(4);
  write_file(folder_ / "sound.WAV",
             WaveWriter{.samples = 8000}.write());  // 4 frames at 24 last as long as 8000 at 48 kHz
  const auto scan = open();
  ASSERT_EQ(scan->inventory().sounds.size(), 1U);
  EXPECT_EQ(scan->inventory().sounds[0].samples, 8000);
  EXPECT_THAT(scan->inventory().sidecars, IsEmpty());
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Reel, mismatched_sound_length) {
  draw(4);
  write_file(folder_ / "sound.wav", WaveWriter{.samples = 10'001}.write());  // one frame and a sample longer
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems()[0].code, FindingCode::mismatched_sound_length);
  EXPECT_EQ(problems()[0].severity, Severity::remark);
  write_file(folder_ / "sound.wav", WaveWriter{.samples = 10'000}.write());
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Reel, unexpected_sound) {
  draw(4);
  for (const auto* file : {"a.wav", "b.wav"}) write_file(folder_ / file, WaveWriter{.samples = 8000}.write());
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems()[0].code, FindingCode::unexpected_sound);
  EXPECT_THAT(open()->inventory().sounds, IsEmpty());
  said_.sounds = {folder_ / "b.wav"};
  ASSERT_EQ(open()->inventory().sounds.size(), 1U);
  EXPECT_EQ(open()->inventory().sounds[0].file, folder_ / "b.wav");
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Reel, invalid_sound) {
  draw(4);
  support::write_text(folder_ / "a.wav", "RIFFsomething else");
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems()[0].code, FindingCode::invalid_sound);
  EXPECT_EQ(problems()[0].severity, Severity::remark);
  said_.sounds = {folder_ / "a.wav"};
  EXPECT_EQ(problems()[0].severity, Severity::refusal);
}

TEST_F(Reel, MayHaveAnyNameThatAFileSystemTakes) {
  const std::vector<std::string> prefixes{"a b_", "Манас_", "new\nline_", "\xCC\xE0\xED\xE0\xF1_"};
  for (const auto& prefix : prefixes) {
    const auto folder = folder_ / (prefix + "folder");
    fs::create_directory(folder);
    for (int number = 1; number <= 2; ++number)
      write_file(folder / (prefix + std::to_string(number) + ".dpx"), draw_dpx({}, picture(number)));
    const auto scan = open_image_sequence(folder, {});
    EXPECT_TRUE(same_samples(scan->read(1).pixels, picture(2)));
    EXPECT_EQ(scan->inventory().frames[0].file, prefix + "1.dpx");
    EXPECT_EQ(scan->inventory().name.find('\n'), std::string::npos);
  }
  EXPECT_EQ(open_image_sequence(folder_ / "\xCC\xE0\xED\xE0\xF1_folder/", {})->inventory().name,
            R"(\xcc\xe0\xed\xe0\xf1_folder)");
}

TEST_F(Reel, NamesTheFolderBelowThatHasFrames) {
  fs::create_directory(folder_ / "DPX");
  write_file(folder_ / "DPX/f_1.dpx", draw_dpx({}, picture(1)));
  try {
    open();
    FAIL() << "a folder without frames opened";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material);
    EXPECT_THAT(error.what(), HasSubstr((folder_ / "DPX").native()));
  }
}

TEST_F(Reel, ADigestStandsForNamesSizesAndTimes) {
  draw(3);
  const auto before = open()->inventory().digest;
  EXPECT_EQ(open()->inventory().digest, before);
  fs::last_write_time(folder_ / name(2), fs::file_time_type::clock::now() + std::chrono::seconds(9));
  EXPECT_NE(open()->inventory().digest, before);
}

TEST_F(Reel, Of20000FramesOpens) {
  write_file(folder_ / "f_0.dpx", draw_dpx({}, noise({4, 2}, 1, 8, 1)));
  for (int number = 1; number < 20'000; ++number)
    fs::create_hard_link(folder_ / "f_0.dpx", folder_ / ("f_" + std::to_string(number) + ".dpx"));
  const auto scan = open();
  EXPECT_EQ(scan->numbers().size(), 20'000U);
  EXPECT_EQ(scan->read(19'999).number, 19'999);
  EXPECT_EQ(scan->inventory().frames[0].header, scan->inventory().frames[19'999].header);
}

TEST_F(Reel, AFileAloneIsAReelOfOneFrame) {
  draw(3);
  const auto scan = open_still(folder_ / name(2), {});
  EXPECT_THAT(std::vector(scan->numbers().begin(), scan->numbers().end()), ElementsAre(1002));
  EXPECT_TRUE(same_samples(scan->read(0).pixels, picture(2)));
  EXPECT_THAT(changes_since(scan->inventory()), IsEmpty());
}

}  // namespace
}  // namespace tasma::codecs
