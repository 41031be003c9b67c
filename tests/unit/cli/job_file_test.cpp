#include "cli/job_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::cli {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

class JobFileTest : public testing::Test {
 protected:
  pipeline::Job job(const std::string& text, const std::vector<std::string>& words = {},
                    const std::map<std::string, std::string>& environment = {}) {
    const auto line = read_command_line(words, run, "run");
    return job_of(read_job_file(folder_.write("film.toml", text)), read_environment(environment, run), line.options);
  }

  /// What is said of a wrong file, without the folder's name.
  std::string refusal(const std::string& text, const std::vector<std::string>& words = {}) {
    try {
      job(text, words);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::usage);
      std::string said = error.what();
      if (const auto at = said.find("film.toml"); at != said.npos) said.erase(0, at);
      return said;
    }
    return "accepted";
  }

  support::TemporaryFolder folder_;
};

const std::string head = "version = 1\nfilm = \"F1\"\n";                 // 2 lines
const std::string reel = "[[reel]]\nid = \"R1\"\nscan = \"scan/R1\"\n";  // 3 lines

TEST_F(JobFileTest, AWholeFilmIsRead) {
  const auto film = job(R"(version = 1
film = "KZF-0413"
[scan]
rate = 24
element = "negative"
transfer = "cineon"
[[reel]]
id = "R1"
scan = "scans/reel 1"
first = 86400
last = 90000
[[reel]]
id = "R2"
scan = "/mnt/Катушка"
rate = "24000/1001"
[[sound]]
file = "r2.wav"
reel = "R2"
[restore]
repair = ["dust", "flicker"]
dust = "strong"
dust-polarity = "bright"
flicker = "light"
[[screen]]
as = "prores"
)");
  EXPECT_EQ(film.film, "KZF-0413");
  ASSERT_EQ(film.reels.size(), 2U);
  EXPECT_EQ(film.reels[0].id, "R1");
  EXPECT_EQ(film.reels[0].scan, folder_.path() / "scans/reel 1");
  EXPECT_EQ(film.reels[0].first, 86400);
  EXPECT_EQ(film.reels[0].last, 90000);
  EXPECT_EQ(film.reels[0].facts.rate, (Rational{24, 1}));
  EXPECT_TRUE(film.reels[0].facts.sounds.empty());
  EXPECT_EQ(film.reels[1].scan, "/mnt/Катушка");
  EXPECT_EQ(film.reels[1].facts.rate, (Rational{24000, 1001}));
  EXPECT_EQ(film.reels[1].facts.element, Element::negative);
  EXPECT_THAT(film.reels[1].facts.sounds, ElementsAre(folder_.path() / "r2.wav"));
  const Repairs asked{
      true, false, true, false, {.dust = Strength::strong, .flicker = Strength::light}, DustPolarity::bright};
  EXPECT_EQ(film.repairs, asked);
  EXPECT_THAT(film.screen_as, ElementsAre("prores"));
}

TEST_F(JobFileTest, CommandLineOverEnvironmentOverReelOverScan) {
  const auto text = head + "[scan]\nrate = 16\ngaps = \"hold\"\nelement = \"print\"\nsqueeze = 2\n" + reel +
                    "rate = 18\ngaps = \"close\"\nelement = \"negative\"\n";
  const auto facts = job(text, {"--rate", "25"}, {{"TASMA_RATE", "20"}, {"TASMA_GAPS", "fail"}}).reels[0].facts;
  EXPECT_EQ(facts.rate, (Rational{25, 1}));
  EXPECT_EQ(facts.gaps, Gaps::fail);
  EXPECT_EQ(facts.element, Element::negative);
  EXPECT_EQ(facts.squeeze, (Rational{2, 1}));
}

TEST_F(JobFileTest, TheCommandLineReplacesListsWhole) {
  const auto text =
      head + reel + "[[sound]]\nfile = \"a.wav\"\n[restore]\nrepair = \"none\"\n[[screen]]\nas = \"h264\"\n";
  const auto film = job(text, {"--sound", "b.wav", "--repair", "dust", "--as", "prores"});
  EXPECT_THAT(film.reels[0].facts.sounds, ElementsAre("b.wav"));
  EXPECT_EQ(film.repairs, (Repairs{true, false, false, false}));
  EXPECT_THAT(film.screen_as, ElementsAre("prores"));
}

