#include <algorithm>
#include <array>

#include "codecs/input_file.hpp"
#include "codecs/rawcooked.hpp"
#include "codecs/rawcooked_element.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

constexpr std::size_t most_files = 10'000'000;                   // a day of film at 24 frames a second has 2 million
constexpr std::size_t most_mask_bytes = std::size_t{256} << 20;  // of all tracks; real ones have a few thousand
constexpr std::uint64_t most_text = 4096;                        // bytes of a name of a program

[[noreturn]] void refuse(std::uint64_t at) {
  throw Error(ExitCode::material, Message("T2458", "the reversibility data is damaged at byte {1}; take another copy",
                                          {std::to_string(at)}));
}

[[noreturn]] void refuse_larger(std::uint64_t at) {
  throw Error(ExitCode::material,
              Message("T2459", "the reversibility data holds more than is read, at byte {1}; take another copy",
                      {std::to_string(at)}));
}

Bytes read_all(const ByteSource& bytes, ByteRange place) {
  constexpr std::size_t size_of_content = 8;  // stands before it
  if (place.end - place.begin > most_reversibility_element + size_of_content) refuse_larger(place.begin);
  Bytes data(place.end - place.begin);
  if (bytes.read(place.begin, data) != data.size()) refuse(place.begin);
  return data;
}

Bytes read_packed(const ByteSource& bytes, ByteRange place, View mask) {
  auto content = rawcooked::unpacked(read_all(bytes, place), mask);
  if (!content) refuse(place.begin);
  return std::move(*content);
}

std::string read_text(const ByteSource& bytes, ByteRange place) {
  if (place.end - place.begin > most_text) refuse_larger(place.begin);
  const auto data = read_all(bytes, place);
  return {data.begin(), data.end()};
}

std::uint64_t read_number(const ByteSource& bytes, ByteRange place) {
  if (place.end - place.begin > 8) refuse(place.begin);
  std::uint64_t value = 0;
  for (const auto byte : read_all(bytes, place)) value = value << 8 | byte;
  return value;
}

/// Nothing for a kind of digest that is not known.
std::optional<Md5> read_md5(const ByteSource& bytes, ByteRange place) {
  Md5 md5;
  if (place.end - place.begin != 1 + md5.size()) return std::nullopt;
  const auto data = read_all(bytes, place);
  if (data[0] != 0x80 && data[0] != 0x00) return std::nullopt;  // early versions of RAWcooked left out the marker
  std::copy(data.begin() + 1, data.end(), md5.begin());
  return md5;
}

}  // namespace

/// From element to element, over a window so that small ones cost no call each.
class ReversibilityReader::Walk {
 public:
  Walk(const ByteSource& bytes, ByteRange place) : bytes_(bytes), at_(place.begin), end_(place.end) {}

  /// The next element, wholly inside; nothing at the end.
  std::optional<EbmlElement> next() {
    if (at_ == end_) return std::nullopt;
    const auto element = ebml_element(head(), at_);
    if (!element || !element->end || *element->end > end_) refuse(at_);
    at_ = *element->end;
    return element;
  }

 private:
  View head() {
    const auto wanted = std::min<std::uint64_t>(ebml_head, end_ - at_);
    if (at_ < window_at_ || at_ + wanted > window_at_ + filled_) {
      window_at_ = at_;
      filled_ = bytes_.read(at_, std::span(window_).first(std::min<std::uint64_t>(window_.size(), end_ - at_)));
    }
    const auto skipped = static_cast<std::size_t>(at_ - window_at_);
    return View(window_).first(filled_).subspan(skipped, std::min<std::size_t>(wanted, filled_ - skipped));
  }

  const ByteSource& bytes_;
  std::uint64_t at_, end_;
  std::array<std::uint8_t, 4096> window_{};
  std::uint64_t window_at_ = 0;
  std::size_t filled_ = 0;
};

ReversibilityReader::ReversibilityReader(const ByteSource& bytes, ByteRange place) : bytes_(bytes) {
  if (place.end > bytes.size() || place.begin > place.end) refuse(place.begin);
  Walk around(bytes, place);
  auto within = place;
  auto first = around.next();
  if (first && first->id == EbmlId::header) {
    within.begin = *first->end;
    first = around.next();
  } else if (!first || first->id != rawcooked::root) {
    refuse(place.begin);
  }
  if (first && first->id == rawcooked::root) within = {first->data, *first->end};

  std::size_t files = 0;
  const auto count = [&](std::uint64_t at) {
    if (++files > most_files) refuse_larger(at);
  };
  for (Walk walk(bytes, within); const auto element = walk.next();) {
    const ByteRange data{element->data, *element->end};
    if (element->id == rawcooked::segment) read_segment(data);
    if (element->id == rawcooked::track) {
      count(data.begin);
      read_track(data);
    }
    if (element->id == rawcooked::whole) {
      count(data.begin);
      whole_.push_back(data);
    }
    if (element->id == rawcooked::block) {
      count(data.begin);
      if (tracks_.empty() || tracks_.back().single) refuse(data.begin);
      tracks_.back().files.push_back(data);
    }
  }
}

