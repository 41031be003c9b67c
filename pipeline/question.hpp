#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/core/message.hpp"
#include "pipeline/core/scan.hpp"
#include "pipeline/job.hpp"

namespace tasma::pipeline {

/// What may be asked.
inline constexpr std::array<std::string_view, 4> question_names{"rate", "transfer", "element", "picture"};

/// What screening needs to know of a reel, and neither a header nor a person has said. Its name is that of the option
/// that answers it for all reels of a film, and of the key in a job file's [scan] or [[reel]].
struct Question {
  std::string reel;        // id
  std::string name;        // of question_names
  std::string proposal;    // an answer, as the option takes it: "24", "1440x1080+120+60"
  Message message;         // why it is asked
  bool is_of_one = false;  // of several reels in the film: an option would answer for the others, too

  /// As the command line takes the answer, or of one of several reels the job file: --rate 24, rate = 24.
  std::string answer() const { return is_of_one ? job_line() : option(); }
  std::string option() const { return "--" + name + ' ' + proposal; }
  std::string job_line() const {  // rate = 24, element = "print"
    return name + " = " + (name == "rate" ? proposal : '"' + proposal + '"');
  }
  std::string answer_line() const { return reel + ',' + name + ',' + proposal + ",,"; }  // reel,question,answer,who,why
};

/// The questions of one reel.
struct ReelQuestions {
  std::vector<Question> questions;
  ScanFacts proposed;  // what was said, and every proposal as if it were accepted
};

/// Whether a header or a person says how many frames a second; if not, it is asked.
bool is_rate_said(const Inventory& inventory);

/// Asks what is needed to show `source`, the reel's scan or a master of it:
///
/// rate      where no header says it. Proposed: 24.
/// transfer  where no header says it. Proposed: cineon where code values crowd as log film does (of 10 bits within
///           60-800), else video.
/// element   where code values are not Cineon's, and either no header says what they are or the light of every colour
///           lies within 1:25, as a negative's does with its gamma of 0.6, and a print's does not. Proposed by that.
/// picture   where a border stands out, of more than 2 % of the frame at some side, or where the scan shows
///           perforations. Proposed: what picture_area() finds, or what lies beside the perforations.
///
/// A LUT stands for transfer and element. Of a movie only the rate is asked: it is shown as it is. Reads some frames.
/// Throws what reading throws.
ReelQuestions questions_of(const ReelJob& reel, const Scan& source);

/// The reel's stream as it may have been taken before: as it is now, and with what no header says as it is while nobody
/// answers, 24 frames a second, of no known transfer. What was made of it then is not made again for an answer.
std::vector<StreamInfo> streams_before_answers(const Inventory& inventory);

}  // namespace tasma::pipeline