TEST_F(JobFileTest, EveryScreenTableAddsAFormat) {
  EXPECT_THAT(job(head + reel + "[[screen]]\nas = \"prores\"\n[[screen]]\nas = \"h264\"\n").screen_as,
              ElementsAre("prores", "h264"));
  const auto halls =
      job(head + reel + "[[screen]]\npreset = [\"laptop\"]\n[[screen]]\nas = \"dcp\"\npreset = \"tv-usb\"\n");
  EXPECT_THAT(halls.presets, ElementsAre("laptop", "tv-usb"));
  EXPECT_THAT(halls.screen_as, ElementsAre("dcp"));
  EXPECT_THAT(refusal(head + reel + "[[screen]]\nas = \"h264\"\n[[screen]]\nas = \"h264\"\n"),
              HasSubstr("film.toml:9:6: as: \"h264,h264\" is not allowed"));
}

TEST_F(JobFileTest, AnUnknownKeyIsToldWithItsPlaceAndTheNearestKnown) {
  EXPECT_EQ(refusal(head + "[scan]\n  ratee = 24\n" + reel),
            "film.toml:4:3: unknown key \"ratee\" in [scan]; did you mean \"rate\"?");
  EXPECT_EQ(refusal(head + reel + "scann = \"x\"\n"),
            "film.toml:6:1: unknown key \"scann\" in [[reel]]; did you mean \"scan\"?");
  EXPECT_EQ(refusal(head + "[scna]\n" + reel),
            "film.toml:3:2: unknown key \"scna\" in the job file; did you mean \"scan\"?");
  EXPECT_EQ(refusal(head + "xylophone = 1\n" + reel), "film.toml:3:1: unknown key \"xylophone\" in the job file");
}

TEST_F(JobFileTest, AWrongTypeIsToldWithItsPlace) {
  EXPECT_EQ(refusal(head + "[scan]\nelement = 5\n" + reel),
            "film.toml:4:11: \"element\" must be a string, not integer");
  EXPECT_THAT(refusal(head + "[scan]\nrate = 24.0\n" + reel),
              HasSubstr("film.toml:4:8: \"rate\" must be a whole number or"));
  EXPECT_THAT(refusal(head + "scan = 5\n" + reel), HasSubstr("\"scan\" must be a table, not integer"));
  EXPECT_THAT(refusal(head + "[reel]\nid = \"R1\"\n"),
              HasSubstr("\"reel\" must be written as a table in double brackets"));
  EXPECT_THAT(refusal(head + reel + "first = \"1\"\n"), HasSubstr("\"first\" must be a whole number, not string"));
}

TEST_F(JobFileTest, AWrongValueIsToldWithItsPlaceEvenWhereItIsOverridden) {
  EXPECT_EQ(refusal(head + "[scan]\ngaps = \"skip\"\n" + reel, {"--gaps", "hold"}),
            "film.toml:4:8: gaps: \"skip\" is not allowed here; give fail, hold or close");
}

TEST_F(JobFileTest, WhatIsMissingIsTold) {
  EXPECT_THAT(refusal("film = \"F\"\n" + reel), HasSubstr("lacks the key \"version\""));
  EXPECT_THAT(refusal("version = 1\n" + reel), HasSubstr("lacks the key \"film\""));
  EXPECT_THAT(refusal(head), HasSubstr("names no reel"));
  EXPECT_EQ(refusal(head + "[[reel]]\nid = \"R1\"\n"), "film.toml:3:1: [[reel]] lacks the key \"scan\"; add it");
  EXPECT_THAT(refusal("version = 2\nfilm = \"F\"\n" + reel),
              HasSubstr("film.toml:1:1: this tasma reads job files of version 1"));
}

TEST_F(JobFileTest, IdsAreSafeAndUnique) {
  EXPECT_THAT(refusal("version = 1\nfilm = \"../F\"\n" + reel), HasSubstr("film.toml:2:8: \"../F\" is no id"));
  EXPECT_THAT(refusal(head + "[[reel]]\nid = \"R 1\"\nscan = \"x\"\n"), HasSubstr("film.toml:4:6: \"R 1\" is no id"));
  EXPECT_THAT(refusal(head + reel + reel), HasSubstr("film.toml:7:1: two reels are called \"R1\""));
}

