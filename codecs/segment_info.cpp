#include "codecs/segment_info.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <limits>
#include <system_error>
#include <vector>

#include "codecs/ebml.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

constexpr std::int64_t matroska_epoch_s = 978307200;  // 2001-01-01
constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::uint64_t most_info = std::uint64_t{1} << 20;  // bytes; real ones have hundreds

class MatroskaFile {
 public:
  MatroskaFile(const std::filesystem::path& file, std::ios::openmode mode) : file_(file) {
    stream_.open(file, mode | std::ios::binary);
    if (!stream_) fail(errno);
    std::error_code unreadable;
    size_ = std::filesystem::file_size(file, unreadable);
    if (unreadable) fail(unreadable.value());
  }

  /// The Info element; that its data is there is certain.
  EbmlElement find_info() {
    const auto header = element_at(0);
    if (!header || header->id != EbmlId::header || !header->end) refuse();
    const auto segment = element_at(*header->end);
    if (!segment || segment->id != EbmlId::segment) refuse();
    if (segment->end.value_or(0) > size_)
      throw Error(ExitCode::material,
                  Message("T2412", "{1}: ends early: {2} of {3} bytes are there; copy the file again",
                          {printable(file_), std::to_string(size_), std::to_string(*segment->end)}));
    auto child = element_at(segment->data);
    while (child && child->end && child->id != EbmlId::info && child->id != EbmlId::cluster)
      child = element_at(*child->end);
    if (!child || child->id != EbmlId::info || !child->end || *child->end > size_ ||
        *child->end - child->data > most_info)
      refuse();
    return *child;
  }

  std::vector<std::uint8_t> data_of(const EbmlElement& element) { return read(element.data, *element.end); }

  void write(std::uint64_t at, const std::vector<std::uint8_t>& bytes) {
    stream_.seekp(static_cast<std::streamoff>(at));
    stream_.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    stream_.flush();
    if (!stream_) fail(errno);
  }

  [[noreturn]] void refuse() const {
    throw Error(ExitCode::material, Message("T2413",
                                            "{1}: is no Matroska file, or damaged where it begins; take "
                                            "another copy",
                                            {printable(file_)}));
  }

 private:
  std::vector<std::uint8_t> read(std::uint64_t begin, std::uint64_t end) {
    std::vector<std::uint8_t> bytes(end - begin);
    stream_.seekg(static_cast<std::streamoff>(begin));
    stream_.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!stream_) fail(errno);
    return bytes;
  }

  std::optional<EbmlElement> element_at(std::uint64_t at) {
    if (at >= size_) return std::nullopt;
    return ebml_element(read(at, std::min<std::uint64_t>(size_, at + ebml_head)), at);
  }

  [[noreturn]] void fail(int cause) const {
    const std::error_code reason(cause != 0 ? cause : EIO, std::generic_category());
    throw Error(exit_code_of(reason), Message("T2414", "{1}: its beginning cannot be read or written: {2}",
                                              {printable(file_), reason.message()}));
  }

  std::filesystem::path file_;
  std::fstream stream_;
  std::uint64_t size_ = 0;
};

std::string text_of(std::span<const std::uint8_t> data) {
  std::string text(data.begin(), data.end());
  return text.substr(0, text.find('\0'));  // EBML strings may be padded with zeros
}

/// A date that Matroska can hold: nanoseconds in 64 bits reach from 1708 to 2293.
bool has_date(const SegmentInfo& info) {
  return info.date_s != 0 &&
         std::abs(info.date_s - matroska_epoch_s) < std::numeric_limits<std::int64_t>::max() / second_ns;
}

std::vector<std::uint8_t> serialized(const SegmentInfo& info) {
  std::vector<std::uint8_t> bytes;
  if (info.uid != SegmentInfo().uid) append_ebml(bytes, EbmlId::segment_uuid, info.uid);
  if (!info.title.empty()) append_ebml(bytes, EbmlId::title, info.title);
  if (has_date(info)) append_ebml_signed(bytes, EbmlId::date_utc, (info.date_s - matroska_epoch_s) * second_ns);
  append_ebml(bytes, EbmlId::writing_app, info.writing_app);
  return bytes;
}

bool is_replaced(EbmlId id) {
  using enum EbmlId;
  return id == crc32 || id == filler || id == title || id == writing_app || id == segment_uuid || id == date_utc;
}

}  // namespace

SegmentInfo read_segment_info(const std::filesystem::path& file) {
  MatroskaFile matroska(file, std::ios::in);
  const auto data = matroska.data_of(matroska.find_info());
  const auto children = ebml_children(data);
  if (!children || ebml_crc_holds(data) == false) matroska.refuse();
  SegmentInfo info;
  for (const auto& child : *children) {
    if (child.id == EbmlId::title) info.title = text_of(child.data);
    if (child.id == EbmlId::writing_app) info.writing_app = text_of(child.data);
    if (child.id == EbmlId::segment_uuid && child.data.size() == info.uid.size())
      std::ranges::copy(child.data, info.uid.begin());
    if (child.id == EbmlId::date_utc && child.data.size() == 8) {
      std::uint64_t since = 0;
      for (const auto byte : child.data) since = since << 8 | byte;
      info.date_s = static_cast<std::int64_t>(since) / second_ns + matroska_epoch_s;
    }
  }
  return info;
}

std::string room_for(const SegmentInfo& info) { return std::string(serialized(info).size() + 16, '-'); }

void stamp_segment_info(const std::filesystem::path& file, const SegmentInfo& info) {
  MatroskaFile matroska(file, std::ios::in | std::ios::out);
  const auto place = matroska.find_info();
  const auto old = matroska.data_of(place);
  const auto children = ebml_children(old);
  if (!children) matroska.refuse();
  std::vector<std::uint8_t> body;
  for (const auto& child : *children)
    if (!is_replaced(child.id)) append_ebml(body, child.id, child.data);
  const auto said = serialized(info);
  body.insert(body.end(), said.begin(), said.end());

  constexpr std::size_t crc = 6, least_filler = 2;
  if (body.size() + crc + least_filler > old.size())
    throw Error(ExitCode::bug, Message("T2415", "{1}: no room for what is to be said of it", {printable(file)}));
  for (auto room = old.size() - crc - body.size(); room > 0; room = old.size() - crc - body.size())
    append_ebml_filler(body, room <= 128 ? room : room - 64 < 128 ? room - 64 : 128);
  std::vector<std::uint8_t> data;
  append_ebml_crc(data, body);
  data.insert(data.end(), body.begin(), body.end());
  matroska.write(place.data, data);
}

}  // namespace tasma::codecs
