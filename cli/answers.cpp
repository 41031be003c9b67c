#include "cli/answers.hpp"

#include <algorithm>
#include <ranges>

#include "cli/csv.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/question.hpp"

namespace tasma::cli {
namespace {

[[noreturn]] void refuse(const Message& message) { throw Error(ExitCode::usage, message); }

JobFile::Reel& reel_of(const std::string& place, const std::string& id, std::vector<JobFile>& films) {
  for (auto& film : films)
    if (const auto reel = std::ranges::find(film.reels, id, &JobFile::Reel::id); reel != film.reels.end()) return *reel;
  refuse(Message("T1160", "{1}: no film has a reel {2}", {place, id}));
}

}  // namespace

void take_answers(const std::filesystem::path& file, std::vector<JobFile>& films) {
  const CsvTable table(file, {"reel", "question", "answer", "who", "why"});
  for (const auto& row : table.rows()) {
    const auto place = table.place(row);
    const auto of = [&](std::string_view column) { return table.value(row, column); };
    pipeline::Answer answer{of("reel"), of("question"), of("answer"), of("who"), of("why")};
    auto& reel = reel_of(place, answer.reel, films);
    if (std::ranges::find(pipeline::question_names, answer.question) == pipeline::question_names.end())
      refuse(Message("T1161", "{1}: \"{2}\" is no question; it is rate, transfer, element or picture",
                     {place, answer.question}));
    if (answer.answer.empty()) continue;
    if (std::ranges::find(reel.answers, answer.question, &pipeline::Answer::question) != reel.answers.end())
      refuse(Message("T1162", "{1}: {2} of {3} was answered in a line before", {place, answer.question, answer.reel}));
    const Given given{find_option(answer.question), {answer.answer}, place + ": " + answer.question};
    Request scratch;
    take(scratch, given);
    reel.facts.push_back(given);
    reel.answers.push_back(std::move(answer));
  }
}

}  // namespace tasma::cli
