#include "cli/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "pipeline/core/error.hpp"

namespace tasma::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Words = std::vector<std::string>;

Request read(const Words& words, Taker taker = restore) {
  const auto line = read_command_line(words, taker, "restore");
  return request_of({&line.options});
}

std::string refusal(const Words& words, Taker taker = restore) {
  try {
    read(words, taker);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  return "accepted";
}

TEST(CommandLine, TakesBothWaysOfWritingAValue) {
  EXPECT_EQ(read({"--rate=25", "R1"}).facts.rate, (Rational{25, 1}));
  EXPECT_EQ(read({"--rate", "24000/1001", "R1"}).facts.rate, (Rational{24000, 1001}));
}

TEST(CommandLine, PathsKeepTheirSpacesNewlinesAndBytes) {
  const std::string name = "a reel\nof \xE9t\xE9/\xD0\x9A";
  const auto line = read_command_line(Words{"--output", name, name}, restore, "restore");
  EXPECT_EQ(request_of({&line.options}).output.string(), name);
  EXPECT_THAT(line.operands, ElementsAre(name));
}

TEST(CommandLine, TwoHyphensEndTheOptions) {
  const auto line = read_command_line(Words{"--gaps", "hold", "--", "--rate", "-x"}, inspect, "inspect");
  EXPECT_THAT(line.operands, ElementsAre("--rate", "-x"));
  EXPECT_EQ(request_of({&line.options}).facts.gaps, Gaps::hold);
}

TEST(CommandLine, EveryFactIsTaken) {
  const auto facts = read({"--element", "negative", "--picture", "10x20+1+2", "--squeeze", "2", "--transfer", "cineon",
                           "--gaps=close", "--damaged=fail", "--sound", "a.wav", "--sound=b b.wav"})
                         .facts;
  EXPECT_EQ(facts.element, Element::negative);
  EXPECT_EQ(facts.picture.area, (Rectangle{1, 2, {10, 20}}));
  EXPECT_EQ(facts.squeeze, (Rational{2, 1}));
  EXPECT_EQ(facts.transfer, Transfer::cineon);
  EXPECT_EQ(facts.gaps, Gaps::close);
  EXPECT_EQ(facts.damaged, Damaged::fail);
  EXPECT_THAT(facts.sounds, ElementsAre("a.wav", "b b.wav"));
}

TEST(CommandLine, TreatmentsAreThoseNamed) {
  EXPECT_EQ(read({}).job.repairs, (Repairs{true, true, true, true}));
  EXPECT_EQ(read({"--repair", "flicker,dust"}).job.repairs, (Repairs{true, false, true, false}));
  EXPECT_EQ(read({"--repair", "none"}).job.repairs, (Repairs{false, false, false, false}));
  EXPECT_THAT(refusal({"--repair", "dust,none"}), HasSubstr("dust,scratches,flicker,stabilization"));
  EXPECT_THAT(refusal({"--repair", "dusst"}), HasSubstr("\"dusst\" is not allowed"));
}

TEST(CommandLine, EachTreatmentHasItsStrength) {
  const auto repairs = read({"--dust", "light", "--scratches=strong", "--stabilization", "light", "--repair", "none",
                             "--dust-polarity", "dark"})
                           .job.repairs;
  EXPECT_EQ(repairs, (Repairs{false,
                              false,
                              false,
                              false,
                              {Strength::light, Strength::strong, Strength::normal, Strength::light},
                              DustPolarity::dark}));
  EXPECT_THAT(refusal({"--flicker", "3"}), HasSubstr("light, normal or strong"));
  EXPECT_THAT(refusal({"--dust-polarity", "grey"}), HasSubstr("both, dark or bright"));
}

TEST(CommandLine, WhatToMakeIsNamed) {
  const auto job =
      read({"--make", "preservation,screening", "--as", "prores", "--date", "1970-01-02", "--dry-run"}, run).job;
  EXPECT_TRUE(job.make.preservation && job.make.screening && !job.make.restored);
  EXPECT_THAT(job.screen_as, ElementsAre("prores"));
  EXPECT_EQ(job.date_s, 86400);
  EXPECT_TRUE(job.dry_run);
  EXPECT_EQ(read({"--frames-as", "tiff"}).frames_as, pipeline::FramesAs::tiff);
  EXPECT_EQ(read({"--level", "fixity"}, verify).level, pipeline::Level::fixity);
}

TEST(CommandLine, ResourcesAreTakenByEveryCommand) {
  for (const auto taker : {inspect, preserve, restore, screen, run, verify}) {
    const auto request = read({"--threads", "3", "--memory", "1G", "--work", "w", "--json", "--progress", "json",
                               "--log", "l", "--lang", "ky", "--overwrite", "--verbose"},
                              taker);
    EXPECT_EQ(request.job.resources.threads, 3);
    EXPECT_EQ(request.job.resources.memory, 1U << 30);
    EXPECT_EQ(request.job.resources.work, "w");
    EXPECT_TRUE(request.json && request.verbose && request.job.overwrite);
    EXPECT_EQ(request.progress, ProgressKind::json);
  }
}

TEST(CommandLine, AnUnknownOptionIsToldWithTheNearestKnown) {
  EXPECT_EQ(refusal({"--ratee", "24"}), "--ratee is no option of tasma restore; did you mean --rate?");
  EXPECT_EQ(refusal({"--dryrun"}), "--dryrun is no option of tasma restore; did you mean --dry-run?");
  EXPECT_EQ(refusal({"--xyzzyxyzzy=1"}), "--xyzzyxyzzy is no option of tasma restore; see tasma restore --help");
  EXPECT_THAT(refusal({"-q"}), HasSubstr("-q is no option"));
}

TEST(CommandLine, ShortenedNamesAreNotGuessed) { EXPECT_THAT(refusal({"--elem", "print"}), HasSubstr("is no option")); }

TEST(CommandLine, AnOptionOfOtherCommandsIsToldWithThem) {
  EXPECT_EQ(refusal({"--make", "screening"}), "--make is no option of tasma restore but of: run, batch, submit");
}

TEST(CommandLine, ASingleOptionIsGivenOnce) {
  EXPECT_EQ(refusal({"--rate", "24", "--rate", "24"}), "--rate is given twice; give it once");
  EXPECT_EQ(refusal({"--json", "--json"}), "--json is given twice; give it once");
}

TEST(CommandLine, ValuesAreNeitherMissingNorTooMany) {
  EXPECT_THAT(refusal({"--rate"}), HasSubstr("--rate needs a value; give a whole number"));
  EXPECT_THAT(refusal({"--output="}), HasSubstr("--output needs a value"));
  EXPECT_THAT(refusal({"--output", ""}), HasSubstr("--output: \"\" is not allowed"));
  EXPECT_EQ(refusal({"--json=yes"}), "--json takes no value; write it alone");
}

TEST(CommandLine, EveryWrongValueIsToldWithWhatIsAllowed) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"rate", "0"},     {"element", "film"}, {"picture", "all"}, {"squeeze", "wide"},  {"transfer", "log"},
      {"gaps", "skip"},  {"damaged", "drop"}, {"reel", "a b"},    {"frames", "10"},     {"frames-as", "png"},
      {"date", "today"}, {"threads", "0"},    {"memory", "much"}, {"progress", "loud"}, {"lang", "Kyrgyz"}};
  for (const auto& [option, value] : wrong)
    EXPECT_THAT(
        refusal({"--" + option, value}),
        HasSubstr("--" + option + ": \"" + value + "\" is not allowed here; give " + find_option(option)->allowed));
}

