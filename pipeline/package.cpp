#include "pipeline/package.hpp"

#include "codecs/digest.hpp"
#include "pipeline/publish.hpp"
#include "pipeline/versions.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;

void seal(const fs::path& folder, const std::string& id, const std::string& description, const fs::path& name,
          const Manifest& known) {
  settle_tree(folder);
  write_file(folder / "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
  write_file(folder / "bag-info.txt", "Bag-Software-Agent: " + version() + "\nExternal-Identifier: " + id +
                                          "\nExternal-Description: " + description +
                                          "\nPayload-Oxum: " + payload_oxum(folder / "data") + '\n');
  write_file(folder / "manifest-sha256.txt", to_text(manifest_of(folder, "data", known)));
  Manifest tags;
  for (const auto* tag : {"bag-info.txt", "bagit.txt", "manifest-sha256.txt"})
    tags[tag] = hex(codecs::sha256_of(folder / tag));
  write_file(folder / "tagmanifest-sha256.txt", to_text(tags));
  make_folders(name.parent_path());
  publish(folder, name, Taken::refuse);
}

int next_version(const fs::path& parent, const std::string& name) {
  int number = 1;
  while (fs::exists(parent / (name + '-' + std::to_string(number)))) ++number;
  return number;
}

std::string payload_oxum(const fs::path& data) {
  std::uint64_t bytes = 0, files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(data))
    if (entry.is_regular_file()) bytes += entry.file_size(), ++files;
  return std::to_string(bytes) + '.' + std::to_string(files);
}

}  // namespace tasma::pipeline
