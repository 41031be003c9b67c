#include <algorithm>
#include <array>
#include <ostream>

#include "codecs/input_file.hpp"
#include "codecs/rawcooked.hpp"
#include "codecs/rawcooked_element.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

View view(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

void write_bytes(std::ostream& out, View bytes, const std::string& shown) {
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!out) throw Error(ExitCode::io, Message("T2454", "{1}: cannot be written; look whether there is room", {shown}));
}

/// An element that is left out where there is nothing to say; less the mask, where there is one.
void append_part(Bytes& to, EbmlId plain, EbmlId masked, View content, View mask) {
  if (content.empty()) return;
  append_ebml(to, mask.empty() ? plain : masked, rawcooked::packed(content, mask));
}

void append_digest(Bytes& to, const ReversibleFile& file) {
  if (file.md5) {
    Bytes digest;
    append_ebml_number(digest, 0);  // of the kinds of digest, MD5
    digest.insert(digest.end(), file.md5->begin(), file.md5->end());
    append_ebml(to, rawcooked::file_hash, digest);
  }
  if (file.size) append_ebml_unsigned(to, rawcooked::file_size, *file.size);
}

/// What tracks of one file, blocks and files kept whole have in common. The name comes first: RAWcooked wants it
/// before the digest.
Bytes body_of(const ReversibleFile& file, std::string_view mask_name, const Remainder& mask) {
  using namespace rawcooked;
  Bytes body;
  append_part(body, file_name, file_name_mask, view(file.name), view(mask_name));
  append_part(body, before, before_mask, file.remainder.before, mask.before);
  append_part(body, after, after_mask, file.remainder.after, mask.after);
  append_part(body, inside, inside_mask, file.remainder.inside, {});
  append_digest(body, file);
  return body;
}

Bytes element_of(EbmlId id, const Bytes& body) {
  Bytes element;
  append_ebml(element, id, body);
  return element;
}

}  // namespace

bool stays_inside(std::string_view name) {
  if (name.empty() || name.find('\0') != name.npos) return false;
  while (true) {
    const auto part = name.substr(0, name.find('/'));
    if (part.empty() || part == "." || part == "..") return false;
    if (part.size() == name.size()) return true;
    name.remove_prefix(part.size() + 1);
  }
}

ReversibilityWriter::ReversibilityWriter(std::ostream& out, std::string_view program, std::string_view version,
                                         std::string shown)
    : out_(out), shown_(std::move(shown)) {
  Bytes body;
  append_ebml(body, rawcooked::program, program);
  append_ebml(body, rawcooked::version, version);
  write(rawcooked::header());
  write(element_of(rawcooked::segment, body));
}

void ReversibilityWriter::write(View bytes) {
  write_bytes(out_, bytes, shown_);
  bytes_ += bytes.size();
}

void ReversibilityWriter::begin_frames() {
  finish_track();
  in_frames_ = true;
}

void ReversibilityWriter::finish_track() {
  if (in_frames_ && !mask_known_) write(element_of(rawcooked::track, {}));
  in_frames_ = mask_known_ = false;
}

void ReversibilityWriter::add_frame(const ReversibleFile& frame) {
  using namespace rawcooked;
  if (!in_frames_) throw Error(ExitCode::bug, Message("T2455", "a frame was to be kept outside of a track of frames"));
  if (!mask_known_) {
    mask_name_ = frame.name;
    mask_ = frame.remainder;
    Bytes masks;
    append_part(masks, file_name_mask, file_name_mask, view(mask_name_), {});
    append_part(masks, before_mask, before_mask, mask_.before, {});
    append_part(masks, after_mask, after_mask, mask_.after, {});
    write(element_of(track, masks));
    mask_known_ = true;
  }
  write(element_of(block, body_of(frame, mask_name_, mask_)));
}

void ReversibilityWriter::add_sound(const ReversibleFile& file) {
  finish_track();
  write(element_of(rawcooked::track, body_of(file, {}, {})));
}

void ReversibilityWriter::add_whole(const ReversibleFile& file) {
  finish_track();
  write(element_of(rawcooked::whole, body_of(file, {}, {})));
}

void ReversibilityWriter::add_whole(const ReversibleFile& file, const ByteSource& content) {
  constexpr std::uint64_t most_packed = std::uint64_t{64} << 20;
  if (content.size() <= most_packed) {
    auto packed = file;
    packed.remainder.inside.resize(content.size());
    packed.remainder.inside.resize(content.read(0, packed.remainder.inside));
    return add_whole(packed);
  }
  finish_track();
  Bytes in_front, behind, head;
  append_part(in_front, rawcooked::file_name, rawcooked::file_name, view(file.name), {});
  append_ebml_head(in_front, rawcooked::inside, 1 + content.size());
  append_ebml_number(in_front, 0);  // as it is
  append_digest(behind, file);
  append_ebml_head(head, rawcooked::whole, in_front.size() + content.size() + behind.size());
  write(head);
  write(in_front);
  read_range(content, {0, content.size()}, [&](View bytes) { write(bytes); });
  write(behind);
}

void ReversibilityWriter::finish() {
  finish_track();
  out_.flush();
  write_bytes(out_, {}, shown_);
}

void append_reversibility(const ByteSource& attachment, std::ostream& to) {
  const auto old = rawcooked::header();
  Bytes block(old.size());
  if (attachment.read(0, block) != old.size() || block != old)
    throw Error(ExitCode::bug, Message("T2456", "what was to be put behind a Matroska file is no reversibility data"));
  Bytes head;  // no EBML header: by a second one MediaConch takes the file for no Matroska; RAWcooked passes over it
  append_ebml_head(head, rawcooked::root, attachment.size() - old.size());
  write_bytes(to, head, std::string(reversibility_name));
  read_range(attachment, {old.size(), attachment.size()},
             [&](View bytes) { write_bytes(to, bytes, std::string(reversibility_name)); });
}

}  // namespace tasma::codecs
