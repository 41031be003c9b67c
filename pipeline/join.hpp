#pragma once

#include <filesystem>
#include <functional>

#include "codecs/matroska.hpp"
#include "pipeline/coded_segments.hpp"

namespace tasma::pipeline {

/// A sound track as one finished segment.
struct SoundSegment {
  Segment segment;
  std::string language;  // ISO 639-2; empty: not said
};

/// What was made: one master, a file, or the folder of a DCP.
struct Master {
  std::filesystem::path file;
  std::uint64_t size = 0;  // bytes
  Sha256 sha256 = {};      // of the file; zeros of a folder
  std::vector<FrameRecord> frames;
};

/// Makes a master of finished segments, in order: the only writer of final names. The first of `pictures` are the
/// master's, others stand beside them in tracks of their own. The file grows as `file`.part; every packet of it, read
/// again from the disk, must have the digest of a proved packet; only then does it get its name. `facts` comes without
/// a UID, which is made of the pictures' digests and `role` ("preservation", "restored-1"). `prove` is shown the whole
/// file before that, where there is more to it than tracks. Throws Error(no_output) if the name is taken; Error(io) if
/// a packet reads back otherwise, and has that segment made again by the next run. So that segments and master do not
/// need twice the space, the folder lets pictures go as the file has them for good; if the join does not come to its
/// end, `file`.part stays and take_apart() brings them back.
Master join(const SegmentFolder& folder, const std::vector<CodedReel>& pictures,
            const std::vector<SoundSegment>& sounds, codecs::ContainerFacts facts, const std::string& role,
            const std::filesystem::path& file, const Flow& flow, Observer& observer,
            const std::function<void(const std::filesystem::path& part)>& prove = {});

}  // namespace tasma::pipeline
