#include "pipeline/batch/film_record.hpp"

#include <gtest/gtest.h>

namespace tasma::pipeline {
namespace {

std::string cause_of(const std::string& document) {
  FilmRecord record;
  record.film = "F";
  record.document = document;
  set_cause(record);
  return record.cause_id + ": " + record.cause;
}

TEST(CauseOfAFilm, NamesFileAndFrameOfTheFirstFinding) {
  EXPECT_EQ(cause_of(R"({"findings": [
      {"severity": "note", "id": "T1", "message": "a note", "file": "a.txt", "count": 1},
      {"severity": "remark", "id": "T2", "message": "the file ends early", "file": "f_12.dpx", "count": 3,
       "first_frame": 12, "last_frame": 30}]})"),
            "T2: f_12.dpx, frame 12 (and 2 more): the file ends early");
}

TEST(CauseOfAFilm, LeavesOutWhatAFindingDoesNotHave) {
  EXPECT_EQ(cause_of(R"({"findings": [
      {"severity": "refusal", "id": "T1", "message": "look at the frame", "file": "", "count": 1, "first_frame": 7}]})"),
            "T1: frame 7: look at the frame");
  EXPECT_EQ(cause_of(R"({"findings": [
      {"severity": "refusal", "id": "T1", "message": "no sound", "file": "", "count": 1}]})"),
            "T1: no sound");
}

TEST(CauseOfAFilm, AQuestionIsAnsweredForItsReelAlone) {
  EXPECT_EQ(cause_of(R"({"questions": [
      {"reel": "R2", "id": "T1", "text": "log or not", "job_line": "transfer = \"cineon\"", "option": "--transfer cineon",
       "answer_line": "R2,transfer,cineon,,"}, {}]})"),
            "T1: R2: log or not; answer transfer = \"cineon\" in its [[reel]], or R2,transfer,cineon,, in the list of "
            "--answers (the first of 2 questions)");
}

}  // namespace
}  // namespace tasma::pipeline
