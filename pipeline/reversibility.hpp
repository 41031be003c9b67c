#pragma once

#include "pipeline/checksums.hpp"
#include "pipeline/reel.hpp"

namespace tasma::pipeline {

/// All that a preservation master needs to give the scan back, file by file.
struct Reversibility {
  Inventory inventory;                          // with the digests of all files, and how each is kept
  std::vector<codecs::Attachment> attachments;  // for the front of the master, the inventory among them
  std::filesystem::path behind;                 // what is to stand behind its Segment; empty: nothing
  FileDigests digests;                          // of all files that were read
};

/// Throws Error(material) if the scan holds something that cannot be given back: said before hours of work.
void refuse_unkept(const ReelWork& work);

/// Gathers what was spooled beside the segments of `pictures`, what the sound files hold beside their samples, and the
/// sidecars, which are read here, once, for `algorithms` beside MD5 and SHA-256. `inventory` has the states that
/// reading the frames has shown.
///
/// In front: RAWcooked's reversibility data and sidecars, as attachments. Behind: the data where it is larger than an
/// attachment may be, or holds whole files: frames that samples do not give back, and sidecars that are large, look
/// like reversibility data, or have names that are no UTF-8.
/// Throws Error: material if a sidecar or sound changes meanwhile, or is larger than can be kept; io if a sound file
/// does not come back from its segment.
Reversibility gather(const ReelWork& work, const SegmentFolder& folder, const CodedReel& pictures,
                     const std::vector<SoundSegment>& sounds, Inventory inventory,
                     const std::set<DigestAlgorithm>& algorithms);

}  // namespace tasma::pipeline
