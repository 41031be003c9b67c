#include "pipeline/verify_bag.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "codecs/dcp/check.hpp"
#include "codecs/digest.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/flow.hpp"
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
    throw Error(ExitCode::material, Message("T4070",
                                            "{1}: cannot be read; this is no whole package of tasma's (a bag that "
                                            "another program made is checked by that)",
                                            {printable(file)}));
  return {std::istreambuf_iterator<char>(in), {}};
}

/// One bag under examination.
class Examination {
 public:
  Examination(fs::path package, Storage storage, Observer& observer)
      : package_(std::move(package)), storage_(storage), observer_(observer) {}

  void structure() {
    if (!text("bagit.txt").starts_with("BagIt-Version: "))
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
      if (!listed_.contains(path) && path != "tagmanifest-sha256.txt")
        find(FindingCode::unexpected_file, path, Message("T4074", "is in the package and in no manifest"));
    }
    if (fs::is_directory(package_ / "data") &&
        text("bag-info.txt").find("\nPayload-Oxum: " + payload_oxum(package_ / "data") + '\n') == std::string::npos)
      find(FindingCode::invalid_package, "bag-info.txt",
           Message("T4075", "Payload-Oxum does not agree with the files under data/"));
  }

  void fixity() {
    for (const auto* manifest : {&tags_, &payload_})
      for (const auto& [path, digest] : *manifest) {
        if (!is_plain_file(package_ / path)) continue;
        if (digest_of(path) != digest) {
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

  /// Under which the package was sealed.
  std::vector<Finding> remarks() {
    return is_plain_file(package_ / record) ? remarks_in(text(record)) : std::vector<Finding>();
  }

  std::string manifest() { return hex(sha256_of_text(text("manifest-sha256.txt"))); }

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

  static Sha256 sha256_of_text(const std::string& text) {
    return codecs::sha256_of({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }

  /// What is looked into is read whole, and once: the tag files and the record of how the package was made.
  const std::string& text(const std::string& path) {
    const auto known = texts_.find(path);
    return known != texts_.end() ? known->second : texts_.emplace(path, text_of(package_ / path)).first->second;
  }

  std::string digest_of(const std::string& path) {
    if (path == record || texts_.contains(path)) return hex(sha256_of_text(text(path)));
    return hex(codecs::sha256_of(package_ / path, [&] { stop_if_requested(observer_); }));
  }

  /// Where in a master the damage lies.
  void locate_damage(const fs::path& path) {
    if (path.extension() != ".mkv" || storage_ == Storage::tape) return;
    Observer quiet;
    for (auto& finding : check_master(package_ / path, Level::fixity, quiet)) {
      finding.file = path;
      findings.push_back(std::move(finding));
    }
  }

  ManifestLines read_manifest(const std::string& name) {
    try {
      auto lines = parse_manifest_lines(text(name), name);
      for (const auto& [path, digest] : lines) listed_.insert(path);
      return lines;
    } catch (const Error& error) {
      find(FindingCode::invalid_manifest, name, error.message());
      return {};
    }
  }

  static constexpr auto record = "data/metadata/process.json";

  fs::path package_;
  Storage storage_;
  Observer& observer_;
  ManifestLines payload_, tags_;
  std::set<std::string> listed_;              // in either
  std::map<std::string, std::string> texts_;  // by path
};

}  // namespace

bool is_bag(const fs::path& folder) { return fs::is_directory(folder) && fs::exists(folder / "bagit.txt"); }

CheckedBag check_bag(const fs::path& package, Level level, Storage storage, const Resources& resources,
                     Observer& observer) {
  if (storage == Storage::tape && level == Level::full)
    throw Error(ExitCode::usage, Message("T4640",
                                         "{1}: --level full reads masters more than once, which a tape is not for; "
                                         "copy the package from the tape first",
                                         {printable(package)}));
  Examination examination(package, storage, observer);
  examination.structure();
  if (level != Level::structure) {
    observer.phase("verify", printable(package), static_cast<std::int64_t>(examination.bytes()), "bytes");
    examination.fixity();
  }
  if (level == Level::full) {
    examination.masters(resources);
    examination.dcps();
  }
  auto findings = std::move(examination.findings);
  std::ranges::move(examination.remarks(), std::back_inserter(findings));
  return {std::move(findings), examination.manifest()};
}

}  // namespace tasma::pipeline
