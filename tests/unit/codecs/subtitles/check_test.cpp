#include "codecs/subtitles/check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/core/error.hpp"

namespace tasma::codecs::subtitles {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Cue cue(std::int64_t begin_ms, std::int64_t end_ms, std::vector<Line> lines = {{{"text"}}}, Place place = {}) {
  return {begin_ms, end_ms, std::move(lines), place, 7};
}

constexpr FilmLength hundred_seconds{{24, 1}, 2400};

std::vector<Finding> check(std::vector<Cue> cues) {
  return check_subtitles({"kk", std::move(cues)}, hundred_seconds, "a.srt");
}

/// Names of the codes.
std::vector<std::string_view> codes(const std::vector<Finding>& findings) {
  std::vector<std::string_view> names;
  for (const auto& finding : findings) names.push_back(name_of(finding.code));
  return names;
}

TEST(CheckSubtitles, SoundOnesGiveNothing) {
  EXPECT_THAT(check({cue(4'000, 5'000), cue(5'084, 6'000), cue(99'000, 100'000)}), IsEmpty());
}

TEST(CheckSubtitles, invalid_cue) {
  const auto findings = check({cue(5'000, 6'000), cue(9'000, 8'000), cue(10'000, 10'000)});
  EXPECT_THAT(codes(findings), ElementsAre("invalid_cue", "invalid_cue"));
  EXPECT_EQ(findings[0].severity, Severity::refusal);
  EXPECT_EQ(findings[0].file, "a.srt");
  EXPECT_THAT(english(findings[0].message), HasSubstr("cue 2, of line 7,"));
}

TEST(CheckSubtitles, mismatched_cue) {
  const auto findings = check({cue(99'000, 100'042), cue(200'000, 201'000)});
  EXPECT_THAT(codes(findings), ElementsAre("mismatched_cue", "mismatched_cue"));
  EXPECT_THAT(english(findings[0].message), HasSubstr("1 frames behind"));
  EXPECT_THAT(english(findings[1].message), HasSubstr("2424 frames behind"));
  EXPECT_THAT(check({cue(99'000, 100'020)}), IsEmpty());  // less than half a frame
  EXPECT_THAT(codes(check({cue(-1'000, 6'000)})), ElementsAre("mismatched_cue", "unexpected_first_cue"));
}

TEST(CheckSubtitles, unexpected_overlap) {
  const auto findings = check({cue(5'000, 9'000), cue(6'000, 7'000), cue(8'000, 10'000)});
  EXPECT_THAT(codes(findings), ElementsAre("unexpected_overlap", "unexpected_overlap"));
  EXPECT_THAT(english(findings[1].message), HasSubstr("24 frames before"));  // the first, not the second, ends at 9 s
  EXPECT_THAT(check({cue(5'000, 9'000), cue(6'000, 7'000, {{{"up"}}}, {Vertical::top, Horizontal::centre, {}})}),
              IsEmpty());
}

TEST(CheckSubtitles, unexpected_gap) {
  EXPECT_THAT(codes(check({cue(5'000, 6'000), cue(6'000, 7'000)})), ElementsAre("unexpected_gap"));
  EXPECT_THAT(codes(check({cue(5'000, 6'000), cue(6'042, 7'000)})), ElementsAre("unexpected_gap"));
  EXPECT_THAT(check({cue(5'000, 6'000), cue(6'083, 7'000)}), IsEmpty());
}

TEST(CheckSubtitles, unexpected_duration) {
  EXPECT_THAT(codes(check({cue(5'000, 5'583)})), ElementsAre("unexpected_duration"));
  EXPECT_THAT(check({cue(5'000, 5'625)}), IsEmpty());
}

TEST(CheckSubtitles, unexpected_line_count) {
  EXPECT_THAT(check({cue(5'000, 6'000, std::vector<Line>(3, {{"a"}}))}), IsEmpty());
  EXPECT_THAT(codes(check({cue(5'000, 6'000, std::vector<Line>(4, {{"a"}}))})), ElementsAre("unexpected_line_count"));
}

TEST(CheckSubtitles, unexpected_line_length) {
  const auto of = [](int letters) {
    std::string text;
    for (int i = 0; i < letters; ++i) text += "и\u0306";  // й from two characters
    return check({cue(5'000, 6'000, {{{text}}})});
  };
  EXPECT_THAT(of(52), IsEmpty());
  EXPECT_EQ(of(53).at(0).severity, Severity::note);
  EXPECT_EQ(of(79).at(0).severity, Severity::note);
  EXPECT_EQ(of(80).at(0).severity, Severity::remark);
  EXPECT_THAT(codes(of(80)), ElementsAre("unexpected_line_length"));
}

TEST(CheckSubtitles, unexpected_first_cue) {
  EXPECT_THAT(codes(check({cue(3'999, 6'000)})), ElementsAre("unexpected_first_cue"));
}

}  // namespace
}  // namespace tasma::codecs::subtitles
