#include "cli/answers.hpp"

#include <gtest/gtest.h>
#include <fstream>

#include "pipeline/core/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::cli {
namespace {

/// A film of two reels.
class Answers : public ::testing::Test {
 protected:
  Answers() : films_(1) {
    films_[0].reels.resize(2);
    films_[0].reels[0].id = "R1";
    films_[0].reels[1].id = "R2";
  }
  void take(std::string_view rows) {
    std::ofstream(file(), std::ios::binary) << "reel,question,answer,who,why,proposal\n" << rows;
    take_answers(file(), films_);
  }
  std::string refusal(std::string_view rows) {
    try {
      take(rows);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::usage);
      return error.what();
    }
    return "taken all the same";
  }
  ScanFacts facts_of(std::size_t reel) const { return request_of({&films_[0].reels[reel].facts}).facts; }

  std::vector<JobFile> films_;

 private:
  std::filesystem::path file() const { return folder_.path() / "answers.csv"; }
  support::TemporaryFolder folder_;
};

TEST_F(Answers, BecomeFactsOfTheirReelAndKeepWhoAndWhy) {
  take("R2,rate,18,the archive,the score,24\nR2,element,negative,,,print\n");
  EXPECT_EQ(facts_of(1).rate, Rational(18, 1));
  EXPECT_EQ(facts_of(1).element, Element::negative);
  EXPECT_FALSE(facts_of(0).rate);
  ASSERT_EQ(films_[0].reels[1].answers.size(), 2U);
  EXPECT_EQ(films_[0].reels[1].answers[0].who, "the archive");
  EXPECT_EQ(films_[0].reels[1].answers[0].why, "the score");
}

TEST_F(Answers, ARowThatHasNoneYetIsPassedOver) {
  take("R1,rate,,,,24\nR2,rate,16,,,24\n");
  EXPECT_FALSE(facts_of(0).rate);
  EXPECT_TRUE(films_[0].reels[0].answers.empty());
}

TEST_F(Answers, WhatIsNoAnswerIsRefusedWithItsLine) {
  EXPECT_NE(refusal("R1,rate,16,,,\nR9,rate,16,,,\n").find("answers.csv:3: no film has a reel R9"), std::string::npos);
  EXPECT_NE(refusal("R2,speed,16,,,\n").find("answers.csv:2: \"speed\" is no question"), std::string::npos);
  EXPECT_NE(refusal("R2,rate,fast,,,\n").find("answers.csv:2: rate"), std::string::npos);
  EXPECT_NE(refusal("R2,rate,16,,,\nR2,rate,18,,,\n").find("answers.csv:3: rate of R2 was answered"),
            std::string::npos);
}

}  // namespace
}  // namespace tasma::cli
