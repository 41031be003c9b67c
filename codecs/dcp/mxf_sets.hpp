#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "codecs/dcp/ids.hpp"
#include "codecs/dcp/mxf_labels.hpp"
#include "pipeline/core/rational.hpp"

namespace tasma::codecs::dcp {

/// Values of properties, by their MXF types. A label or an id is its 16 bytes.
namespace value {
using Bytes = std::vector<std::uint8_t>;
Bytes u8(std::uint8_t number);
Bytes u16(std::uint16_t number);
Bytes u32(std::uint32_t number);
Bytes u64(std::uint64_t number);
Bytes ratio(Rational rate);
Bytes bytes(const std::array<std::uint8_t, 16>& id);
Bytes bytes(std::span<const std::uint8_t> raw);
Bytes ascii(std::string_view text);
Bytes utf16(std::string_view ascii);
Bytes batch(std::span<const std::array<std::uint8_t, 16>> items);
Bytes time(std::int64_t date_s);   // UTC
Bytes package_id(const Uuid& id);  // a UMID, 32 bytes
}  // namespace value

/// Header metadata being written: sets in order, and the primer that their tags ask for.
class SetWriter {
 public:
  /// A property: by its fixed tag, or by a label for which the primer makes a tag.
  struct Property {
    std::variant<Tag, Ul> name;
    value::Bytes value;  // at most 65535 bytes
  };

  void add(SetKind kind, const Uuid& id, const std::vector<Property>& properties);

  /// Primer and sets.
  value::Bytes finish() const;

 private:
  std::uint16_t tag_of(const std::variant<Tag, Ul>& name);
  std::vector<Ul> made_;  // the first has 0xffff, then downwards
  value::Bytes sets_;
};

/// The properties of a local set, without its key: tag, length, value each.
value::Bytes local_set(std::span<const std::pair<Tag, value::Bytes>> properties);

}  // namespace tasma::codecs::dcp
