#include "codecs/attachments.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "codecs/digest.hpp"
#include "codecs/ebml.hpp"
#include "codecs/input_file.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;
using Sink = std::function<void(View)>;

View view(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

void read_content(const Attachment& attachment, const Sink& sink) {
  if (attachment.file.empty()) return sink(attachment.bytes);
  const InputFile file(attachment.file);
  read_range(file, {0, file.size()}, sink);
}

constexpr std::size_t uid_element = 2 + 1 + 8;  // id, size, number

/// An AttachedFile element up to its content; its id, made of name and content, stands behind.
Bytes head_of(const Attachment& attachment) {
  Bytes fields;
  append_ebml(fields, EbmlId::file_name, attachment.name);
  append_ebml(fields, EbmlId::file_media_type, attachment.media_type);
  append_ebml_head(fields, EbmlId::file_data, size_of(attachment));
  Bytes head;
  append_ebml_head(head, EbmlId::attached_file, fields.size() + size_of(attachment) + uid_element);
  head.insert(head.end(), fields.begin(), fields.end());
  return head;
}

Bytes uid_of(Sha256Stream& content) {
  const auto digest = content.finish();
  Bytes uid(digest.begin(), digest.begin() + 8);
  uid.back() |= 1;  // 0 is no id
  Bytes element;
  append_ebml(element, EbmlId::file_uid, uid);
  return element;
}

/// All AttachedFile elements, in order.
void write_files(std::span<const Attachment> attachments, const Sink& sink) {
  for (const auto& attachment : attachments) {
    Sha256Stream content;
    content.add(view(attachment.name));
    sink(head_of(attachment));
    read_content(attachment, [&](View bytes) {
      content.add(bytes);
      sink(bytes);
    });
    sink(uid_of(content));
  }
}

/// What was handed on: how much, with which CRC.
struct Sum {
  std::uint64_t bytes = 0;
  uLong crc = crc32_z(0, nullptr, 0);
  void add(View more) {
    bytes += more.size();
    crc = crc32_z(crc, more.data(), more.size());
  }
  bool operator==(const Sum&) const = default;
};

}  // namespace

std::uint64_t size_of(const Attachment& attachment) {
  return attachment.file.empty() ? attachment.bytes.size() : InputFile(attachment.file).size();
}

void write_attachments(std::span<const Attachment> attachments, const Sink& sink) {
  if (attachments.empty()) return;
  Sum announced, written;
  write_files(attachments, [&](View bytes) { announced.add(bytes); });
  std::array<std::uint8_t, 4> crc{};
  for (std::size_t i = 0; i < crc.size(); ++i) crc[i] = static_cast<std::uint8_t>(announced.crc >> (8 * i));
  Bytes head, check;
  append_ebml(check, EbmlId::crc32, crc);
  append_ebml_head(head, EbmlId::attachments, check.size() + announced.bytes);
  sink(head);
  sink(check);
  write_files(attachments, [&](View bytes) {
    written.add(bytes);
    sink(bytes);
  });
  if (written != announced)
    throw Error(ExitCode::io, Message("T2501", "an attachment has changed while it was written; run again"));
}

}  // namespace tasma::codecs
