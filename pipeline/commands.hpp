#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "pipeline/core/finding.hpp"
#include "pipeline/core/observer.hpp"
#include "pipeline/job.hpp"
#include "pipeline/question.hpp"

namespace tasma::pipeline {

/// Something that was made, or would be by a dry run.
struct Product {
  std::string kind;  // "preservation", "restored", "screening", "master", "frames", "files"
  std::string reel;  // id of the reel, or of the film for a screening
  std::filesystem::path path;
  std::uint64_t bytes = 0;  // of the whole; a dry run's estimate
  std::int64_t frames = 0;
  Sha256 sha256 = {};        // of the master file; zeros for packages and folders
  bool made_before = false;  // recognised; nothing was done
};

/// How loud a track of a screening is as it was found (ITU-R BS.1770-4, EBU R 128), and the gain it was given.
struct SoundFigures {
  std::string language;  // BCP 47; empty: not said
  SoundKind kind = SoundKind::original;
  double integrated_lufs = 0, range_lu = 0, true_peak_dbtp = 0;  // of silence -infinity
  double gain_db = 0;
};

/// What a command has to tell when it is through.
struct Outcome {
  std::vector<Product> products;
  std::vector<Finding> findings;
  std::uint64_t peak_space = 0;              // dry run: bytes needed in work folder and output together
  double seconds = 0;                        // dry run: how long it takes on the threads that were granted, roughly
  std::vector<Question> questions = {};      // of all reels; where there is one, no screening was begun
  std::filesystem::path contact_sheet = {};  // the film as it would be shown with what is proposed; empty: not drawn
  std::vector<SoundFigures> sounds = {};     // of a screening

  /// A refusal weighs more than a question, a question more than a remark.
  ExitCode exit_code() const {
    const auto code = exit_code_of(findings);
    return questions.empty() || code == ExitCode::material ? code : ExitCode::try_later;
  }
};

/// `tasma preserve`: one reel to one preservation master at `master`.
Outcome preserve(const Job& job, const std::filesystem::path& master, Observer& observer);

/// Some of the files that a master gives back; none chosen: all.
struct ChosenFiles {
  std::vector<std::string> names;  // relative to the scan
  bool sounds = false;             // all sound files
  bool others = false;             // all that are neither frames nor sound
  bool everything() const { return names.empty() && !sounds && !others; }
};

/// `tasma extract`: the files of the scan that a master was made of, those chosen, or those of the frames the job
/// picks, into the new folder `output`. Throws Error: material naming the first file that does not come back as it was,
/// no_input if a chosen one is not there.
Outcome extract(const Job& job, const ChosenFiles& chosen, const std::filesystem::path& output, Observer& observer);

/// `tasma restore`: one reel to a restored master (a name ending in .mkv), or to a folder of frames.
Outcome restore(const Job& job, const std::filesystem::path& output, std::optional<FramesAs> frames_as,
                Observer& observer);

/// `tasma revert`: the restored master that the job's reel is, rendered again from the scan (or its master) `from` by
/// its plan, with some repairs kept as scanned: those of the job's veto, else those of `taken_back` (nothing: dust and
/// scratches) in the job's frames (nothing: all). Throws Error: what restore() throws; no_input, material if the plan
/// is not beside the master, or another than it names; usage if there is nothing to take back.
Outcome revert(const Job& job, const std::filesystem::path& from, const std::optional<Repairs>& taken_back,
               const std::filesystem::path& output, Observer& observer);

/// A name of `--as` or `--preset`, and what it makes of FILM.
struct CopyOffer {
  std::string name;
  Message about;
  std::vector<std::string> files;
};

/// Formats of screening copies, as `--as` names them, and halls, as `--preset` does.
std::vector<CopyOffer> copy_formats();
std::vector<CopyOffer> copy_presets();
bool is_copy_format(std::string_view name);
bool is_copy_preset(std::string_view name);

/// Both as one JSON document, schema "tasma.copies/1".
std::string copies_json();

/// `tasma screen`: screening copies of each reel, into the folder `output`; or questions, and
/// OUTPUT/FILM.questions.png.
Outcome screen(const Job& job, const std::filesystem::path& output, Observer& observer);

/// `tasma run`: packages under `output`. What cannot be shown before a question is answered is preserved and restored.
Outcome run(const Job& job, const std::filesystem::path& output, Observer& observer);

enum class Level { structure, fixity, full };
inline std::string_view name_of(Level level) {
  return level == Level::structure ? "structure" : level == Level::fixity ? "fixity" : "full";
}

/// What a check that ended so says of a package.
constexpr std::string_view verdict_of(ExitCode code) {
  return code == ExitCode::ok         ? "sound"
         : code == ExitCode::findings ? "sound, with remarks"
         : code == ExitCode::material ? "not sound"
                                      : "not checked";
}

/// Where copies lie. On tape each file is read once and front to back, by one thread, in the order of the manifest; so
/// nothing is said of where in a master damage lies.
enum class Storage { disk, tape };

/// `tasma verify`: a package (the folder of a bag), a master by itself, or a DCP. Returns what it finds, and the
/// remarks under which the package was sealed. Throws Error: no_input if there is nothing, material if it is neither,
/// usage for what is not to be read from tape: masters and DCPs by themselves, and `full`.
Outcome verify(const std::filesystem::path& copy, Level level, Storage storage, const Resources& resources,
               Observer& observer);

/// What is asked before a scan is deleted.
struct Deletion {
  std::filesystem::path scan;
  std::filesystem::path certificate;  // empty: none is written
  int least_copies = 2;
  bool overwrite = false;
};

/// `tasma verify --against`: whether every entry of the scan, as it is today, comes back from each of the copies where
/// they lie. Only then a certificate is written, and beside it CERTIFICATE.files, the names of the files it covers,
/// each ended by a NUL. Nothing is deleted.
Outcome verify_against(const std::vector<std::filesystem::path>& copies, const Deletion& deletion,
                       const Resources& resources, Observer& observer);

}  // namespace tasma::pipeline