TEST_F(JobFileTest, FramesOfTheReelAreInOrder) {
  EXPECT_THAT(refusal(head + reel + "first = 10\nlast = 9\n"),
              HasSubstr("film.toml:7:1: \"last\" must be at least 10"));
  EXPECT_THAT(refusal(head + reel + "first = -1\n"), HasSubstr("\"first\" must be at least 0"));
}

TEST_F(JobFileTest, ASoundBelongsToAReelOrToTheFilm) {
  const auto two = head + reel + "[[reel]]\nid = \"R2\"\nscan = \"y\"\n";
  const auto film = job(two + "[[sound]]\nfile = \"a.wav\"\n[[sound]]\nfile = \"b.wav\"\nreel = \"R2\"\n");
  ASSERT_EQ(film.sounds.size(), 2U);
  EXPECT_EQ(film.sounds[0].file, folder_.path() / "a.wav");
  EXPECT_EQ(film.sounds[0].reel, "");
  EXPECT_EQ(film.sounds[1].reel, "R2");
  EXPECT_TRUE(film.reels[0].facts.sounds.empty());
  EXPECT_THAT(film.reels[1].facts.sounds, ElementsAre(folder_.path() / "b.wav"));
  EXPECT_EQ(job(head + reel + "[[sound]]\nfile = \"a.wav\"\n").sounds[0].reel, "R1");
  EXPECT_THAT(refusal(two + "[[sound]]\nfile = \"a.wav\"\nreel = \"R3\"\n"),
              HasSubstr("film.toml:11:8: no reel of the job is called \"R3\""));
  EXPECT_THAT(refusal(two, {"--sound", "a.wav"}), HasSubstr("--sound belongs to one reel"));
}

TEST_F(JobFileTest, WhatASoundIsAndHowItIsPlayed) {
  const auto sound = [&](const std::string& keys) {
    return job(head + reel + "[[sound]]\nfile = \"a.wav\"\n" + keys + '\n').sounds.at(0);
  };
  EXPECT_EQ(sound("language = \"uz-Cyrl\"").language, "uz-Cyrl");
  EXPECT_EQ(sound("kind = \"m&e\"").kind, SoundKind::music_and_effects);
  EXPECT_EQ(sound("").kind, SoundKind::original);
  EXPECT_EQ(sound("start = -2.5").start_s, (Rational{-5, 2}));
  EXPECT_EQ(sound("start = 3").start_s, (Rational{3, 1}));
  EXPECT_EQ(sound("start = \"-3 frames\"").start_frames, -3);
  EXPECT_EQ(sound("start = \"optical35\"").start_frames, 20);
  EXPECT_EQ(sound("start = \"optical16\"").start_frames, 26);
  EXPECT_EQ(sound("speed = \"50/48\"").speed.num, 25);
  EXPECT_TRUE(sound("speed = \"25/24\"\npitch = \"keep\"").keeps_pitch);
  EXPECT_FALSE(sound("speed = \"25/24\"").keeps_pitch);
  // What is given on the command line is another sound, of which nothing was said.
  EXPECT_TRUE(job(head + reel + "[[sound]]\nfile = \"a.wav\"\nspeed = 2\n", {"--sound", "b.wav"}).sounds.empty());

  const auto refused = [&](const std::string& keys) {
    return refusal(head + reel + "[[sound]]\nfile = \"a.wav\"\n" + keys + '\n');
  };
  EXPECT_THAT(refused("language = \"Kyrgyz\""), HasSubstr("film.toml:8:12: \"language\" must be a language tag"));
  EXPECT_THAT(refused("kind = \"voice\""), HasSubstr("\"kind\" must be original, dub, m&e or music"));
  EXPECT_THAT(refused("start = \"20\""), HasSubstr("\"start\" must be seconds"));
  EXPECT_THAT(refused("start = 1e9"), HasSubstr("\"start\" must be seconds"));
  EXPECT_THAT(refused("start = nan"), HasSubstr("\"start\" must be seconds"));
  EXPECT_THAT(refused("speed = \"24/49\""), HasSubstr("\"speed\" must be a ratio from"));
  EXPECT_THAT(refused("speed = \"49/24\""), HasSubstr("\"speed\" must be a ratio from"));
  EXPECT_THAT(refused("speed = \"5001/5000\""), HasSubstr("\"speed\" must be a ratio from"));
  EXPECT_THAT(refused("speed = 0"), HasSubstr("\"speed\" must be a ratio from"));
  EXPECT_THAT(refused("pitch = \"up\""), HasSubstr("\"pitch\" must be keep or change"));
}

