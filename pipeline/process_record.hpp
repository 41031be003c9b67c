#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/commands.hpp"
#include "pipeline/derivation.hpp"
#include "pipeline/job.hpp"
#include "pipeline/join.hpp"
#include "pipeline/kept_segments.hpp"

namespace tasma::pipeline {

/// What stands in a package of how it was made: data/metadata/process.json, schema "tasma.process/1".
struct ProcessRecord {
  std::string kind;           // "preservation", "restored", "screening"
  std::string id;             // of reel or film
  std::string request;        // what was asked, of which material, in one line: equal requests make equal packages
  std::string source_sha256;  // of the master this was made from; empty: the scan
  std::vector<Master> masters;
  std::vector<Finding> findings;
  std::vector<std::pair<std::string, std::string>> catalogue = {};  // what a list of reels says of it
  std::vector<Derivation> derived_from = {};                        // of its reels that came back from elsewhere
  std::vector<SoundFigures> sounds = {};                            // of a screening
  std::vector<Answer> answers = {};                                 // of persons, about its reels
  std::vector<KeptSegments> kept = {};                              // of a preservation
};

/// As JSON, with the versions of tasma and its libraries. No clock, no host name.
std::string to_json(const ProcessRecord& record);

/// The request of a sealed package; empty if there is none to read.
std::string request_of(const std::filesystem::path& package);

/// The toolchain() that made a sealed package; empty if its record does not say.
std::string toolchain_of(const std::filesystem::path& package);

/// The masters of a sealed package as its record has them; none if there is none to read.
struct RecordedMaster {
  std::uint64_t size = 0;  // bytes
  std::int64_t frames = 0;
};
std::vector<RecordedMaster> masters_of(const std::filesystem::path& package);

/// The remarks under which a package was sealed; none if there is no record to read.
std::vector<Finding> remarks_of(const std::filesystem::path& package);

/// The same of the text of that record.
std::vector<Finding> remarks_in(std::string_view record);

/// Kind and id of a sealed package; empty if there are none to read.
std::string kind_of(const std::filesystem::path& package);
std::string id_of(const std::filesystem::path& package);

/// SHA-256 of the master that the package's first reel was derived from, in hexadecimal; empty if it says none.
std::string derived_from(const std::filesystem::path& package);

/// Name of the first master of a sealed package, below data/; empty if there is none to read.
std::string master_file_of(const std::filesystem::path& package);

/// SHA-256 of the first master of a sealed package, in hexadecimal; empty if there is none to read.
std::string master_digest_of(const std::filesystem::path& package);

}  // namespace tasma::pipeline
