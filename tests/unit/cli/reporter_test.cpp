#include "cli/reporter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "pipeline/core/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::cli {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class ReporterTest : public testing::Test {
 protected:
  void be(ProgressKind kind, bool quiet = false, bool verbose = false) {
    Request request;
    request.progress = kind;
    request.quiet = quiet;
    request.verbose = verbose;
    reporter_.configure(request);
  }

  /// Work that goes on at a steady pace.
  void work(int steps, std::chrono::milliseconds each, std::int64_t frames = 1) {
    for (int i = 0; i < steps; ++i) {
      now_ += each;
      reporter_.advance(frames);
    }
  }

  std::string said() { return std::exchange(err_, std::ostringstream()).str(); }

  std::ostringstream err_;
  Meter::Clock::time_point now_{};
  Reporter reporter_{err_, Terminal{true, false, [] { return std::size_t{60}; }}, [] { return false; },
                     [this] { return now_; }};
};

TEST_F(ReporterTest, PlainLinesComeNowAndThen) {
  be(ProgressKind::plain);
  reporter_.phase("render", "R1", 1000, "frames");
  work(1000, 100ms);  // a tenth in ten seconds
  reporter_.finish();
  const auto lines = said();
  EXPECT_THAT(lines,
              testing::StartsWith("render R1: 1000 frames\nrender R1: 10 %, 100 of 1000 frames, 10.0/s, 1:30 left\n"));
  EXPECT_THAT(lines, testing::EndsWith("render R1: 1000 frames in 1:40\n"));
  EXPECT_EQ(std::ranges::count(lines, '\n'), 12);
}

TEST_F(ReporterTest, FastWorkIsToldInTwoLines) {
  be(ProgressKind::plain);
  reporter_.phase("join", "R1", 100, "frames");
  work(100, 1ms);
  reporter_.finish();
  EXPECT_EQ(said(), "join R1: 100 frames\njoin R1: 100 frames in 0:00\n");
}

