#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// Opens a folder of numbered frames (DPX, TIFF), reading names and headers alone. `Inventory::root` is absolute,
/// `FrameEntry::file` the name as the file system has it, any bytes: show it by printable().
///
/// Chosen: frames by frame_choice.hpp, what their headers say by reel_headers.hpp, sound by reel_sound.hpp. Rate,
/// transfer: what was said, else the header's, else 24 frames a second (missing_rate) and unknown.
///
/// read() opens the file, compares size and time with the inventory before and after, reads it once, whole, and gives
/// its SHA-256 with the picture; a frame that has changed is Error(material). At a missing place, and at a damaged
/// frame if damaged ones are kept, comes a stand-in: the picture of the nearest whole frame before, else behind, else
/// black; also where a frame turns out damaged only now.
///
/// Throws Error(no_input, permission, io) if the folder cannot be listed or a header not read, Error(material) if no
/// file in it is a frame; the message names sub-folders that have some.
std::unique_ptr<Scan> open_image_sequence(const std::filesystem::path& folder, const ScanFacts& said);

/// The same for one file: a reel of one frame.
std::unique_ptr<Scan> open_still(const std::filesystem::path& file, const ScanFacts& said);

/// What has changed in the folder since the inventory was taken: frames, sounds and sidecars that are gone, new or
/// other (unexpected_change, a refusal). Litter does not count. Empty: nothing; always empty for movies and masters.
std::vector<Finding> changes_since(const Inventory& inventory);

}  // namespace tasma::codecs
