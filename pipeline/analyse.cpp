#include "pipeline/analyse.hpp"

#include <fstream>
#include <iterator>

#include "pipeline/core/printable.hpp"
#include "pipeline/plan_json.hpp"
#include "restoration/catalogue.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

void close(std::ofstream& out, const fs::path& file) {
  out.close();
  if (!out)
    throw Error(ExitCode::io,
                Message("T4116", "{1}: cannot be written; see that the disk has room", {printable(file)}));
}

}  // namespace

std::vector<Segment> measure_segments(const AnalysedPart& reel) {
  const auto analysis = restoration::make_analysis(reel.source.stream(), reel.work.job.repairs);
  const auto fingerprint = reel.work.fingerprint("measure " + line_of(reel.work.job.repairs));
  const auto parts = split(reel.part, reel.work.job.resources.segment_length);
  std::vector<Segment> segments(parts.size());
  reel.work.observer.phase("measure", reel.work.reel.id, reel.part.length());
  for_each_part(parts, reel.flow, reel.work.observer, [&](std::size_t index, Range part) {
    bool fresh = false;
    const auto make = [&](const fs::path& file, Segment&) {
      fresh = true;
      std::vector<Measurement> measured;
      const auto look = [&](const Neighbourhood& around) { return analysis->measure(around); };
      for_each_frame<Measurement>(reel.source, part, analysis->reach(), reel.flow, reel.work.observer, look,
                                  [&](const Measurement& measurement) {
                                    measured.push_back(measurement);
                                    reel.work.observer.advance();
                                  });
      std::ofstream out(file, std::ios::binary);
      write_measurements(out, measured, reel.source.stream());
      close(out, file);
    };
    segments[index] =
        reel.folder.reuse_or_make(wanted_segment("measure", reel.source.numbers(), part, fingerprint), make);
    if (!fresh) reel.work.observer.advance(part.length());
  });
  return segments;
}

std::vector<Measurement> measure(const AnalysedPart& reel) {
  std::vector<Measurement> measured;
  for (const auto& segment : measure_segments(reel)) {
    std::ifstream in(reel.folder.file(segment), std::ios::binary);
    std::ranges::move(read_measurements(in, reel.source.stream(), printable(reel.folder.file(segment))),
                      std::back_inserter(measured));
  }
  return measured;
}

Segment decide(const AnalysedPart& reel, std::span<const Measurement> measurements) {
  const auto analysis = restoration::make_analysis(reel.source.stream(), reel.work.job.repairs);
  const auto fingerprint = reel.work.fingerprint("plan " + line_of(reel.work.job.repairs));
  const auto wanted = wanted_segment("plan", reel.source.numbers(), reel.part, fingerprint);
  return reel.folder.reuse_or_make(
      wanted, [&](const fs::path& file, Segment&) { write_plan_file(reel, analysis->decide(measurements), file); });
}

void write_plan_file(const AnalysedPart& reel, const Plan& plan, const fs::path& file) {
  std::ofstream out(file, std::ios::binary);
  write_plan(out, plan, reel.source.stream());
  close(out, file);
}

Plan plan_of(const AnalysedPart& reel, const Segment& decided) {
  const auto file = reel.folder.file(decided);
  std::ifstream in(file, std::ios::binary);
  return read_plan(in, reel.source.stream(), printable(file));
}

}  // namespace tasma::pipeline