TEST_F(ReporterTest, SlowWorkIsToldEveryMinute) {
  be(ProgressKind::plain);
  reporter_.phase("render", "R1", 100'000, "frames");
  work(600, 1000ms);
  EXPECT_EQ(std::ranges::count(said(), '\n'), 11);
}

TEST_F(ReporterTest, FramesFinishedBeforeDoNotCountAsSpeed) {
  be(ProgressKind::plain);
  reporter_.phase("render", "R1", 1000, "frames");
  reporter_.advance(500);
  work(100, 100ms);
  EXPECT_THAT(said(), HasSubstr("render R1: 55 %, 550 of 1000 frames, 10.0/s, 0:45 left"));
}

TEST_F(ReporterTest, BytesAreReadable) {
  be(ProgressKind::plain);
  reporter_.phase("verify", "KZF_R1", 3 << 20, "bytes");
  reporter_.advance(3 << 20);
  reporter_.finish();
  EXPECT_THAT(said(), HasSubstr("verify KZF_R1: 3.0 MiB in 0:00"));
}

TEST_F(ReporterTest, TheBarIsRedrawnTenTimesASecondAtMost) {
  be(ProgressKind::bar);
  reporter_.phase("render", "R1", 10'000, "frames");
  work(1000, 1ms);
  const auto text = said();
  EXPECT_EQ(std::ranges::count(text, '\r'), 11);
  EXPECT_THAT(text, HasSubstr("render R1 [##..................] 10 %, 1000 of 10000 frames"));
}

TEST_F(ReporterTest, TheBarFitsTheTerminal) {
  be(ProgressKind::bar);
  reporter_.phase("render", "Очень длинное имя катушки с плёнкой из архива", 10'000, "frames");
  const auto bar = said();
  const auto characters =
      std::ranges::count_if(bar, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  EXPECT_LE(characters - 4, 59);  // without \r and \x1b[K
}

TEST_F(ReporterTest, NotesStandAboveTheBar) {
  be(ProgressKind::bar);
  reporter_.phase("render", "R1", 10, "frames");
  said();
  reporter_.note(Message("T1999", "hello {1}", {"you"}));
  EXPECT_THAT(said(), testing::StartsWith("\r\x1b[Ktasma: hello you\n\rrender R1 ["));
}

TEST_F(ReporterTest, ColourIsOnlyForThoseWhoWantIt) {
  Meter meter("render", "R1", 10, "frames", now_);
  meter.advance(5, now_);
  EXPECT_THAT(meter.bar(80, true), HasSubstr("\x1b[32m##########\x1b[0m.........."));
  EXPECT_THAT(meter.bar(80, false), Not(HasSubstr("\x1b")));
}

TEST_F(ReporterTest, JsonIsALineAnEvent) {
  be(ProgressKind::json);
  reporter_.phase("render", "R\"1", 40, "frames");
  work(40, 100ms);
  reporter_.note(Message("T1999", "hello"));
  reporter_.error(Message("T1998", "no {1}", {"way"}));
  std::istringstream lines(said());
  std::vector<std::string> events;
  for (std::string line; std::getline(lines, line);) events.push_back(line);
  ASSERT_EQ(events.size(), 8U);
  EXPECT_EQ(
      events[0],
      R"({"schema":"tasma.progress/1","event":"phase","phase":"render","of":"R\"1","unit":"frames","done":0,"total":40})");
  EXPECT_EQ(events[1],
            R"({"schema":"tasma.progress/1","event":"progress","phase":"render","of":"R\"1","unit":"frames",)"
            R"("done":10,"total":40,"rate":10.000,"seconds_left":3})");
  EXPECT_EQ(events[5], R"({"schema":"tasma.progress/1","event":"note","id":"T1999","text":"hello"})");
  EXPECT_THAT(events[6], HasSubstr(R"("event":"done")"));
  EXPECT_EQ(events[7], R"({"schema":"tasma.progress/1","event":"error","id":"T1998","text":"no way"})");
}

TEST_F(ReporterTest, QuietSaysErrorsAlone) {
  be(ProgressKind::bar, /*quiet=*/true);
  reporter_.phase("render", "R1", 10, "frames");
  work(10, 1000ms);
  reporter_.note(Message("T1999", "hello"));
  reporter_.finish();
  EXPECT_EQ(said(), "");
  reporter_.error(Message("T1998", "no"));
  EXPECT_EQ(said(), "tasma: T1998: no\n");
}

TEST_F(ReporterTest, VerboseTellsIds) {
  be(ProgressKind::none, false, /*verbose=*/true);
  reporter_.note(Message("T1999", "hello"));
  EXPECT_EQ(said(), "tasma: T1999: hello\n");
}

TEST_F(ReporterTest, ANewPhaseEndsTheOneBefore) {
  be(ProgressKind::plain);
  reporter_.phase("measure", "R1", 10, "frames");
  work(5, 1ms);
  reporter_.phase("render", "R1", 10, "frames");
  EXPECT_EQ(said(), "measure R1: 10 frames\nmeasure R1: 5 of 10 frames in 0:00\nrender R1: 10 frames\n");
}

TEST_F(ReporterTest, TheLogTellsAllWithTimes) {
  const support::TemporaryFolder folder;
  Request request;
  request.quiet = true;
  request.log = folder.write("tasma.log", "{}\n");
  reporter_.configure(request);
  reporter_.note(Message("T1999", "a {1}", {"b\n"}));
  std::ifstream log(request.log);
  std::string before, line;
  std::getline(log, before);
  std::getline(log, line);
  EXPECT_EQ(before, "{}");  // appended
  EXPECT_THAT(
      line,
      MatchesRegex(
          R"(\{"schema":"tasma.log/1","time":"20[0-9-]+T[0-9:]+\.[0-9]+Z","level":"note","id":"T1999","text":"a b\\\\x0a"\})"));
}

TEST_F(ReporterTest, ALogThatCannotBeOpenedStopsTheJobBeforeItBegins) {
  Request request;
  request.log = "/nonexistent/folder/log";
  try {
    reporter_.configure(request);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::no_output);
  }
}

TEST_F(ReporterTest, ALogThatFillsUpIsGivenUp) {
  Request request;
  request.progress = ProgressKind::none;
  request.log = "/dev/full";
  reporter_.configure(request);
  reporter_.note(Message("T1999", "one"));
  reporter_.note(Message("T1999", "two"));
  EXPECT_EQ(said(),
            "tasma: T1051: the log can no longer be written; the work goes on without it\ntasma: one\ntasma: two\n");
}

TEST_F(ReporterTest, ManyThreadsMayTell) {
  be(ProgressKind::plain);
  reporter_.phase("render", "R1", 4000, "frames");
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([this] {
      for (int frame = 0; frame < 1000; ++frame) reporter_.advance(1);
    });
  threads.clear();
  reporter_.finish();
  EXPECT_THAT(said(), HasSubstr("render R1: 4000 frames in"));
}

}  // namespace
}  // namespace tasma::cli
