#include <algorithm>
#include <mutex>
#include <thread>

#include "pipeline/checksums.hpp"
#include "pipeline/flow.hpp"
#include "pipeline/read_once.hpp"

namespace tasma::pipeline {

ChecksumReport check_checksums(const Inventory& inventory, const Resources& resources, Observer& observer) {
  const Checksums checksums(inventory);
  const auto covered = checksums.covered();
  const auto algorithms = checksums.algorithms();
  const std::vector<std::pair<std::string, ScanFile>> files(covered.begin(), covered.end());
  std::uint64_t bytes = 0;
  for (const auto& [name, file] : files) bytes += file.stamp.size;
  observer.phase("checksums", inventory.name, static_cast<std::int64_t>(bytes), "bytes");

  FileDigests digests;
  std::mutex guard;
  Flow flow;
  flow.threads =
      resources.threads > 0 ? resources.threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const auto parts = split({0, std::ssize(files)}, 1);
  for_each_part(parts, flow, observer, [&](std::size_t index, Range) {
    const auto& [name, file] = files[index];
    auto read = read_once(file.path, file.stamp, algorithms, observer,
                          [&](auto block) { observer.advance(std::ssize(block)); });
    const std::scoped_lock lock(guard);
    digests[name] = std::move(read);
  });
  auto report = checksums.compare(digests, Severity::refusal);
  if (report.lists.empty())
    report.findings.push_back({FindingCode::missing_digest,
                               Severity::remark,
                               {},
                               {},
                               Message("T4303",
                                       "no checksum list lies in the scan, or beside it under its name; ask "
                                       "whoever scanned it for one")});
  return report;
}

}  // namespace tasma::pipeline
