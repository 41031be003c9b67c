#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "pipeline/batch/film_record.hpp"

namespace tasma::pipeline {
namespace {

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&') {
      safe += "&amp;";
    } else if (c == '<') {
      safe += "&lt;";
    } else if (c == '>') {
      safe += "&gt;";
    } else if (c == '"') {
      safe += "&quot;";
    } else {
      safe += c;
    }
  }
  return safe;
}

/// What a person is asked, and how to answer.
std::string questions_of(const FilmRecord& record) {
  const auto document = nlohmann::json::parse(record.document, nullptr, /*allow_exceptions=*/false);
  if (!document.is_object() || !document.contains("questions")) return {};
  std::string list;
  for (const auto& question : document["questions"]) {
    const auto of = [&](const char* key) { return question.value(key, ""); };
    list += "<li>" + escaped(of("reel")) + ": " + escaped(of("text")) + ". Proposed: <code>" + escaped(of("job_line")) +
            "</code> in the job file, or in the file of <code>--answers</code>, under " +
            "<code>reel,question,answer,who,why</code>: <code>" + escaped(of("answer_line")) + "</code>\n";
  }
  const auto sheet = std::filesystem::path(document.value("contact_sheet", "")).filename().string();
  if (!sheet.empty())
    list +=
        "<li><a href=\"" + escaped(sheet) + "\">" + escaped(sheet) + "</a>: how it would look with what is proposed\n";
  return "<ul>\n" + list + "</ul>\n";
}

constexpr std::string_view head =
    R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tasma: films of this batch</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.4 sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; color: #222; background: #fff }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .4em .8em .4em 0; border-bottom: 1px solid #ccc }
td:nth-child(5) { overflow-wrap: anywhere }
.failed { color: #a00 } .waiting { color: #850 } .stopped { color: #555 } .done { color: #060 }
@media (max-width: 50em) {
  table, tbody, tr, td { display: block } tr:first-child { display: none } tr { border-bottom: 1px solid #ccc; padding: .5em 0 }
  td { border: 0; padding: 0; overflow-wrap: anywhere } td:nth-child(-n+4) { display: inline-block; margin-right: .6em }
  td:first-child { font-weight: bold } td:nth-child(4)::before { content: "exit " } td:last-child { color: #777 } ul { padding-left: 1.2em }
}
@media (prefers-color-scheme: dark) {
  body { color: #ddd; background: #181818 } th, td, tr { border-color: #444 } a { color: #8bf }
  .failed { color: #f77 } .waiting { color: #eb6 } .stopped { color: #aaa } .done { color: #7d7 }
}
</style></head><body>
<h1>Films of this batch</h1>
)";

}  // namespace

std::string batch_page(const std::vector<FilmRecord>& records) {
  std::string page(head), summary;
  for (const auto state : {FilmState::failed, FilmState::waiting, FilmState::stopped, FilmState::done})
    if (const auto count = std::ranges::count(records, state, &FilmRecord::state))
      summary += (summary.empty() ? "" : ", ") + std::to_string(count) + ' ' + std::string(name_of(state));
  page += "<p>" + summary +
          "</p>\n<table>\n<tr><th>film<th>state<th>stage<th>exit<th>what there is to say<th>ended (UTC)\n";
  // What needs a person stands first.
  for (const auto state : {FilmState::failed, FilmState::waiting, FilmState::stopped, FilmState::done})
    for (const auto& record : records) {
      if (record.state != state) continue;
      const std::string name(name_of(state));
      page += "<tr><td>" + escaped(record.film) + "<td class=\"" + name + "\">" + name + "<td>" +
              std::string(name_of(record.stage)) + "<td>" + std::to_string(static_cast<int>(record.code)) + "<td>" +
              (record.cause_id.empty() ? "" : "<code>" + escaped(record.cause_id) + "</code> ") +
              escaped(record.cause) + questions_of(record) + "<td>" + escaped(record.ended) + '\n';
    }
  return page + "</table>\n</body></html>\n";
}

}  // namespace tasma::pipeline