TEST_F(JobFileTest, SubtitlesCountFromTheJobsFolder) {
  const auto asked =
      job(head + reel + "[subtitles]\nfile = \"kk.srt\"\nlanguage = \"kk\"\nrate = 25\noffset = \"-12.5\"\n",
          {"--encoding", "CP1251"})
          .subtitles.at(0);
  EXPECT_EQ(asked.file, folder_.path() / "kk.srt");
  EXPECT_EQ(asked.language, "kk");
  EXPECT_EQ(asked.encoding, "CP1251");
  EXPECT_EQ(asked.timed_at, (Rational{25, 1}));
  EXPECT_EQ(asked.offset_s, (Rational{-12'500, 1000}));
  EXPECT_THAT(refusal(head + reel + "[subtitles]\noffset = \"soon\"\n"), HasSubstr("film.toml:7:10: offset"));
}

TEST_F(JobFileTest, SubtitlesOfSeveralLanguagesStandInTablesOfTheirOwn) {
  const auto two =
      head + reel + "[[subtitles]]\nfile = \"kk.srt\"\nlanguage = \"kk\"\n[[subtitles]]\nfile = \"en.srt\"\n";
  const auto asked = job(two, {"--subtitle-offset", "1"}).subtitles;
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[0].language, "kk");
  EXPECT_EQ(asked[1].file, folder_.path() / "en.srt");
  EXPECT_EQ(asked[1].language, "");
  for (const auto& one : asked) EXPECT_EQ(one.offset_s, (Rational{1, 1}));
  EXPECT_THAT(refusal(two, {"--subtitles", "ru.srt"}), HasSubstr("the job has several"));
  EXPECT_THAT(refusal(head + reel + "[[subtitles]]\nlanguage = \"kk\"\n"), HasSubstr("lacks the key \"file\""));
}

TEST_F(JobFileTest, MarkersStandAtFramesOfAReel) {
  const auto reels = job(head + reel + "markers = { LFEC = 120, FFEC = 96 }\n").reels;
  EXPECT_EQ(reels.at(0).markers, (decltype(pipeline::ReelJob::markers){{"FFEC", 96}, {"LFEC", 120}}));
  EXPECT_THAT(refusal(head + reel + "markers = { FFEK = 96 }\n"), HasSubstr("did you mean \"FFEC\"?"));
  EXPECT_THAT(refusal(head + reel + "markers = 96\n"), HasSubstr("\"markers\" must be a table"));
}

TEST_F(JobFileTest, AReelIsNotRenamedFromOutside) {
  EXPECT_THAT(refusal(head + reel, {"--reel", "R9"}), HasSubstr("--reel names a lone scan"));
}

TEST_F(JobFileTest, BadTomlIsToldWithItsPlace) {
  EXPECT_THAT(refusal(head + "film = \n"), HasSubstr("film.toml:3:"));
  EXPECT_THAT(refusal("version = 1\nversion = 1\n"), HasSubstr("film.toml:2:"));
  EXPECT_THAT(refusal("film = \"\xFF\"\n"), HasSubstr("film.toml:1:"));
  EXPECT_THAT(refusal(std::string(100'000, '[')), HasSubstr("film.toml:1:"));
}

TEST_F(JobFileTest, WhatIsNoFileIsNotRead) {
  try {
    read_job_file(folder_.path() / "none.toml");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::no_input);
    EXPECT_THAT(error.what(), EndsWith("none.toml: no such job file"));
  }
  EXPECT_THROW(read_job_file(folder_.path()), Error);
  EXPECT_THROW(read_job_file("/dev/zero"), Error);
}

}  // namespace
}  // namespace tasma::cli
