#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "codecs/dcp/mxf.hpp"
#include "codecs/dcp/mxf_outline.hpp"
#include "codecs/input_file.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::dcp {

/// A track file that is sound by its standard, but of a kind that tasma does not read.
class UnsupportedTrack : public Error {
 public:
  using Error::Error;
};

/// A track file of a DCP, open for reading: ours or another maker's. Any thread may read.
class TrackReader {
 public:
  /// Walks over the whole file, but reads no essence. Throws Error(material) if it is no track file of pictures, sound
  /// or timed text; UnsupportedTrack if it is encrypted or stereoscopic; Error(no_input, permission, io).
  explicit TrackReader(const std::filesystem::path& file);

  /// What the file says of itself; the SHA-1 is not computed.
  const TrackFile& track() const { return track_; }

  /// Edit units; of timed text 1, the document.
  std::int64_t elements() const { return static_cast<std::int64_t>(outline_.elements.size()); }

  /// Their bytes. `element` from 0. Throws Error(material) for one of more than 64 MiB (256 MiB of text).
  std::vector<std::uint8_t> read(std::int64_t element) const;

  /// The document with its fonts. Throws Error(bug) for other kinds of tracks, Error(material) as read() does.
  TimedText read_text() const;

  /// Everything in which the file is not as a DCP's track file must be, without reading the essence but for its first
  /// picture.
  std::vector<MxfFault> check() const;

  /// Where an edit unit stands in the file, for messages.
  std::uint64_t byte_of(std::int64_t element) const { return outline_.elements[static_cast<std::size_t>(element)].at; }

 private:
  std::vector<std::uint8_t> read(const Klv& klv) const;

  InputFile input_;
  MxfOutline outline_;
  TrackFile track_;
};

}  // namespace tasma::codecs::dcp
