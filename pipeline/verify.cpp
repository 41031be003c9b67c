#include <algorithm>
#include <fstream>
#include <iterator>

#include "codecs/dcp/check.hpp"
#include "codecs/digest.hpp"
#include "pipeline/commands.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/framemd5.hpp"
#include "pipeline/manifest.hpp"
#include "pipeline/package.hpp"
#include "pipeline/process_record.hpp"
#include "pipeline/verify_master.hpp"

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
        if (hex(codecs::sha256_of(package_ / path, [&] { stop_if_requested(observer_); })) != digest) {
          find(FindingCode::mismatched_digest, path,
               Message("T4076", "has other bytes than when it was sealed; take another copy"));
          locate_damage(path);
        }
        observer_.advance(static_cast<std::int64_t>(fs::file_size(package_ / path)));
      }
  }

  /// Every master beside whose list of frames it lies: decoded, and all files of the scan put together.
  void masters(const Resources& resources) {
    for (const auto& [path, digest] : payload_) {
      const fs::path list(path);
      if (list.extension() != ".framemd5" || !is_plain_file(package_ / path)) continue;
      const auto master = package_ / "data" / (list.stem().string() + ".mkv");
      if (!is_plain_file(master)) continue;
      const auto frames = parse_framemd5(text_of(package_ / path), package_ / path);
      for (auto& finding : decode_master(master, frames, resources, observer_).findings) {
        finding.file = master.lexically_relative(package_);
        findings.push_back(std::move(finding));
      }
    }
  }

  /// Every DCP of the package, to its last codestream.
  void dcps() {
    for (const auto& [path, digest] : payload_) {
      const auto folder = fs::path(path).parent_path();
      if (fs::path(path).filename() != "ASSETMAP.xml" || !codecs::dcp::is_dcp(package_ / folder)) continue;
      for (auto& finding : codecs::dcp::check_dcp(package_ / folder, codecs::dcp::CheckDepth::pictures, observer_)) {
        finding.file = folder / finding.file;
        findings.push_back(std::move(finding));
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

  /// Where in a master the damage lies.
  void locate_damage(const fs::path& path) {
    if (path.extension() != ".mkv") return;
    Observer quiet;
    for (auto& finding : check_master(package_ / path, Level::fixity, quiet)) {
      finding.file = path;
      findings.push_back(std::move(finding));
    }
  }

  Manifest read_manifest(const std::string& name) {
    try {
      return parse_manifest(text_of(package_ / name), name);
    } catch (const Error& error) {
      find(FindingCode::invalid_manifest, name, error.message());
      return {};
    }
  }

  fs::path package_;
  Observer& observer_;
  Manifest payload_, tags_;
};

codecs::dcp::CheckDepth depth_of(Level level) {
  using enum codecs::dcp::CheckDepth;
  return level == Level::structure ? structure : level == Level::fixity ? digests : pictures;
}

}  // namespace

Outcome verify(const fs::path& copy, Level level, const Resources& resources, Observer& observer) {
  if (!fs::exists(copy))
    throw Error(ExitCode::no_input,
                Message("T4079", "{1}: no such package or master; see that the disk is there", {printable(copy)}));
  if (fs::is_regular_file(copy) && (copy.extension() == ".mkv" || is_matroska(copy)))
    return {{}, verify_master(copy, level, resources, observer), 0};
  if (fs::is_directory(copy) && codecs::dcp::is_dcp(copy))
    return {{}, codecs::dcp::check_dcp(copy, depth_of(level), observer), 0};
  if (!fs::is_directory(copy) || !fs::exists(copy / "bagit.txt"))
    throw Error(ExitCode::material,
                Message("T4080",
                        "{1}: neither a package (a folder with bagit.txt) nor a master (Matroska) nor a DCP, so there "
                        "is nothing in it to check it by",
                        {printable(copy)}));

  Examination examination(copy, observer);
  examination.structure();
  if (level != Level::structure) {
    observer.phase("verify", printable(copy), static_cast<std::int64_t>(examination.bytes()), "bytes");
    examination.fixity();
  }
  if (level == Level::full) {
    examination.masters(resources);
    examination.dcps();
  }
  auto findings = std::move(examination.findings);
  std::ranges::move(remarks_of(copy), std::back_inserter(findings));  // the scan's own, as it was sealed
  return {{}, std::move(findings), 0};
}

}  // namespace tasma::pipeline
