#include "cli/program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <sstream>

#include "pipeline/core/error.hpp"
#include "tests/support/fake_pipeline.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class Program : public testing::Test {
 protected:
  Program() { pipeline_ = {}; }

  ExitCode tasma(const std::vector<std::string>& words) {
    out_.str("");
    err_.str("");
    return run_program(words, {out_, err_, Terminal{}, environment_, [this] { return signal_; }});
  }

  static Finding finding(FindingCode code, Severity severity, std::int64_t frame) {
    return {code, severity, "f.dpx", frame, Message("T1999", "no file has this number")};
  }

  fake::Pipeline& pipeline_ = fake::the_pipeline();
  std::ostringstream out_, err_;
  std::map<std::string, std::string> environment_;
  int signal_ = 0;
  support::TemporaryFolder folder_;
};

TEST_F(Program, AloneItTellsHowToAskAndFails) {
  EXPECT_EQ(tasma({}), ExitCode::usage);
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(), StartsWith("usage: tasma COMMAND"));
}

TEST_F(Program, HelpIsAResult) {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"--help"}, {"help"}, {"help", "run"}, {"run", "--help"}, {"run", "--rate", "24", "--help"}}) {
    EXPECT_EQ(tasma(words), ExitCode::ok);
    EXPECT_THAT(out_.str(), StartsWith("usage: tasma "));
    EXPECT_EQ(err_.str(), "");
  }
}

TEST_F(Program, EveryCommandTellsItsOptions) {
  for (const auto* name : {"inspect", "preserve", "survey", "restore", "revert", "screen", "run", "verify"}) {
    ASSERT_EQ(tasma({name, "--help"}), ExitCode::ok);
    std::istringstream lines(out_.str());
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
    EXPECT_THAT(out_.str(), HasSubstr("--threads N"));
  }
}

TEST_F(Program, RevertTakesBackWhatIsNamedOrAllLocalRepairs) {
  ASSERT_EQ(tasma({"revert", "M.mkv", "--from", "R1", "--output", "N.mkv"}), ExitCode::ok);
  EXPECT_EQ(pipeline_.job.reels.at(0).scan, "M.mkv");
  EXPECT_EQ(pipeline_.from, "R1");
  EXPECT_EQ(pipeline_.path, "N.mkv");
  EXPECT_EQ(pipeline_.taken_back, std::nullopt);
  ASSERT_EQ(tasma({"revert", "M.mkv", "--from", "R1", "--output", "N.mkv", "--repair", "flicker"}), ExitCode::ok);
  EXPECT_TRUE(pipeline_.taken_back && pipeline_.taken_back->flicker && !pipeline_.taken_back->dust);
  EXPECT_EQ(tasma({"revert", "M.mkv", "--output", "N.mkv"}), ExitCode::usage);
}

TEST_F(Program, AnUnknownCommandIsUsage) {
  EXPECT_EQ(tasma({"catalog"}), ExitCode::usage);
  EXPECT_THAT(err_.str(), StartsWith("tasma: T1070: catalog is no command of tasma"));
  EXPECT_EQ(tasma({"insepct"}), ExitCode::usage);
  EXPECT_EQ(err_.str(), "tasma: T1071: insepct is no command of tasma; did you mean inspect?\n");
}

