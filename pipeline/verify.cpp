#include "codecs/dcp/check.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/verify_bag.hpp"
#include "pipeline/verify_master.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

codecs::dcp::CheckDepth depth_of(Level level) {
  using enum codecs::dcp::CheckDepth;
  return level == Level::structure ? structure : level == Level::fixity ? digests : pictures;
}

}  // namespace

Outcome verify(const fs::path& copy, Level level, Storage storage, const Resources& resources, Observer& observer) {
  if (!fs::exists(copy))
    throw Error(ExitCode::no_input,
                Message("T4079", "{1}: no such package or master; see that the disk is there", {printable(copy)}));
  const bool is_dcp = fs::is_directory(copy) && codecs::dcp::is_dcp(copy);
  if (!is_dcp && is_bag(copy)) return {{}, check_bag(copy, level, storage, resources, observer).findings, 0};
  const bool is_master = fs::is_regular_file(copy) && (copy.extension() == ".mkv" || is_matroska(copy));
  if (!is_dcp && !is_master)
    throw Error(ExitCode::material,
                Message("T4080",
                        "{1}: neither a package (a folder with bagit.txt) nor a master (Matroska) nor a DCP, so there "
                        "is nothing in it to check it by",
                        {printable(copy)}));
  if (storage == Storage::tape)
    throw Error(
        ExitCode::usage,
        Message("T4641", "{1}: only packages can be checked on tape; copy it from the tape first", {printable(copy)}));
  return {{},
          is_dcp ? codecs::dcp::check_dcp(copy, depth_of(level), observer)
                 : verify_master(copy, level, resources, observer),
          0};
}

}  // namespace tasma::pipeline
