#include <algorithm>
#include <fstream>
#include <iterator>
#include <mutex>

#include "codecs/digest.hpp"
#include "codecs/master.hpp"
#include "pipeline/budget.hpp"
#include "pipeline/commands.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/framemd5.hpp"
#include "pipeline/manifest.hpp"
#include "pipeline/package.hpp"
#include "pipeline/process_record.hpp"
#include "pipeline/source_files.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    throw Error(ExitCode::material, Message("T4070", "{1}: cannot be read; this is no whole bag", {printable(file)}));
  return {std::istreambuf_iterator<char>(in), {}};
}

/// One bag under examination.
class Examination {
 public:
  Examination(fs::path package, Observer& observer) : package_(std::move(package)), observer_(observer) {}

  void structure() {
    if (!text_of(package_ / "bagit.txt").starts_with("BagIt-Version: "))
      find(FindingCode::invalid_package, "bagit.txt", Message("T4071", "does not say BagIt-Version"));
    payload_ = read_manifest("manifest-sha256.txt");
    tags_ = read_manifest("tagmanifest-sha256.txt");
    if (payload_.empty()) find(FindingCode::invalid_manifest, "manifest-sha256.txt", Message("T4072", "lists no file"));
    for (const auto* manifest : {&payload_, &tags_})
      for (const auto& [path, digest] : *manifest)
        if (!is_plain_file(package_ / path))
          find(FindingCode::missing_file, path, Message("T4073", "is listed in the manifest and not there"));
    for (const auto& entry : fs::recursive_directory_iterator(package_)) {
      if (entry.symlink_status().type() == fs::file_type::directory) continue;
      const auto path = entry.path().lexically_relative(package_).generic_string();
      if (!payload_.contains(path) && !tags_.contains(path) && path != "tagmanifest-sha256.txt")
        find(FindingCode::unexpected_file, path, Message("T4074", "is in the package and in no manifest"));
    }
    const auto info = text_of(package_ / "bag-info.txt");
    if (fs::is_directory(package_ / "data") &&
        info.find("\nPayload-Oxum: " + payload_oxum(package_ / "data") + '\n') == std::string::npos)
      find(FindingCode::invalid_package, "bag-info.txt",
           Message("T4075", "Payload-Oxum does not agree with the files under data/"));
  }

  void fixity() {
    for (const auto* manifest : {&tags_, &payload_})
      for (const auto& [path, digest] : *manifest) {
        if (!is_plain_file(package_ / path)) continue;
        stop_if_requested(observer_);
        if (hex(codecs::sha256_of(package_ / path)) != digest)
          find(FindingCode::mismatched_digest, path,
               Message("T4076", "has other bytes than when it was sealed; take another copy"));
        observer_.advance(static_cast<std::int64_t>(fs::file_size(package_ / path)));
      }
  }

  /// Decodes every master and holds each frame against the framemd5 list beside it.
  void decode(const Resources& resources) {
    for (const auto& [path, digest] : payload_) {
      const fs::path list(path);
      if (list.extension() != ".framemd5" || !is_plain_file(package_ / path)) continue;
      const auto master = package_ / "data" / (list.stem().string() + ".mkv");
      if (!is_plain_file(master)) continue;
      try {
        compare(master, parse_framemd5(text_of(package_ / path), package_ / path), resources);
        give_back(master, resources);
      } catch (const Error& error) {
        if (error.code() != ExitCode::material) throw;
        find(FindingCode::invalid_picture, master.lexically_relative(package_), error.message());
      }
    }
  }

  std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const auto* manifest : {&tags_, &payload_})
      for (const auto& [path, digest] : *manifest)
        if (is_plain_file(package_ / path)) sum += fs::file_size(package_ / path);
    return sum;
  }

  std::vector<Finding> findings;

 private:
  static bool is_plain_file(const fs::path& file) {
    std::error_code absent;
    return fs::symlink_status(file, absent).type() == fs::file_type::regular;
  }

  void find(FindingCode code, const fs::path& file, const Message& message,
            std::optional<std::int64_t> frame = std::nullopt) {
    findings.push_back({code, Severity::refusal, file, frame, message});
  }

  Manifest read_manifest(const std::string& name) {
    try {
      return parse_manifest(text_of(package_ / name), name);
    } catch (const Error& error) {
      find(FindingCode::invalid_manifest, name, error.message());
      return {};
    }
  }

  void compare(const fs::path& master, const std::vector<std::string>& digests, const Resources& resources) {
    const auto scan = codecs::open_master(master, {});
    const auto frames = static_cast<std::int64_t>(scan->numbers().size());
    observer_.phase("decode", printable(master.filename()), frames);
    const auto relative = master.lexically_relative(package_);
    if (frames != std::ssize(digests))
      find(FindingCode::mismatched_frame_digest, relative,
           Message("T4077", "has {1} frames, its list has {2}",
                   {std::to_string(frames), std::to_string(digests.size())}));
    const auto digest_of = [](const Neighbourhood& around) {
      return std::pair(around.centre->position, hex(codecs::frame_md5(around.centre->pixels)));
    };
    const Range all{0, std::min<std::int64_t>(frames, std::ssize(digests))};
    const auto flow = flow_for(resources, scan->stream(), 0);
    const auto parts = split(all, resources.segment_length);
    std::mutex finding;
    for_each_part(parts, flow, observer_, [&](std::size_t, Range part) {
      for_each_frame<std::pair<std::int64_t, std::string>>(
          *scan, part, 0, flow, observer_, digest_of, [&](const auto& seen) {
            const auto at = static_cast<std::size_t>(seen.first);
            if (seen.second != digests[at]) {
              const std::scoped_lock lock(finding);
              find(FindingCode::mismatched_frame_digest, relative,
                   Message("T4078", "decodes to other samples than were sealed"), scan->numbers()[at]);
            }
            observer_.advance();
          });
    });
  }

  /// Puts every file of the scan together again, where the master is one that can, and compares its digest.
  void give_back(const fs::path& master, const Resources& resources) {
    const auto scan = codecs::open_master(master, {});
    const auto& inventory = scan->inventory();
    if (std::ranges::none_of(inventory.frames, [](const FrameEntry& frame) { return frame.digest != Sha256{}; }))
      return;
    const Range all{0, std::ssize(inventory.frames)};
    observer_.phase("give back", printable(master.filename()), all.length());
    SourceFiles(*scan).for_each(all, flow_for(resources, scan->stream(), 0), observer_,
                                [](const ReturnedFile& file) { file.produce([](auto) {}); });
  }

  fs::path package_;
  Observer& observer_;
  Manifest payload_, tags_;
};

}  // namespace

Outcome verify(const fs::path& package, Level level, const Resources& resources, Observer& observer) {
  if (!fs::exists(package))
    throw Error(ExitCode::no_input,
                Message("T4079", "{1}: no such package; see that the disk is there", {printable(package)}));
  if (!fs::is_directory(package) || !fs::exists(package / "bagit.txt"))
    throw Error(ExitCode::material,
                Message("T4080", "{1}: no package: a folder with bagit.txt was expected", {printable(package)}));

  Examination examination(package, observer);
  examination.structure();
  if (level != Level::structure) {
    observer.phase("verify", printable(package), static_cast<std::int64_t>(examination.bytes()), "bytes");
    examination.fixity();
  }
  if (level == Level::full) examination.decode(resources);
  auto findings = std::move(examination.findings);
  std::ranges::move(remarks_of(package), std::back_inserter(findings));  // the scan's own, as it was sealed
  return {{}, std::move(findings), 0};
}

}  // namespace tasma::pipeline
