#include "codecs/dcp/mxf_sets.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include "codecs/dcp/big_endian.hpp"

namespace tasma::codecs::dcp {
namespace {

using value::Bytes;

template <class Number>
Bytes one(Number number) {
  Bytes bytes;
  append_big_endian(bytes, number);
  return bytes;
}

void append_property(Bytes& to, std::uint16_t tag, std::span<const std::uint8_t> of) {
  append_big_endian(to, tag);
  append_big_endian(to, static_cast<std::uint16_t>(of.size()));
  to.insert(to.end(), of.begin(), of.end());
}

}  // namespace

namespace value {

Bytes u8(std::uint8_t number) { return one(number); }
Bytes u16(std::uint16_t number) { return one(number); }
Bytes u32(std::uint32_t number) { return one(number); }
Bytes u64(std::uint64_t number) { return one(number); }

Bytes ratio(Rational rate) {
  auto bytes = one(static_cast<std::uint32_t>(rate.num));
  append_big_endian(bytes, static_cast<std::uint32_t>(rate.den));
  return bytes;
}

Bytes bytes(const std::array<std::uint8_t, 16>& id) { return {id.begin(), id.end()}; }
Bytes bytes(std::span<const std::uint8_t> raw) { return {raw.begin(), raw.end()}; }
Bytes ascii(std::string_view text) { return {text.begin(), text.end()}; }

Bytes utf16(std::string_view ascii) {
  Bytes bytes;
  for (const char c : ascii) append_big_endian(bytes, static_cast<std::uint16_t>(static_cast<unsigned char>(c)));
  return bytes;
}

Bytes batch(std::span<const std::array<std::uint8_t, 16>> items) {
  auto bytes = one(static_cast<std::uint32_t>(items.size()));
  append_big_endian(bytes, std::uint32_t{16});
  for (const auto& item : items) bytes.insert(bytes.end(), item.begin(), item.end());
  return bytes;
}

Bytes time(std::int64_t date_s) {
  const std::chrono::sys_seconds moment{std::chrono::seconds(date_s)};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(moment - day);
  auto bytes = one(static_cast<std::uint16_t>(static_cast<int>(date.year())));
  for (const auto part :
       {static_cast<std::int64_t>(static_cast<unsigned>(date.month())),
        static_cast<std::int64_t>(static_cast<unsigned>(date.day())), static_cast<std::int64_t>(clock.hours().count()),
        static_cast<std::int64_t>(clock.minutes().count()), static_cast<std::int64_t>(clock.seconds().count()),
        std::int64_t{0}})
    bytes.push_back(static_cast<std::uint8_t>(part));
  return bytes;
}

Bytes package_id(const Uuid& id) {
  constexpr auto prefix = ul("060a2b340101010501010f2013000000");
  Bytes umid(prefix.size() + id.size());
  std::ranges::copy(id, std::ranges::copy(prefix, umid.begin()).out);
  return umid;
}

}  // namespace value

std::uint16_t SetWriter::tag_of(const std::variant<Tag, Ul>& name) {
  if (const auto* fixed = std::get_if<Tag>(&name)) return static_cast<std::uint16_t>(*fixed);
  const auto& label = std::get<Ul>(name);
  auto found = std::ranges::find(made_, label);
  if (found == made_.end()) found = made_.insert(found, label);
  return static_cast<std::uint16_t>(0xffff - (found - made_.begin()));
}

void SetWriter::add(SetKind kind, const Uuid& id, const std::vector<Property>& properties) {
  Bytes content;
  append_property(content, static_cast<std::uint16_t>(Tag::instance), id);
  for (const auto& [name, of] : properties) append_property(content, tag_of(name), of);
  auto key = label::set;
  key[14] = static_cast<std::uint8_t>(kind);
  append_klv(sets_, key, content);
}

value::Bytes SetWriter::finish() const {
  std::map<std::uint16_t, Ul> tags;
  for (const auto& [tag, label] : fixed_tags) tags.emplace(static_cast<std::uint16_t>(tag), label);
  for (std::size_t i = 0; i < made_.size(); ++i) tags.emplace(static_cast<std::uint16_t>(0xffff - i), made_[i]);
  auto content = one(static_cast<std::uint32_t>(tags.size()));
  append_big_endian(content, std::uint32_t{18});
  for (const auto& [tag, label] : tags) {
    append_big_endian(content, tag);
    content.insert(content.end(), label.begin(), label.end());
  }
  Bytes all;
  append_klv(all, label::primer, content);
  all.insert(all.end(), sets_.begin(), sets_.end());
  return all;
}

value::Bytes local_set(std::span<const std::pair<Tag, value::Bytes>> properties) {
  Bytes content;
  for (const auto& [tag, of] : properties) append_property(content, static_cast<std::uint16_t>(tag), of);
  return content;
}

}  // namespace tasma::codecs::dcp
