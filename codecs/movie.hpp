#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// Opens a movie file (MOV, MP4, Matroska, AVI, MXF, MPEG, H.264 or H.265 streams) as a scan: its first picture stream.
/// All packets are read, which counts the frames exactly and tells their times; the first frames are decoded.
///
/// Frames are numbered from 0, as tools for movies show them: number and position are the same.
/// The stream is what MovieReader gives: full-range RGB (grey stays one plane) of 10, 12 or 16 bits, the least that
/// holds the movie's own; Transfer::video unless somebody said otherwise. What the movie itself has stands in the
/// header. Interlaced, variable-rate and damaged movies and those of exotic colour open, with a finding and
/// `not_restorable`. Sound in the movie stands in `sounds`, unless other sound was said.
///
/// Scan::read() is exact for every codec but decodes from the start when called out of order: convert the movie once
/// with a MovieReader where frames are wanted at random. Throws Error: no_input, permission, io; material if it is no
/// movie.
std::unique_ptr<Scan> open_movie(const std::filesystem::path& file, const ScanFacts& said);

/// All frames of a movie, decoded once, in order of presentation, converted as the inventory's stream says. One thread
/// at a time.
class MovieReader {
 public:
  /// Throws Error(material) if the movie has changed since the inventory, or is not restorable, with the reason.
  explicit MovieReader(const Inventory& movie);
  ~MovieReader();

  const StreamInfo& stream() const;

  /// Nothing after the last frame. Throws Error(material) where a frame does not decode, and where there are not as
  /// many as the inventory says.
  std::optional<Frame> next();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tasma::codecs