void ReversibilityReader::read_segment(ByteRange place) {
  for (Walk walk(bytes_, place); const auto element = walk.next();) {
    const ByteRange data{element->data, *element->end};
    if (element->id == rawcooked::program) program_ = read_text(bytes_, data);
    if (element->id == rawcooked::version) version_ = read_text(bytes_, data);
    if (element->id == rawcooked::path_separator && read_text(bytes_, data) != "/")
      throw Error(ExitCode::material, Message("T2460",
                                              "the reversibility data has other path separators than /; "
                                              "restore its files with RAWcooked"));
    if (element->id == rawcooked::file_name || element->id == rawcooked::inside)
      throw Error(ExitCode::material, Message("T2461",
                                              "the reversibility data is of one file with picture and sound; "
                                              "restore it with RAWcooked"));
  }
}

void ReversibilityReader::read_track(ByteRange place) {
  auto& track = tracks_.emplace_back();
  for (Walk walk(bytes_, place); const auto element = walk.next();) {
    using namespace rawcooked;
    const auto id = element->id;
    if (id == file_name || id == before || id == after || id == inside) track.single = true;
    auto* const mask = id == file_name_mask ? &track.masks.name
                       : id == before_mask  ? &track.masks.before
                       : id == after_mask   ? &track.masks.after
                       : id == inside_mask  ? &track.masks.inside
                                            : nullptr;
    if (mask == nullptr) continue;
    *mask = read_packed(bytes_, {element->data, *element->end}, {});
    mask_bytes_ += mask->size();
    if (mask_bytes_ > most_mask_bytes) refuse_larger(element->begin);
  }
  if (track.single) track.files.push_back(place);
}

ReversibleFile ReversibilityReader::read_file(ByteRange place, const Masks& masks, Inside inside_part) const {
  ReversibleFile file;
  Bytes name;
  for (Walk walk(bytes_, place); const auto element = walk.next();) {
    using namespace rawcooked;
    const ByteRange data{element->data, *element->end};
    const auto part = [&](EbmlId plain, EbmlId masked, View mask, Bytes& into) {
      if (element->id == plain) into = read_packed(bytes_, data, {});
      if (element->id == masked) into = read_packed(bytes_, data, mask);
    };
    part(file_name, file_name_mask, masks.name, name);
    part(before, before_mask, masks.before, file.remainder.before);
    part(after, after_mask, masks.after, file.remainder.after);
    if (inside_part == Inside::read)
      part(inside, inside_mask, masks.inside, file.remainder.inside);
    else if (inside_part == Inside::locate && element->id == inside)
      file.content = data;
    if (element->id == file_hash) file.md5 = read_md5(bytes_, data);
    if (element->id == file_size) file.size = read_number(bytes_, data);
  }
  file.name.assign(name.begin(), name.end());
  return file;
}

ReversibleFile ReversibilityReader::read(std::size_t track, std::size_t position) const {
  const auto& from = tracks_.at(track);
  return read_file(from.files.at(position), from.masks, Inside::read);
}

ReversibleFile ReversibilityReader::read_outline(std::size_t track, std::size_t position) const {
  const auto& from = tracks_.at(track);
  return read_file(from.files.at(position), from.masks, Inside::leave);
}

ReversibleFile ReversibilityReader::read_whole(std::size_t position) const {
  return read_file(whole_.at(position), {}, Inside::locate);
}

void ReversibilityReader::give_whole(const ReversibleFile& file, const std::function<void(View)>& sink) const {
  if (!file.content) return;
  std::array<std::uint8_t, 8> head{};
  const auto wanted = std::span(head).first(std::min<std::uint64_t>(head.size(), file.content->length()));
  const auto packed_size = ebml_number(wanted.first(bytes_.read(file.content->begin, wanted)));
  if (!packed_size) refuse(file.content->begin);
  if (packed_size->value == 0)
    return read_range(bytes_, {file.content->begin + packed_size->bytes, file.content->end}, sink);
  sink(read_packed(bytes_, *file.content, {}));
}

}  // namespace tasma::codecs
