#include "pipeline/scan_listing.hpp"

#include "codecs/sidecars.hpp"

namespace tasma::pipeline {

std::map<std::string, ScanFile> files_of(const Inventory& inventory) {
  std::map<std::string, ScanFile> files;
  if (inventory.kind != Inventory::Kind::frames) {
    const auto& file = inventory.root;
    files[file.filename().native()] = {file, codecs::InputFile(file).opened(), std::nullopt};
    return files;
  }
  for (const auto& frame : inventory.frames)
    if (!frame.file.empty())
      files[frame.file] = {path_of(inventory, frame), {frame.size, frame.modified_ns}, frame.number};
  std::size_t sounds = 0;
  for (const auto& kept : codecs::sidecars_of(inventory)) {
    if (kept.kind == KeptFile::Kind::folder) continue;
    const bool sidecar = kept.kind == KeptFile::Kind::sidecar;
    files[kept.name] = {sidecar ? inventory.root / kept.name : inventory.sounds.at(sounds++).file,
                        {kept.size, kept.modified_ns},
                        std::nullopt,
                        sidecar};
  }
  return files;
}

}  // namespace tasma::pipeline
