#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codecs/dcp/ids.hpp"
#include "codecs/dcp/klv.hpp"
#include "codecs/dcp/mxf_labels.hpp"
#include "codecs/input_file.hpp"
#include "pipeline/core/message.hpp"
#include "pipeline/core/rational.hpp"

namespace tasma::codecs::dcp {

/// What is wrong with a track file.
struct MxfFault {
  std::uint64_t byte = 0;  // where, from its beginning
  Message message;         // does not repeat the byte
};

/// A partition pack, as it was found.
struct MxfPartition {
  enum class Kind { header, body, stream, footer } kind{};
  bool complete = false;  // closed and complete
  Klv klv;
  std::uint64_t at = 0, previous = 0, footer = 0, header_bytes = 0, index_bytes = 0;  // as it says
  std::uint32_t index_id = 0, body_id = 0;
  Ul pattern{};
};

/// A set of header metadata, its properties by tag.
class MxfSet {
 public:
  SetKind kind{};
  std::uint64_t at = 0;  // of its key
  std::map<std::uint16_t, std::vector<std::uint8_t>> properties;

  /// Nothing if it has no such property, or one of another length.
  std::optional<std::uint64_t> number(Tag tag) const;
  std::optional<Rational> ratio(Tag tag) const;
  std::optional<Uuid> id(Tag tag) const;  // of 16 bytes, or the last 16 of a package's 32
  std::span<const std::uint8_t> bytes(std::uint16_t tag) const;
  std::span<const std::uint8_t> bytes(Tag tag) const { return bytes(static_cast<std::uint16_t>(tag)); }
};

/// The items of a batch or an array of `size` bytes each; those that are there.
std::vector<std::span<const std::uint8_t>> items_of(std::span<const std::uint8_t> batch, std::size_t size);
std::vector<Uuid> ids_of(std::span<const std::uint8_t> batch);

/// A stretch of the index.
struct MxfIndex {
  std::uint64_t at = 0, start = 0, duration = 0, unit_bytes = 0;
  std::optional<Rational> rate;
  std::vector<std::uint64_t> offsets;  // of each edit unit, from the first one; empty where all have unit_bytes
};

/// Everything in a track file but its essence, from one walk over it. Takes any bytes: what is wrong stands in
/// `faults`, and the walk ends where nothing more can be made out. Memory is bounded, whatever lengths say.
struct MxfOutline {
  /// Throws Error(io).
  explicit MxfOutline(const ByteSource& source);

  const MxfSet* find(const Uuid& id) const;                    // null: none
  const MxfSet* find(SetKind kind) const;                      // the first
  std::optional<std::uint16_t> tag_of(const Ul& label) const;  // by the primer
  std::span<const std::uint8_t> bytes(const MxfSet& set, const Ul& label) const;

  std::uint64_t size = 0;  // of the file
  std::vector<MxfPartition> partitions;
  std::vector<MxfSet> sets;
  std::map<Ul, std::uint16_t> primer;
  std::vector<Klv> elements;   // the essence: edit units, or the document of a timed text
  std::vector<Klv> resources;  // what generic streams hold
  std::vector<MxfIndex> indices;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> places;  // stream and partition, as the random index says
  std::optional<Klv> random_index;
  std::uint64_t metadata_end = 0;  // behind the last set or filler of the header
  std::uint64_t index_bytes = 0;   // that index segments take, with fillers behind them
  bool encrypted = false;
  std::vector<MxfFault> faults;

 private:
  void partition(const Klv& klv, std::span<const std::uint8_t> bytes);
  void tags(const Klv& klv, std::span<const std::uint8_t> bytes);
  void set(const Klv& klv, std::span<const std::uint8_t> bytes);
  void index(const Klv& klv, std::span<const std::uint8_t> bytes);
  void random(const Klv& klv, std::span<const std::uint8_t> bytes);
  std::map<Uuid, std::size_t> places_of_sets_;  // among the sets
};

}  // namespace tasma::codecs::dcp
