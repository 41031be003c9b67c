#include "pipeline/joined_copies.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "codecs/input_file.hpp"
#include "codecs/settle.hpp"
#include "pipeline/publish.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
using Json = nlohmann::json;
namespace {

Segment wanted(const std::string& copy, const std::string& fingerprint) {
  return {"joined-" + copy, 0, 0, {}, fingerprint, 0, {}, {}};
}

/// Sizes and times of all files of a copy, by their names: of the one, or of those in its folder.
Json stamps_of(const fs::path& copy) {
  Json stamps = Json::object();
  const auto add = [&](const fs::path& file) {
    const auto stamp = codecs::InputFile(file).opened();
    stamps[file.filename()] = {stamp.size, stamp.modified_ns};
  };
  if (!fs::is_directory(copy)) return add(copy), stamps;
  for (const auto& entry : fs::directory_iterator(copy)) add(entry.path());
  return stamps;
}

}  // namespace

JoinedCopies::JoinedCopies(SegmentFolder records, fs::path folder)
    : records_(std::move(records)), folder_(std::move(folder)) {}

std::vector<Master> JoinedCopies::find(const std::string& copy, const std::string& fingerprint,
                                       const std::vector<FrameRecord>& frames) const {
  const auto record = records_.find(wanted(copy, fingerprint));
  if (!record) return {};
  std::ifstream in(records_.file(*record));
  std::vector<Master> masters;
  for (const auto& kept : Json::parse(in)) {
    const fs::path file = folder_ / kept.at("name").get<std::string>();
    if (!fs::exists(file) || stamps_of(file) != kept.at("files")) return {};
    const auto begin = frames.begin() + kept.at("begin").get<std::int64_t>();
    masters.push_back({file,
                       kept.at("size"),
                       parse_sha256(kept.at("sha256").get<std::string>()).value(),
                       {begin, begin + kept.at("frames").get<std::int64_t>()}});
  }
  return masters;
}

void JoinedCopies::keep(const std::string& copy, const std::string& fingerprint,
                        const std::vector<Master>& masters) const {
  Json all = Json::array();
  std::int64_t begin = 0;
  for (const auto& master : masters) {
    const bool is_folder = fs::is_directory(master.file);  // a version of the whole; files are parts of it
    is_folder ? settle_tree(master.file) : codecs::settle(master.file);
    all.push_back({{"name", master.file.filename()},
                   {"size", master.size},
                   {"sha256", hex(master.sha256)},
                   {"begin", begin},
                   {"frames", master.frames.size()},
                   {"files", stamps_of(master.file)}});
    if (!is_folder) begin += std::ssize(master.frames);
  }
  auto made = wanted(copy, fingerprint);
  write_file(records_.part(made.name), all.dump());
  records_.keep(std::move(made));
}

void JoinedCopies::remove_all_but(const std::vector<Master>& masters) const {
  std::set<std::string> names;
  for (const auto& master : masters) names.insert(master.file.filename());
  keep_only(folder_, names);
}

}  // namespace tasma::pipeline
