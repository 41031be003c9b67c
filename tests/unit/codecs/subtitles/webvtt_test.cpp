#include "codecs/subtitles/webvtt.hpp"

#include <gtest/gtest.h>

#include "codecs/subtitles/read.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs::subtitles {
namespace {

TEST(WebVtt, IsWrittenAsTheStandardSays) {
  const Subtitles subtitles{"tg",
                            {{4'000, 5'020, {{{"Ҷавоб ", true}, {"<a> & b"}}, {{"2", true, true}}}, {}, 1},
                             {3'600'000, 36'000'001, {{{"up"}}}, Place{Vertical::top, Horizontal::left, 85}, 2}}};
  EXPECT_EQ(write_webvtt(subtitles),
            "WEBVTT\n"
            "\n1\n00:00:04.000 --> 00:00:05.020\n<i>Ҷавоб </i>&lt;a&gt; &amp; b\n<i><b>2</b></i>\n"
            "\n2\n01:00:00.000 --> 10:00:00.001 line:8.5% align:left\nup\n");
}

TEST(WebVtt, ReadsBackAsItWasWritten) {
  Subtitles subtitles{"", {{4'000, 5'020, {{{"Ҷавоб ", true}, {"<a> &amp; {b}"}}, {{"2", true, true}}}, {}, 0}}};
  for (const auto vertical : {Vertical::top, Vertical::middle, Vertical::bottom})
    for (const auto horizontal : {Horizontal::left, Horizontal::centre, Horizontal::right})
      if (const Place place{vertical, horizontal, {}}; place != Place{})
        subtitles.cues.push_back({6'000, 7'000, {{{std::to_string(subtitles.cues.size())}}}, place, 0});
  const support::TemporaryFolder folder;
  auto read = read_subtitles(folder.write("a.vtt", write_webvtt(subtitles)));
  for (auto& cue : read.cues) cue.source_line = 0;
  EXPECT_EQ(write_webvtt(read), write_webvtt(subtitles));  // differences show
  EXPECT_EQ(read, subtitles);
}

}  // namespace
}  // namespace tasma::codecs::subtitles
