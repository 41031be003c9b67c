#include "cli/survey_command.hpp"

#include "cli/job.hpp"
#include "cli/outcome.hpp"
#include "cli/reporter.hpp"
#include "cli/text.hpp"
#include "pipeline/survey.hpp"

namespace tasma::cli {
namespace {

ExitCode run_survey(const Invocation& invocation, Console& console) {
  const auto job = job_of(invocation, survey_command, console);
  const auto& request = invocation.request;
  if (job.dry_run) return print_outcome(pipeline::survey_estimate(job), invocation, console);
  const auto survey = pipeline::survey(job, console.reporter);
  console.reporter.finish();
  record_findings(survey.findings, console);
  if (request.json) {
    console.out << pipeline::survey_json(survey) << '\n';
  } else {
    console.out << pipeline::survey_text(survey);
    print_findings(survey.findings, request.verbose, console.out);
  }
  return exit_code_of(survey.findings);
}

}  // namespace

constinit const Command survey_command{
    survey,
    "survey",
    "SCAN",
    false,
    false,
    gettext_noop("census of defects, nothing repaired"),
    gettext_noop(
        "Measures the whole reel as restore does and tells what restoring would find: dust a minute by size and "
        "polarity, flicker, weave, suspect frames; and shots with intertitles, leaders and black, flash and duplicate "
        "frames, the likely first and last frame of the picture. Nothing is repaired, and nothing is left behind: work "
        "in progress lies in --work or in the system's temporary folder. --frames makes a trial of a part in minutes."),
    run_survey};

}  // namespace tasma::cli
