#include "codecs/recipe.hpp"

namespace tasma::codecs {
namespace {

/// screening.md 3. Equal bytes on every processor cost a tenth of the speed.
Recipe h264(const Coding& coding) {
  return {"libx264",
          "h264",
          AV_PIX_FMT_YUV420P,
          8,
          "mp4",
          nullptr,
          // Of three pictures between two others the middle one is referred to: two come later than they are decoded.
          2,
          true,
          {{"preset", "medium"},
           {"tune", "film"},
           {"profile", "high"},
           {"crf", "18"},
           {"x264-params",
            "cpu-independent=1:open-gop=0:keyint=48:min-keyint=24:bframes=3:b-pyramid=normal:"
            "vbv-maxrate=" +
                std::to_string(coding.megabits * 1000) + ":vbv-bufsize=" + std::to_string(coding.megabits * 2000)}}};
}

Recipe prores() {
  return {"prores_ks", "prores", AV_PIX_FMT_YUV422P10LE,
          10,          "mov",    "apch",
          0,           false,    {{"profile", "hq"}, {"vendor", "apl0"}, {"bits_per_mb", "8000"}}};
}

}  // namespace

Recipe recipe_of(const Coding& coding) { return coding.format == ScreeningFormat::h264 ? h264(coding) : prores(); }

}  // namespace tasma::codecs
