#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "pipeline/core/exit_code.hpp"
#include "pipeline/core/message.hpp"

namespace tasma {

/// How much a finding weighs.
enum class Severity {
  note,     // good to know; the exit code stays as it is
  remark,   // a person must see it: exit 3
  refusal,  // work cannot go on with this, or the package is not sound: exit 65
};

/// What is wrong. `<negative adjective>_<noun>`, adjectives from a short list: incorrect (any value may stand there,
/// this one is wrong), invalid (not one of those allowed), mismatched (two things should agree), missing, empty,
/// unexpected. JSON shows the names.
enum class FindingCode {
  missing_frame,            // a number between the first and the last has no file
  unexpected_duplicate,     // two files with one frame number
  unexpected_size,          // a frame of another width or height than the reel's
  unexpected_depth,         // of another depth
  unexpected_layout,        // other planes, packing or endianness
  empty_file,               // zero bytes
  missing_bytes,            // shorter than its header says
  invalid_header,           // no header of its format, or one that contradicts itself
  incorrect_header,         // readable, but a field does not tell the truth (total size, say)
  invalid_field,            // a field of a header holds what its standard does not define
  missing_field,            // a field that its standard calls core is undefined
  unexpected_flavour,       // sound by its standard, but not supported
  invalid_picture,          // header fine, the samples do not decode
  unexpected_damage,        // so much of a frame looks like dirt that nothing was repaired in it
  unexpected_change,        // the file or folder is not what it was when it was first looked at
  unexpected_sequence,      // a second sequence of frames in the folder
  unexpected_file,          // litter and sidecars
  unexpected_sound,         // more than one sound file and no word which
  invalid_sound,            // a sound file that cannot be read
  missing_sound,            // a master whose scan had sound holds none
  mismatched_sound_length,  // picture and sound do not last equally long
  incorrect_loudness,       // a sound track did not come to the loudness that was asked for
  missing_rate,             // nobody said how fast; 24 assumed
  mismatched_rate,          // header and word disagree
  missing_file,             // listed in a manifest or checksum list, not there
  mismatched_digest,        // the bytes are not those of the manifest or checksum list
  invalid_element,          // verify: bytes of a Matroska file that are not as they were written
  missing_checksum,         // verify: bytes that no checksum speaks for
  mismatched_frame_digest,  // verify: a frame decodes to other samples than recorded
  invalid_manifest,         // verify: a manifest that cannot be read or names a path outside
  invalid_package,          // verify: not a bag as it was sealed
  missing_digest,           // no checksum list says anything of the file, or of the scan
  invalid_checksums,        // a checksum list that cannot be read, or whose names may mean several files
  invalid_cue,              // a subtitle that ends before it begins
  mismatched_cue,           // a subtitle outside the film it belongs to
  unexpected_overlap,       // two subtitles in one place at one time
  unexpected_gap,           // too short a pause between two subtitles
  unexpected_duration,      // too short: a subtitle to be read, a reel of a DCP to be played
  unexpected_line_length,   // a subtitle too wide
  unexpected_line_count,    // a subtitle too high
  unexpected_first_cue,     // a subtitle before players are ready for one
  missing_character,        // the font has no picture of it
  mismatched_identifier,    // DCP: two files name one asset differently
  mismatched_size,          // DCP: a file is not as long as a list says
  mismatched_duration,      // DCP: a list and a track file, or two tracks of a reel, do not last equally long
  missing_package,          // verify: in the register of a shelf, not there
};

/// The name of a code as JSON and tests write it.
std::string_view name_of(FindingCode code);
std::string_view name_of(Severity severity);
std::optional<FindingCode> parse_finding_code(std::string_view name);

/// Something the job or a verification has to say about the material. A value; nothing is thrown for it.
struct Finding {
  FindingCode code;
  Severity severity;
  std::filesystem::path file;         // relative to the scan or package where that is possible
  std::optional<std::int64_t> frame;  // number as in the file name
  Message message;                    // says what and what to do; file and frame stand beside it, not in it
};

/// Findings that say the same of many frames.
struct FindingGroup {
  Finding first;           // the first of them, by frame and file
  std::int64_t count = 1;  // how many
  std::optional<std::int64_t> first_frame, last_frame;
};

/// Groups findings of equal code, severity and filled message; groups come in the order of their first member.
std::vector<FindingGroup> grouped(const std::vector<Finding>& findings);

/// ok, findings or material, by the heaviest.
ExitCode exit_code_of(const std::vector<Finding>& findings);

}  // namespace tasma
