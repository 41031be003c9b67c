#include <gtest/gtest.h>

#include "codecs/open.hpp"
#include "pipeline/commands.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/shared.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::pipeline {
namespace {

using support::shared_files;

/// "samples" if the master gives back the file's samples; else the reason why it was refused.
std::string preserved(const std::filesystem::path& file, const std::filesystem::path& master) {
  Job job;
  job.film = "still";
  job.reels = {{"still", file, {}, {}, {}}};
  Observer observer;
  try {
    const auto outcome = preserve(job, master, observer);
    for (const auto& finding : outcome.findings)
      if (finding.severity == Severity::refusal)
        return std::string(name_of(finding.code)) + ": " + english(finding.message);
    if (outcome.products.size() != 1) return {};
  } catch (const Error& error) {
    return error.code() == ExitCode::material ? error.what() : std::string();
  }
  const auto scan = codecs::open_scan(file, {});
  const auto copy = codecs::open_scan(master, {});
  if (copy->numbers().size() != 1 || copy->numbers()[0] != scan->numbers()[0]) return {};
  if (scan->inventory().frames[0].state != FrameState::whole) return {};
  return same_samples(scan->read(0).pixels, copy->read(0).pixels) ? "samples" : std::string();
}

TEST(RoundTrip, EverySharedStillComesBackWithItsSamplesOrIsRefusedByName) {
  std::vector<std::filesystem::path> files;
  for (const auto* folder : {"testdata/dpx", "testdata/exr", "testdata/tiff"})
    for (const auto& file : shared_files(folder))
      if (const auto suffix = file.extension();
          suffix == ".dpx" || suffix == ".exr" || suffix == ".tif" || suffix == ".tiff")
        files.push_back(file);
  if (files.empty()) GTEST_SKIP() << "no shared material";

  const support::TemporaryFolder folder;
  int whole = 0, number = 0;
  for (const auto& file : files) {
    const auto master = folder / (std::to_string(number++) + ".mkv");
    const auto result = preserved(file, master);
    EXPECT_NE(result, "") << file;
    whole += result == "samples";
    std::cout << file.lexically_relative(support::shared_material()).native() << ": " << result << '\n';
  }
  EXPECT_GT(whole, 110);  // of 81 TIFF, 15 OpenEXR and about 60 DPX; most of the refused are palettes, fax and floats
}

}  // namespace
}  // namespace tasma::pipeline
