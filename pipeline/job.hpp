#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/core/container.hpp"
#include "pipeline/core/frame.hpp"
#include "pipeline/core/scan.hpp"
#include "pipeline/core/treatment.hpp"

namespace tasma::pipeline {

/// Places of a film that automation in a hall knows, as ST 429-7 calls them: the first and the last frame of title
/// credits, intermission, end credits and moving credits. Those of the composition itself every DCP has.
inline constexpr std::array<std::string_view, 8> marker_labels{"FFTC", "LFTC", "FFOI", "LFOI",
                                                               "FFEC", "LFEC", "FFMC", "LFMC"};

/// What a person has said of a reel that was a question (question.hpp).
struct Answer {
  std::string reel, question, answer, who, why;
};

/// One reel of a film as it was asked for.
struct ReelJob {
  std::string id;  // [A-Za-z0-9._-], unique in the job
  std::filesystem::path scan;
  ScanFacts facts;
  std::optional<std::int64_t> first, last;  // frame numbers of the picture proper, both included
  std::vector<std::pair<std::string_view, std::int64_t>> markers = {};  // of marker_labels, with their frame numbers
  std::vector<std::pair<std::string, std::string>> catalogue = {};      // what a list says of it, for its packages
  std::vector<Answer> answers = {};                                     // that stand in `facts`, for its packages
};

enum class FramesAs { dpx, tiff };

/// A sound file of the film, and how screening copies play it.
struct SoundJob {
  std::filesystem::path file;
  std::string reel;      // id of the reel it belongs to; empty: it is the whole film's
  std::string language;  // BCP 47, "zxx" for no words; empty: not said
  SoundKind kind = SoundKind::original;
  Rational start_s{0, 1};         // where the file begins against the pictures it belongs to: later, or before them
  std::int64_t start_frames = 0;  // added to that
  Rational speed{1, 1};           // so much faster the file is played
  bool keeps_pitch = false;       // at another speed
};

/// Subtitles of the film, in one language.
struct SubtitlesJob {
  std::filesystem::path file;
  std::string language;        // BCP 47; empty: what the file says
  std::string encoding;        // a name that iconv knows; empty: UTF-8
  std::filesystem::path font;  // empty: Noto Sans, or DejaVu Sans
  Rational timed_at{0, 1};     // frames a second of the film that the file was made for; 0: as it is shown
  Rational offset_s{0, 1};     // added to the file's times
};

/// What to make.
struct Make {
  bool preservation = true, restored = true, screening = true;
};

/// How to work: nothing here changes a byte of what is made, except where it says so.
struct Resources {
  int threads = 0;                   // 0: as many as there are processors
  std::uint64_t memory = 0;          // bytes; 0: a quarter of what the machine has
  std::filesystem::path work;        // empty: OUT/.tasma
  std::uint64_t part_bytes = 0;      // of a copy that is cut into files (TASMA_PART_SIZE, for tests); 0: as it says
  bool keep_proved = false;          // `--keep-proved`: whose packets may be another version's, not their pictures
  std::int64_t segment_length = 48;  // frames of a scheduling segment (TASMA_SEGMENT_LENGTH, for tests)
};

/// One film as it was asked for; checked once when it is made, then constant.
struct Job {
  std::string film;                                             // id, [A-Za-z0-9._-]
  std::vector<ReelJob> reels;                                   // in order of the film; at least one
  Repairs repairs;                                              // `--repair`
  std::filesystem::path plan;                                   // `--plan`: executed instead of one decided here
  std::filesystem::path veto;                                   // `--veto`: what a person says of the plan
  std::optional<std::pair<std::int64_t, std::int64_t>> frames;  // `--frames A-B`, numbers, both included
  std::vector<std::string> screen_as, presets;                  // `--as`, `--preset`; neither: h264 and prores
  bool test_clip = false;        // `--test-clip`: of the film's kind, instead of the film
  std::vector<SoundJob> sounds;  // of each reel in the order of its facts' sounds; what is not said there has defaults
  std::optional<double> loudness_lufs;  // `--loudness`: of MP4 and MOV; nothing: as it is
  std::vector<SubtitlesJob> subtitles;  // each in another language
  bool archive_rate = false;            // `--pulldown none`: DCPs of slow films run at a rate of ST 428-21
  std::optional<Container> container;   // `--container`: of DCPs; nothing: by the shape of the picture
  Make make;
  std::optional<std::int64_t> date_s;  // `--date`: seconds since 1970; else of the newest source file
  Resources resources;
  bool overwrite = false;
  bool dry_run = false;
};

/// The repairs in one line, as fingerprints and requests have them: what is not asked for is not in it, nor what is as
/// usual.
std::string line_of(const Repairs& repairs);

/// Whether `text` is a language tag (BCP 47), such as "ky" or "uz-Cyrl".
bool is_language_tag(const std::string& text);

/// Whether `text` may be a film's or reel's id: 1-100 of [A-Za-z0-9._-], not beginning with a dot.
bool is_id(std::string_view text);

}  // namespace tasma::pipeline
