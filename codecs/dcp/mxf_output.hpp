#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/dcp/mxf.hpp"
#include "codecs/dcp/mxf_sets.hpp"
#include "codecs/digest.hpp"

namespace tasma::codecs::dcp {

/// In what the three kinds of track files differ.
struct TrackWords {
  TrackKind kind{};
  std::string_view role;  // for ids
  Ul wrapping{}, element{}, data{};
  std::string_view track_name, package_name;
};
const TrackWords& words_of(TrackKind kind);

/// The essence containers that a file names, in the order of their bytes.
std::vector<Ul> wrappings_of(const TrackWords& words);

constexpr std::uint16_t mxf_minor_version = 2;  // of ST 377: 1.2, as DCPs have it

/// The container of a track file: partitions, header metadata, index. What the essence is, its owner says by the
/// descriptor.
class TrackOutput {
 public:
  /// Adds the descriptor `id` and what it refers to, for `duration` edit units of the asset `asset`.
  using Describe = std::function<void(SetWriter& sets, const Uuid& id, const Uuid& asset, std::int64_t duration)>;

  TrackOutput(const std::filesystem::path& file, TrackKind kind, const TrackSpec& spec);

  /// One more thing that makes this file another than others, for its id.
  void tell_apart(std::span<const std::uint8_t> bytes);
  void tell_apart(std::string_view text);

  void add_element(std::span<const std::uint8_t> essence);
  void add_stream(std::span<const std::uint8_t> resource);

  Rational rate() const { return spec_.rate; }
  std::int64_t elements() const { return static_cast<std::int64_t>(offsets_.size()); }

  /// `unit_bytes`: of every element where all are equally long, else 0.
  TrackFile finish(std::int64_t duration, std::uint32_t unit_bytes, const Describe& describe,
                   const BeforeBlock& before_block);

 private:
  using Bytes = std::vector<std::uint8_t>;
  struct Partition {
    Ul key{};
    std::uint64_t at = 0, previous = 0, footer = 0, header_bytes = 0, index_bytes = 0;
    std::uint32_t index_id = 0, body_id = 0;
  };

  void put(std::span<const std::uint8_t> bytes);
  [[noreturn]] void fail();
  void begin(const Partition& partition);
  Bytes pack(const Partition& partition) const;
  Bytes index(const Uuid& asset, std::uint32_t unit_bytes) const;
  Bytes metadata(const Uuid& asset, std::int64_t duration, const Describe& describe) const;

  std::filesystem::path file_;
  const TrackWords& words_;
  TrackSpec spec_;
  std::ofstream out_;
  std::uint64_t at_ = 0, unsettled_ = 0;
  std::vector<std::uint64_t> offsets_;  // of the elements, from the first one
  std::vector<Partition> partitions_;   // behind the header
  Sha256Stream identity_;
};

}  // namespace tasma::codecs::dcp
