#include "cli/screen_command.hpp"

#include <iomanip>

#include "cli/job.hpp"
#include "cli/outcome.hpp"
#include "cli/reporter.hpp"
#include "cli/text.hpp"

namespace tasma::cli {
namespace {

void print_offers(const std::string& heading, const std::vector<pipeline::CopyOffer>& offers, std::ostream& out) {
  out << heading << '\n';
  for (const auto& [name, about, files] : offers) {
    out << "  " << std::left << std::setw(13) << name << translated(about) << '\n';
    std::string all;
    for (const auto& file : files) all += (all.empty() ? "" : ", ") + file;
    out << std::string(15, ' ') << all << '\n';
  }
}

ExitCode list_copies(const Invocation& invocation, Console& console) {
  if (invocation.request.json) {
    console.out << pipeline::copies_json() << '\n';
    return ExitCode::ok;
  }
  print_offers(translated(gettext_noop("formats (--as):")), pipeline::copy_formats(), console.out);
  print_offers(translated(gettext_noop("halls (--preset):")), pipeline::copy_presets(), console.out);
  return ExitCode::ok;
}

ExitCode run_screen(const Invocation& invocation, Console& console) {
  if (invocation.request.list) return list_copies(invocation, console);
  const auto job = job_of(invocation, screen_command, console);
  return print_outcome(pipeline::screen(job, invocation.request.output, console.reporter), invocation, console);
}

}  // namespace

constinit const Command screen_command{
    screen,
    "screen",
    "SCAN...|JOB.toml",
    true,
    true,
    gettext_noop("copies that a hall plays, into a folder"),
    gettext_noop("Makes H.264 (MP4), ProRes 422 HQ (MOV) and SMPTE DCPs of scans, restored masters or the reels of a "
                 "job: cropped to --picture, log scans by their film curve, negatives inverted, BT.709. Several scans, "
                 "or the reels of a job, become one film."),
    run_screen};

}  // namespace tasma::cli
