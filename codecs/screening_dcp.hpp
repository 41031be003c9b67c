#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "codecs/dcp/cadence.hpp"
#include "codecs/dcp/j2k.hpp"
#include "codecs/dcp/mxf.hpp"
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

  dcp::Resolution resolution() const { return settings_.resolution; }
  Container container() const { return container_; }
  Rational shape() const { return shape_; }  // width by height
  Size active() const { return active_; }    // pixels of the picture within its bars
  Rational rate() const { return settings_.rate; }

 private:
  Rational shape_;
  Container container_;
  dcp::J2kSettings settings_;
  Size active_;
  Primaries primaries_;
  BurntText burnt_;
};

/// How the frames of a film become edit units of a DCP. Throws as dcp_rate().
dcp::Cadence dcp_cadence(const Rational& film, const Coding& coding);

/// Where sound of so many channels lies in a DCP; nothing: nowhere.
std::optional<dcp::SoundLayout> layout_of(int channels);

/// See make_chunk_encoder().
std::unique_ptr<ChunkEncoder> make_dcp_chunk_encoder(const DisplaySpec& spec, const Coding& coding,
                                                     const std::filesystem::path& file);

}  // namespace tasma::codecs
