#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

namespace tasma::codecs {

/// What the Info element of a Matroska file says of the whole.
struct SegmentInfo {
  std::array<std::uint8_t, 16> uid{};  // SegmentUUID; zeros: none
  std::string title;                   // empty: none
  std::int64_t date_s = 0;             // DateUTC, seconds since 1970; 0: none
  std::string writing_app;
  bool operator==(const SegmentInfo&) const = default;
};

/// Throws Error: material if `file` is no Matroska, damaged at its beginning, or shorter than its Segment says; io,
/// no_input, permission.
SegmentInfo read_segment_info(const std::filesystem::path& file);

/// A title that makes libavformat leave enough room for stamp_segment_info() to write `info` into.
std::string room_for(const SegmentInfo& info);

/// Rewrites the Info element in place: what it says of `info` is replaced, the rest (scale of time, muxer, duration)
/// kept, its CRC-32 computed anew, the room left over filled with a Void. Throws Error as above.
void stamp_segment_info(const std::filesystem::path& file, const SegmentInfo& info);

}  // namespace tasma::codecs
