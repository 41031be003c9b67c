#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/ebml_steps.hpp"

namespace tasma::codecs {

/// A file that lies attached in a Matroska file, without its bytes.
struct AttachedFile {
  std::string name, media_type;
  ByteRange content;
  bool operator==(const AttachedFile&) const = default;
};

/// Where the parts of a Matroska file (RFC 9559) lie. Only heads of elements are read; damage leaves parts out.
class MatroskaOutline {
 public:
  /// Steps over what stands in front of the first cluster. `file` must outlive it.
  explicit MatroskaOutline(const ByteSource& file);

  /// The data of the Segment, as far as it is there. Nothing: no Matroska.
  const std::optional<ByteRange>& segment() const { return segment_; }

  /// Whether the Segment says where it ends; behind that end other data may stand.
  bool knows_its_end() const { return knows_its_end_; }

  /// The whole of the first Attachments element in front of the clusters; there should be no second.
  const std::optional<ByteRange>& attachments() const { return attachments_; }
  const std::vector<AttachedFile>& attached() const { return attached_; }
  const AttachedFile* find(std::string_view name) const;  // null: none of that name

  /// Those that stand among the clusters or behind them: steps over each cluster.
  std::vector<AttachedFile> attached_later() const;

 private:
  const ByteSource& file_;
  std::optional<ByteRange> segment_, attachments_;
  bool knows_its_end_ = false;
  std::vector<AttachedFile> attached_;
  std::uint64_t clusters_ = 0;  // where the first begins; 0: there is none
};

}  // namespace tasma::codecs
