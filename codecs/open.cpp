#include "codecs/open.hpp"

#include <array>
#include <optional>
#include <vector>

#include "codecs/folder.hpp"
#include "codecs/image_sequence.hpp"
#include "codecs/master.hpp"
#include "codecs/movie.hpp"
#include "codecs/still.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace fs = std::filesystem;
namespace {

/// The master in a package (a BagIt bag as we seal it): the one Matroska file under data/. Nothing: no package.
std::optional<fs::path> master_of_package(const fs::path& folder) {
  if (!fs::is_regular_file(folder / "bagit.txt") || !fs::is_directory(folder / "data")) return std::nullopt;
  std::vector<fs::path> masters;
  const auto data = list_folder(folder / "data");
  for (const auto& file : data.files)
    if (fs::path(file.name).extension() == ".mkv") masters.push_back(data.path / file.name);
  if (masters.size() != 1)
    throw Error(ExitCode::material,
                Message("T2350", "{1}: a package with {2} masters in data/, not one; give the master itself",
                        {printable(folder), std::to_string(masters.size())}));
  return masters.front();
}

bool is_still(const fs::path& path) {
  const InputFile file(path);
  std::array<std::uint8_t, 16> head{};
  return still_format_of(std::span(head).first(file.read(0, head))) != nullptr;
}

std::unique_ptr<Scan> open_container(const fs::path& file, const ScanFacts& said) {
  return is_master(file) ? open_master(file, said) : open_movie(file, said);
}

}  // namespace

std::unique_ptr<Scan> open_scan(const fs::path& path, const ScanFacts& said) {
  std::error_code cause;
  const auto status = fs::status(path, cause);
  if (status.type() == fs::file_type::not_found || cause)
    throw Error(cause ? exit_code_of(cause) : ExitCode::no_input,
                Message("T2352", "{1}: there is no such scan{2}; check the path",
                        {printable(path), cause ? " (" + cause.message() + ")" : ""}));
  if (fs::is_directory(status)) {
    if (const auto master = master_of_package(path)) return open_container(*master, said);
    return open_image_sequence(path, said);
  }
  return is_still(path) ? open_still(path, said) : open_container(path, said);
}

}  // namespace tasma::codecs
