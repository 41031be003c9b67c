#include "tests/support/fake_pipeline.hpp"

#include "pipeline/checksum_report.hpp"
#include "pipeline/cluster/pin.hpp"
#include "pipeline/cluster/submit.hpp"
#include "pipeline/cluster/worker.hpp"
#include "pipeline/survey.hpp"
#include "pipeline/versions.hpp"

namespace tasma {
namespace fake {

Pipeline& the_pipeline() {
  static Pipeline pipeline;
  return pipeline;
}

namespace {

pipeline::Outcome asked(const char* called, const std::filesystem::path& path, Observer& observer) {
  auto& now = the_pipeline();
  now.called = called;
  now.path = path;
  if (now.work) now.work(observer);
  return now.outcome;
}

}  // namespace
}  // namespace fake

namespace pipeline {

Outcome preserve(const Job& job, const std::filesystem::path& master, Observer& observer) {
  fake::the_pipeline().job = job;
  return fake::asked("preserve", master, observer);
}

Outcome extract(const Job& job, const ChosenFiles&, const std::filesystem::path& output, Observer& observer) {
  fake::the_pipeline().job = job;
  return fake::asked("extract", output, observer);
}

Outcome restore(const Job& job, const std::filesystem::path& output, std::optional<FramesAs> frames_as,
                Observer& observer) {
  fake::the_pipeline().job = job;
  fake::the_pipeline().frames_as = frames_as;
  return fake::asked("restore", output, observer);
}

Outcome revert(const Job& job, const std::filesystem::path& from, const std::optional<Repairs>& taken_back,
               const std::filesystem::path& output, Observer& observer) {
  fake::the_pipeline().job = job;
  fake::the_pipeline().from = from;
  fake::the_pipeline().taken_back = taken_back;
  return fake::asked("revert", output, observer);
}

Survey survey(const Job& job, Observer& observer) {
  fake::the_pipeline().job = job;
  const auto outcome = fake::asked("survey", job.reels.front().scan, observer);
  return {job.reels.front().scan, job.reels.front().id, job.repairs, {}, {}, outcome.findings};
}

Outcome survey_estimate(const Job& job) {
  fake::the_pipeline().called = "survey_estimate";
  fake::the_pipeline().job = job;
  return fake::the_pipeline().outcome;
}

Outcome screen(const Job& job, const std::filesystem::path& output, Observer& observer) {
  fake::the_pipeline().job = job;
  return fake::asked("screen", output, observer);
}

Outcome run(const Job& job, const std::filesystem::path& output, Observer& observer) {
  fake::the_pipeline().job = job;
  return fake::asked("run", output, observer);
}

Outcome do_step(const Job& job, const std::filesystem::path& output, Step, Share, Observer& observer) {
  fake::the_pipeline().job = job;
  return fake::asked("do_step", output, observer);
}

ExitCode mind_task(const Job& job, const std::filesystem::path& output, Step, const Child::Work&, Observer& observer) {
  fake::the_pipeline().job = job;
  return fake::asked("mind_task", output, observer).exit_code();
}

Submission submit(const Job& job, const std::filesystem::path& output, const SubmitSettings&) {
  fake::the_pipeline().job = job;
  fake::the_pipeline().called = "submit";
  fake::the_pipeline().path = output;
  return {};
}

std::string features_to_disable(const Submission&) { return {}; }

Outcome verify(const std::filesystem::path& package, Level level, Storage, const Resources& resources,
               Observer& observer) {
  fake::the_pipeline().level = level;
  fake::the_pipeline().job.resources = resources;
  return fake::asked("verify", package, observer);
}

Outcome verify_against(const std::vector<std::filesystem::path>&, const Deletion& deletion, const Resources&,
                       Observer& observer) {
  return fake::asked("verify_against", deletion.scan, observer);
}

Inventory inspect(const std::filesystem::path& scan, const ScanFacts& said) {
  auto& now = fake::the_pipeline();
  now.called = "inspect";
  now.path = scan;
  now.facts = said;
  if (now.look) now.look(scan);
  Inventory inventory;
  inventory.root = scan;
  inventory.findings = now.outcome.findings;
  return inventory;
}

ChecksumReport check_checksums(const Inventory&, const Resources&, Observer& observer) {
  auto& now = fake::the_pipeline();
  now.called = "check_checksums";
  if (now.work) now.work(observer);
  return now.checksums;
}

std::string inventory_json(const Inventory& inventory, const std::optional<ChecksumReport>&) {
  return R"({"schema":"tasma.inventory/1","root":")" + inventory.root.string() + "\"}";
}
std::string inventory_text(const Inventory& inventory, const std::optional<ChecksumReport>&) {
  return "inventory of " + inventory.root.string() + '\n';
}
std::string survey_json(const Survey& survey) { return R"({"schema":"tasma.survey/1","reel":")" + survey.reel + "\"}"; }
std::string survey_text(const Survey& survey) { return "survey of " + survey.reel + '\n'; }
std::string outcome_json(const Outcome&) { return R"({"schema":"tasma.outcome/1"})"; }
std::string verification_json(const std::filesystem::path& package, Level, const Outcome&) {
  return R"({"schema":"tasma.verification/1","package":")" + package.string() + R"("})";
}

std::string version() { return "tasma 0.0.1"; }
std::vector<std::pair<std::string, std::string>> library_versions() { return {{"libavcodec", "59.37.100"}}; }

}  // namespace pipeline
}  // namespace tasma