TEST(Options, NamesAndVariablesAreUnique) {
  std::set<std::string> variables;
  for (const auto& option : options()) {
    EXPECT_EQ(find_option(option.name), &option);
    EXPECT_TRUE(variables.insert(variable_of(option)).second) << option.name;
    EXPECT_EQ(option.kind == Kind::flag, option.value_name.empty()) << option.name;
  }
  EXPECT_TRUE(variables.contains("TASMA_FRAMES_AS"));
}

TEST(Precedence, TheCommandLineStandsOverTheEnvironment) {
  const auto environment = read_environment({{"TASMA_RATE", "25"}, {"TASMA_GAPS", "hold"}}, restore);
  const auto line = read_command_line(Words{"--rate", "18"}, restore, "restore");
  const auto facts = request_of({&environment, &line.options}).facts;
  EXPECT_EQ(facts.rate, (Rational{18, 1}));
  EXPECT_EQ(facts.gaps, Gaps::hold);
}

TEST(Environment, WrongValuesNameTheVariable) {
  const auto layer = read_environment({{"TASMA_RATE", "fast"}}, restore);
  try {
    request_of({&layer});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("TASMA_RATE: \"fast\" is not allowed here"));
  }
}

TEST(Environment, OnlyWhatConcernsTheCommandIsRead) {
  const auto layer =
      read_environment({{"TASMA_MAKE", "nonsense"}, {"TASMA_SHARED", "/s"}, {"TASMA_GAPS", ""}}, inspect);
  EXPECT_TRUE(layer.empty());
}

TEST(Environment, FlagsAreYesOrNo) {
  const auto yes = read_environment({{"TASMA_QUIET", "1"}}, inspect);
  EXPECT_TRUE(request_of({&yes}).quiet);
  const auto no = read_environment({{"TASMA_QUIET", "0"}}, inspect);
  EXPECT_FALSE(request_of({&no}).quiet);
  EXPECT_THROW(read_environment({{"TASMA_QUIET", "perhaps"}}, inspect), Error);
}

}  // namespace
}  // namespace tasma::cli