TEST_F(Program, VersionsAreTextOrJson) {
  EXPECT_EQ(tasma({"--version"}), ExitCode::ok);
  EXPECT_THAT(out_.str(), HasSubstr("libavcodec 59.37.100\n"));
  EXPECT_EQ(tasma({"--version", "--json"}), ExitCode::ok);
  EXPECT_THAT(out_.str(), StartsWith(R"({"schema":"tasma.version/1","tasma":")"));
}

TEST_F(Program, AScanIsAFilmOfOneReel) {
  EXPECT_EQ(tasma({"run", "/scans/KZF-0413_R1/", "--output", "out", "--rate", "24", "--threads", "2"}), ExitCode::ok);
  EXPECT_EQ(pipeline_.called, "run");
  EXPECT_EQ(pipeline_.path, "out");
  EXPECT_EQ(pipeline_.job.film, "KZF-0413_R1");
  ASSERT_EQ(pipeline_.job.reels.size(), 1U);
  EXPECT_EQ(pipeline_.job.reels[0].id, "KZF-0413_R1");
  EXPECT_EQ(pipeline_.job.reels[0].scan, "/scans/KZF-0413_R1/");
  EXPECT_EQ(pipeline_.job.reels[0].facts.rate, (Rational{24, 1}));
  EXPECT_EQ(pipeline_.job.resources.threads, 2);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(Program, NamesThatAreNoIdsBecomeSome) {
  const std::vector<std::pair<std::string, std::string>> names{{"/s/reel 1 (new)", "reel-1-new"},
                                                               {"/s/Катушка 3", "3"},
                                                               {"/s/Плёнка", "reel"},
                                                               {"/s/movie.mov", "movie"},
                                                               {"/s/.hidden", "hidden"}};
  for (const auto& [name, id] : names) {
    ASSERT_EQ(tasma({"preserve", name, "--output", "m.mkv"}), ExitCode::ok);
    EXPECT_EQ(pipeline_.job.reels[0].id, id);
    EXPECT_EQ(err_.str().empty(), name == "/s/movie.mov") << err_.str();
  }
}

TEST_F(Program, AFolderWithADotIsNamedWhole) {
  std::filesystem::create_directory(folder_.path() / "R3.scan2");
  ASSERT_EQ(tasma({"preserve", (folder_.path() / "R3.scan2").string(), "--output", "m.mkv"}), ExitCode::ok);
  EXPECT_EQ(pipeline_.job.reels[0].id, "R3.scan2");
}

TEST_F(Program, TheReelMayBeNamed) {
  EXPECT_EQ(tasma({"restore", "Плёнка", "--reel", "R1", "--output", "frames", "--frames-as", "dpx"}), ExitCode::ok);
  EXPECT_EQ(pipeline_.job.film, "R1");
  EXPECT_EQ(pipeline_.frames_as, pipeline::FramesAs::dpx);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(Program, ASurveyIsTextOrJsonAndEndsAsItsFindingsSay) {
  EXPECT_EQ(tasma({"survey", "scans/R1", "--frames", "10-20"}), ExitCode::ok);
  EXPECT_EQ(pipeline_.called, "survey");
  EXPECT_EQ(pipeline_.job.frames, std::pair(std::int64_t{10}, std::int64_t{20}));
  EXPECT_EQ(out_.str(), "survey of R1\n");
  pipeline_.outcome.findings = {finding(FindingCode::missing_frame, Severity::remark, 12)};
  EXPECT_EQ(tasma({"survey", "scans/R1", "--reel", "R7"}), ExitCode::findings);
  EXPECT_THAT(out_.str(), HasSubstr("remark missing_frame"));
  EXPECT_EQ(tasma({"survey", "scans/R1", "--reel", "R7", "--json"}), ExitCode::findings);
  EXPECT_THAT(out_.str(), StartsWith(R"({"schema":"tasma.survey/1","reel":"R7"})"));
  EXPECT_EQ(tasma({"survey", "scans/R1", "--dry-run"}), ExitCode::findings);
  EXPECT_EQ(pipeline_.called, "survey_estimate");
}

TEST_F(Program, AJobFileIsRunWithItsReels) {
  const auto file = folder_.write("f.toml", "version = 1\nfilm = \"F\"\n[[reel]]\nid = \"R1\"\nscan = \"a\"\n");
  environment_["TASMA_SEGMENT_LENGTH"] = "7";
  EXPECT_EQ(tasma({"run", file.string(), "--output", "out", "--threads", "3", "--dry-run"}), ExitCode::ok);
  EXPECT_EQ(pipeline_.job.film, "F");
  EXPECT_EQ(pipeline_.job.reels.at(0).scan, folder_.path() / "a");
  EXPECT_EQ(pipeline_.job.resources.threads, 3);
  EXPECT_EQ(pipeline_.job.resources.segment_length, 7);
  EXPECT_TRUE(pipeline_.job.dry_run);
}

TEST_F(Program, AJobFileIsNoScan) {
  EXPECT_EQ(tasma({"preserve", "f.toml", "--output", "m.mkv"}), ExitCode::usage);
  EXPECT_THAT(err_.str(), HasSubstr("f.toml is a job file"));
  EXPECT_EQ(tasma({"screen", "f.toml", "scan", "--output", "out"}), ExitCode::usage);
  EXPECT_THAT(err_.str(), HasSubstr("a job file stands alone"));
}

TEST_F(Program, SeveralSourcesAreScreenedInOrder) {
  EXPECT_EQ(tasma({"screen", "a/R2", "a/R1", "--output", "out"}), ExitCode::ok);
  ASSERT_EQ(pipeline_.job.reels.size(), 2U);
  EXPECT_EQ(pipeline_.job.reels[0].id, "R2");
  EXPECT_EQ(tasma({"screen", "a/R1", "b/R1", "--output", "out"}), ExitCode::usage);
  EXPECT_THAT(err_.str(), HasSubstr("b/R1: another scan is called R1"));
  EXPECT_EQ(tasma({"screen", "a/R1", "b/R2", "--reel", "R", "--output", "out"}), ExitCode::usage);
}

TEST_F(Program, WhatACommandNeedsIsAskedFor) {
  EXPECT_EQ(tasma({"run", "scan"}), ExitCode::usage);
  EXPECT_EQ(err_.str(), "tasma: T1075: tasma run needs --output PATH\n");
  EXPECT_EQ(tasma({"inspect"}), ExitCode::usage);
  EXPECT_EQ(err_.str(), "tasma: T1073: tasma inspect needs SCAN...; see tasma inspect --help\n");
  EXPECT_EQ(tasma({"verify", ""}), ExitCode::usage);
  EXPECT_EQ(tasma({"preserve", "my", "reel", "--output", "m.mkv"}), ExitCode::usage);
  EXPECT_THAT(err_.str(), HasSubstr("takes one SCAN, not reel as well"));
  EXPECT_EQ(tasma({"inspect", "s", "--quiet", "--verbose"}), ExitCode::usage);
}

TEST_F(Program, ProductsAndFindingsArePrinted) {
  pipeline_.outcome.products.push_back({"preservation", "R1", "out/R1/preservation", 3 << 20, 24, {}, false});
  pipeline_.outcome.findings = {finding(FindingCode::missing_frame, Severity::remark, 12),
                                finding(FindingCode::missing_frame, Severity::remark, 20),
                                finding(FindingCode::missing_rate, Severity::note, 1)};
  EXPECT_EQ(tasma({"run", "scan", "--output", "out"}), ExitCode::findings);
  EXPECT_EQ(out_.str(),
            "preservation R1: out/R1/preservation (24 frames, 3.0 MiB)\n"
            "remark missing_frame, 2 times, frames 12 to 20: no file has this number\n"
            "note missing_rate, frame 1, f.dpx: no file has this number\n");
  EXPECT_EQ(tasma({"run", "scan", "--output", "out", "--verbose"}), ExitCode::findings);
  EXPECT_THAT(out_.str(), HasSubstr("remark missing_frame, frame 20, f.dpx: no file has this number\n"));
}

TEST_F(Program, ADryRunSaysHowBigItWouldBe) {
  pipeline_.outcome.products.push_back({"master", "R1", "m.mkv", 1 << 30, 24, {}, false});
  pipeline_.outcome.peak_space = std::uint64_t{3} << 30;
  pipeline_.outcome.seconds = 7262;
  EXPECT_EQ(tasma({"preserve", "scan", "--output", "m.mkv", "--dry-run"}), ExitCode::ok);
  EXPECT_EQ(out_.str(),
            "master R1: m.mkv (24 frames, about 1.0 GiB)\nspace needed at most: 3.0 GiB\n"
            "time needed, roughly: 2:01:02\n");
}

TEST_F(Program, JsonIsOneDocument) {
  EXPECT_EQ(tasma({"run", "scan", "--output", "out", "--json"}), ExitCode::ok);
  EXPECT_EQ(out_.str(), "{\"schema\":\"tasma.outcome/1\"}\n");
  EXPECT_EQ(tasma({"inspect", "a", "--json"}), ExitCode::ok);
  EXPECT_EQ(out_.str(), "{\"schema\":\"tasma.inventory/1\",\"root\":\"a\"}\n");
  EXPECT_EQ(tasma({"inspect", "a", "b", "--json"}), ExitCode::ok);
  EXPECT_THAT(out_.str(), StartsWith("{\"schema\":\"tasma.inventories/1\",\"inventories\":[\n{"));
}

TEST_F(Program, AnErrorIsAJsonDocumentToo) {
  EXPECT_EQ(tasma({"inspect", "a", "--ratee", "1", "--json"}), ExitCode::usage);
  EXPECT_EQ(out_.str(), R"({"schema":"tasma.error/1","exit":2,"id":"T1005",)"
                        R"("message":"--ratee is no option of tasma inspect; did you mean --rate?"})"
                        "\n");
  EXPECT_THAT(err_.str(), StartsWith("tasma: T1005: "));
  environment_["TASMA_JSON"] = "1";
  EXPECT_EQ(tasma({"inspect"}), ExitCode::usage);
  EXPECT_THAT(out_.str(), StartsWith("{\"schema\":\"tasma.error/1\""));
}

TEST_F(Program, EveryScanIsInspectedAndTheWorstCounts) {
  pipeline_.look = [](const std::filesystem::path& scan) {
    if (scan == "b") throw Error(ExitCode::no_input, Message("T1999", "{1}: no such scan", {scan.string()}));
  };
  EXPECT_EQ(tasma({"inspect", "a", "b", "c"}), ExitCode::no_input);
  EXPECT_EQ(out_.str(), "inventory of a\ninventory of c\n");
  EXPECT_EQ(err_.str(), "tasma: T1999: b: no such scan\n");
  EXPECT_EQ(tasma({"inspect", "a", "b", "--json"}), ExitCode::no_input);
  EXPECT_THAT(out_.str(), HasSubstr("{\"schema\":\"tasma.error/1\",\"exit\":66,"));
}

TEST_F(Program, WhatIsWrongWithAScanFollowsItsInventory) {
  pipeline_.outcome.findings = {finding(FindingCode::missing_frame, Severity::refusal, 12)};
  EXPECT_EQ(tasma({"inspect", "a"}), ExitCode::material);
  EXPECT_EQ(out_.str(), "inventory of a\nrefusal missing_frame, frame 12, f.dpx: no file has this number\n");
}

TEST_F(Program, AVerdictIsGivenOnEveryPackage) {
  EXPECT_EQ(tasma({"verify", "p", "--level", "fixity"}), ExitCode::ok);
  EXPECT_EQ(out_.str(), "p: sound (fixity: every byte was read)\n");
  EXPECT_EQ(pipeline_.level, pipeline::Level::fixity);
  pipeline_.outcome.findings = {finding(FindingCode::mismatched_digest, Severity::refusal, 7)};
  EXPECT_EQ(tasma({"verify", "p", "q"}), ExitCode::material);
  EXPECT_THAT(out_.str(),
              HasSubstr("q: not sound (fixity: every byte was read)\nrefusal mismatched_digest, frame 7, f.dpx: "));
}

TEST_F(Program, FailuresBecomeExitCodes) {
  const auto ends = [&](const auto& thrown) {
    pipeline_.work = [&](Observer&) { throw thrown; };
    return tasma({"run", "scan", "--output", "out"});
  };
  EXPECT_EQ(ends(Error(ExitCode::material, Message("T1999", "{1}: cut short", {"a\nb"}))), ExitCode::material);
  EXPECT_EQ(err_.str(), "tasma: T1999: a\\x0ab: cut short\n");
  EXPECT_EQ(ends(std::bad_alloc()), ExitCode::io);
  EXPECT_THAT(err_.str(), HasSubstr("T1062: not enough memory"));
  EXPECT_EQ(ends(std::logic_error("oops")), ExitCode::bug);
  EXPECT_THAT(err_.str(), HasSubstr("T1063: a bug of ours, please report it: oops"));
  EXPECT_EQ(ends(42), ExitCode::bug);
  const auto failed = [](std::errc cause) {
    return std::filesystem::filesystem_error("open", "/x/y", std::make_error_code(cause));
  };
  EXPECT_EQ(ends(failed(std::errc::permission_denied)), ExitCode::permission);
  EXPECT_THAT(err_.str(), HasSubstr("T1060: /x/y: Permission denied"));
  EXPECT_EQ(ends(failed(std::errc::no_such_file_or_directory)), ExitCode::no_input);
  EXPECT_EQ(ends(failed(std::errc::read_only_file_system)), ExitCode::no_output);
  EXPECT_EQ(ends(failed(std::errc::no_space_on_device)), ExitCode::io);
  EXPECT_EQ(ends(std::system_error(std::make_error_code(std::errc::io_error), "read")), ExitCode::io);
}

TEST_F(Program, TheSignalDecidesHowAStoppedRunEnds) {
  pipeline_.work = [](Observer& observer) {
    if (observer.stop_requested()) throw Error(ExitCode::interrupted, Message("T1999", "stopped"));
  };
  EXPECT_EQ(tasma({"run", "scan", "--output", "out"}), ExitCode::ok);
  signal_ = SIGINT;
  EXPECT_EQ(tasma({"run", "scan", "--output", "out"}), ExitCode::interrupted);
  signal_ = SIGTERM;
  EXPECT_EQ(tasma({"run", "scan", "--output", "out", "--json"}), ExitCode::terminated);
  EXPECT_THAT(out_.str(), HasSubstr("\"exit\":143"));
}

TEST_F(Program, ProgressIsToldThroughTheObserver) {
  pipeline_.work = [](Observer& observer) {
    observer.phase("render", "R1", 2);
    observer.advance();
    observer.advance();
    observer.note(Message("T1999", "a note"));
  };
  EXPECT_EQ(tasma({"run", "scan", "--output", "out"}), ExitCode::ok);
  EXPECT_EQ(err_.str(), "render R1: 2 frames\ntasma: a note\nrender R1: 2 frames in 0:00\n");
  EXPECT_EQ(tasma({"run", "scan", "--output", "out", "--quiet"}), ExitCode::ok);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(Program, NothingIsWrittenIntoAScan) {
  const auto log = (folder_.path() / "tasma.log").string();
  EXPECT_EQ(tasma({"inspect", folder_.path().string(), "--log", log}), ExitCode::permission);
  const support::TemporaryFolder elsewhere;
  const auto file = elsewhere.write(
      "f.toml", "version = 1\nfilm = \"F\"\n[[reel]]\nid = \"R1\"\nscan = \"" + folder_.path().string() + "\"\n");
  EXPECT_EQ(tasma({"run", file.string(), "--output", "out", "--log", log}), ExitCode::permission);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
  EXPECT_EQ(tasma({"inspect", folder_.path().string(), "--log", (elsewhere.path() / "l").string()}), ExitCode::ok);
  EXPECT_TRUE(std::filesystem::exists(elsewhere.path() / "l"));
}

TEST(Language, IsFoundBeforeAnythingIsChecked) {
  EXPECT_EQ(language_of({"run", "--bogus", "--lang", "ky"}, {}), "ky");
  EXPECT_EQ(language_of({"run", "--lang=ru"}, {{"TASMA_LANG", "ky"}}), "ru");
  EXPECT_EQ(language_of({"run", "--", "--lang", "ru"}, {{"TASMA_LANG", "ky"}}), "ky");
  EXPECT_EQ(language_of({"run"}, {}), "");
}

}  // namespace
}  // namespace tasma::cli
