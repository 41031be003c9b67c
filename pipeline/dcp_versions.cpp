#include "pipeline/dcp_versions.hpp"

namespace tasma::pipeline {

std::vector<DcpVersion> dcp_versions(const std::vector<std::string>& subtitles,
                                     const std::vector<codecs::TrackLabel>& sounds) {
  std::vector<DcpVersion> versions(1);
  if (!sounds.empty()) versions[0].sound = 0;
  if (subtitles.size() == 1) versions[0].subtitles = 0;
  if (subtitles.size() > 1)
    for (std::size_t i = 0; i < subtitles.size(); ++i) versions.push_back({"_sub-" + subtitles[i], i, {}});
  for (std::size_t i = 1; i < sounds.size(); ++i)
    if (sounds[i].kind == SoundKind::dub)
      versions.push_back({"_dub-" + (sounds[i].language.empty() ? "und" : sounds[i].language), {}, i});
  return versions;
}

}  // namespace tasma::pipeline
