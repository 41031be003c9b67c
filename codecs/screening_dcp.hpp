#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "codecs/dcp/j2k.hpp"
#include "codecs/display_picture.hpp"
#include "codecs/screening.hpp"

namespace tasma::codecs {

/// How the pictures of a film stand in a DCP: its own shape within flat or scope.
class DcpPicture {
 public:
  /// Throws Error(usage) for a rate or a shape that DCPs have not.
  DcpPicture(const DisplaySpec& spec, const Coding& coding);

  /// The codestream of the frame that `display` has taken. Any thread.
  std::vector<std::uint8_t> code(DisplayPicture& display) const;

  dcp::Container container() const { return container_; }
  Rational shape() const { return shape_; }  // width by height
  Size active() const { return active_; }    // pixels of the picture within its bars
  Rational rate() const { return settings_.rate; }

 private:
  Rational shape_;
  dcp::Container container_;
  Size active_;
  dcp::J2kSettings settings_;
};

/// See make_chunk_encoder().
std::unique_ptr<ChunkEncoder> make_dcp_chunk_encoder(const DisplaySpec& spec, const Coding& coding,
                                                     const std::filesystem::path& file);

}  // namespace tasma::codecs
