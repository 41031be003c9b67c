#include "pipeline/analyse.hpp"

#include <fstream>
#include <iterator>

#include "pipeline/core/printable.hpp"
#include "pipeline/plan_json.hpp"
#include "restoration/catalogue.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

std::string settings_of(const Job& job) {
  const auto& repairs = job.repairs;
  return std::string("repair") + (repairs.dust ? " dust" : "") + (repairs.scratches ? " scratches" : "") +
         (repairs.flicker ? " flicker" : "") + (repairs.stabilization ? " stabilization" : "");
}

void close(std::ofstream& out, const fs::path& file) {
  out.close();
  if (!out)
    throw Error(ExitCode::io,
                Message("T4116", "{1}: cannot be written; see that the disk has room", {printable(file)}));
}

}  // namespace

Analyser::Analyser(const ReelWork& work, const FrameSource& source, Range part, const SegmentFolder& folder,
                   const Flow& flow)
    : work_(work), source_(source), part_(part), folder_(folder), flow_(flow), settings_(settings_of(work.job)) {}

std::vector<Measurement> Analyser::measure() const {
  const auto analysis = restoration::make_analysis(source_.stream(), work_.job.repairs);
  const auto fingerprint = work_.fingerprint("measure " + settings_);
  const auto parts = split(part_, work_.job.resources.segment_length);
  std::vector<Segment> segments(parts.size());
  work_.observer.phase("measure", work_.reel.id, part_.length());
  for_each_part(parts, flow_, work_.observer, [&](std::size_t index, Range part) {
    bool fresh = false;
    const auto make = [&](const fs::path& file, Segment&) {
      fresh = true;
      std::vector<Measurement> measured;
      const auto look = [&](const Neighbourhood& around) { return analysis->measure(around); };
      for_each_frame<Measurement>(source_, part, analysis->reach(), flow_, work_.observer, look,
                                  [&](const Measurement& measurement) {
                                    measured.push_back(measurement);
                                    work_.observer.advance();
                                  });
      std::ofstream out(file, std::ios::binary);
      write_measurements(out, measured, source_.stream());
      close(out, file);
    };
    segments[index] = folder_.reuse_or_make(wanted_segment("measure", source_.numbers(), part, fingerprint), make);
    if (!fresh) work_.observer.advance(part.length());
  });
  std::vector<Measurement> reel;
  for (const auto& segment : segments) {
    std::ifstream in(folder_.file(segment), std::ios::binary);
    std::ranges::move(read_measurements(in, source_.stream(), printable(folder_.file(segment))),
                      std::back_inserter(reel));
  }
  return reel;
}

Plan Analyser::decide(std::span<const Measurement> measurements) {
  const auto analysis = restoration::make_analysis(source_.stream(), work_.job.repairs);
  const auto wanted = wanted_segment("plan", source_.numbers(), part_, work_.fingerprint("plan " + settings_));
  decided_ = folder_.reuse_or_make(wanted, [&](const fs::path& file, Segment&) {
    std::ofstream out(file, std::ios::binary);
    write_plan(out, analysis->decide(measurements), source_.stream());
    close(out, file);
  });
  std::ifstream in(plan_file(), std::ios::binary);
  return read_plan(in, source_.stream(), printable(plan_file()));
}

}  // namespace tasma::pipeline
