#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "pipeline/coded_segments.hpp"
#include "pipeline/commands.hpp"
#include "pipeline/core/scan.hpp"
#include "pipeline/join.hpp"
#include "pipeline/kept_segments.hpp"
#include "pipeline/veto.hpp"
#include "pipeline/work_folder.hpp"

namespace tasma::pipeline {

enum class Step;

/// One reel, opened, while its masters are made. Everything it refers to outlives it.
struct ReelWork {
  const Job& job;
  const ReelJob& reel;
  const Scan& scan;
  std::vector<SoundInfo> sounds;  // of the reel, wherever its pictures come from
  std::int64_t sounds_begin;      // number of the frame at which they do
  const WorkFolder& folder;
  Observer& observer;

  const Inventory& inventory() const { return scan.inventory(); }
  std::int64_t date_s() const;  // of masters: as said, or of the newest source file
  std::string source() const { return source(inventory().stream); }
  std::string source(const StreamInfo& stream) const;  // what was asked of the scan and what it is, `stream`, in one
                                                       // line; not how it is worked on
  std::string fingerprint(const std::string& settings) const;  // source(), settings and toolchain()
};

/// Positions of the numbers from `first` to `last`, both included. Throws Error(usage) if there is none.
Range part_of(std::span<const std::int64_t> numbers, std::int64_t first, std::int64_t last);

/// The pictures to restore and screen: the scan itself, or for a movie a file in the work folder to which it is
/// converted once, full-range RGB of at least 10 bits, every frame on its own.
class Pictures {
 public:
  explicit Pictures(const ReelWork& work);
  const FrameSource& source() const { return conformed_ ? *conformed_ : scan_; }

  /// Those that `--frames` picks, or all.
  Range part(const Job& job) const;

 private:
  const Scan& scan_;
  std::unique_ptr<Scan> conformed_;
};

/// Refuses to go on with a scan whose findings say so: returns them if one is a refusal.
bool is_refused(const Inventory& inventory);

/// Findings for frames of `part` that turned out damaged only when they were read.
void report_damage(const Inventory& inventory, Range part, std::span<const FrameRecord> records,
                   std::vector<Finding>& findings);

/// What preserving leaves: the master, and the inventory with what only reading the frames has shown.
struct Preservation {
  Master master;
  Inventory inventory;
  std::vector<KeptSegments> kept;  // by `--keep-proved`
};

/// Where the segments of masters lie.
inline constexpr auto preserve_step = "preserve", restore_step = "restore";

/// The scan losslessly packed, proved and joined into `file`: FFV1 and sound in Matroska. A movie, and a preservation
/// master, is one file already: it is copied and the copy read back. Adds to `findings`.
Preservation preserve_reel(const ReelWork& work, const std::filesystem::path& file, std::vector<Finding>& findings);

/// Of a scan of frames, a share of the segments that preserve_reel() will find.
void preserve_share(const ReelWork& work, Share share);

/// What a restoration leaves: the master, or the folder of frames, and the plan as executed.
struct Restoration {
  Master master;  // `file` is the folder where frames were asked for
  std::filesystem::path plan;
};

/// What the plan of a restoration is made of.
struct PlanBasis {
  std::filesystem::path plan;          // one made before, which is executed; empty: the reel is measured and decided
  Veto veto;                           // what a person says of it; without entries: nothing
  std::filesystem::path package = {};  // the sealed version that `plan` is of: what is as there is not rendered again
};

/// Comes to a plan by `basis`, renders by it. Throws Error: what read_given_plan(), apply() and join() throw.
Restoration restore_reel(const ReelWork& work, const PlanBasis& basis, const std::filesystem::path& file,
                         std::optional<FramesAs> frames_as, std::vector<Finding>& findings);

/// Segments that restore_reel() will find where no plan is given: `conform`, the movie; `measure`, a share of the
/// measurements; `merge`, the plan; `render`, a share of the pictures. Each makes what the earlier ones have left out.
void restore_share(const ReelWork& work, Step step, Share share);

/// Frames of a screening copy that are coded together: part of its settings, not of the schedule.
inline constexpr std::int64_t coding_chunk = 96;

/// What screening leaves: the copies, and how loud the film's tracks were found.
struct Screening {
  std::vector<Master> copies;
  std::vector<SoundFigures> sounds;
};

/// Screening copies of a film, NAME.h264.mp4, NAME.prores.mov, NAME_dcp, in `folder`: its reels in order, each from its
/// first frame to its last, as one. `scan` of a work may be a restored master; its facts come from the reel. What
/// check_film() refuses is not asked for here. Throws Error(usage) for reels that cannot be one film: of pictures of
/// several sizes.
Screening screen_film(std::span<const ReelWork> reels, const std::string& name, const std::filesystem::path& folder,
                      std::vector<Finding>& findings);

/// A share of the chunks that screen_film() will find.
void screen_share(std::span<const ReelWork> reels, Share share);

}  // namespace tasma::pipeline
