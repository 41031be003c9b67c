#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "codecs/movie_picture.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// What a movie turns out to be when all its packets are read and its first frames decoded.
struct MovieSurvey {
  std::vector<std::uint64_t> packet_bytes;  // by frame, in the order of the file
  HeaderFacts facts;                        // rate: even, as times and header tell; 0/1 where they do not
  std::string timecode;
  bool has_sound = false;
  bool even = true;  // frames follow each other at one rate
  bool interlaced = false;
  std::string cut;                       // empty, or what shows that the file has lost its end, in English
  std::string undecodable;               // empty, or why the first frame does not decode
  std::optional<MoviePicture> pictures;  // nothing: not convertible, or undecodable
};

/// Throws Error: no_input, permission, io; material if it is no movie.
MovieSurvey survey_movie(const std::filesystem::path& file);

}  // namespace tasma::codecs
