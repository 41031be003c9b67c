#include "codecs/recipe.hpp"

namespace tasma::codecs {
namespace {

// Of three pictures between two others the middle one is referred to: two come later than they are decoded.
constexpr int delay_of_references = 2;

/// Each chunk is coded by itself: it takes its buffer to be half full when it begins, and may end with an empty one.
/// Its four seconds at nine tenths of the cap make up for that, so that the cap holds over all that is joined.
std::string capped(const Coding& coding) {
  return "vbv-maxrate=" + std::to_string(coding.megabits * 900) +
         ":vbv-bufsize=" + std::to_string(coding.megabits * 800) + ":vbv-init=0.5";
}

/// screening.md 3. Equal bytes on every processor cost a tenth of the speed.
Recipe h264(const Coding& coding) {
  auto params = "cpu-independent=1:open-gop=0:keyint=48:min-keyint=24:bframes=3:b-pyramid=normal:" + capped(coding);
  if (coding.level > 0) params += ":level=" + std::to_string(coding.level);
  return {"libx264",
          "h264",
          AV_PIX_FMT_YUV420P,
          8,
          "mp4",
          nullptr,
          delay_of_references,
          true,
          {{"preset", "medium"}, {"tune", "film"}, {"profile", "high"}, {"crf", "18"}, {"x264-params", params}}};
}

/// One thread, and no word of the processor in the stream: x265 would write down what it found.
Recipe h265(const Coding& coding) {
  return {"libx265",
          "hevc",
          AV_PIX_FMT_YUV420P10LE,
          10,
          "mp4",
          "hvc1",  // parameter sets in the header alone, as Apple's players want it
          delay_of_references,
          true,
          {{"preset", "medium"},
           {"profile", "main10"},
           {"crf", "20"},
           {"x265-params",
            "log-level=none:info=0:pools=none:frame-threads=1:wpp=0:open-gop=0:keyint=48:min-keyint=24:bframes=3:"
            "b-pyramid=1:range=limited:colorprim=bt709:transfer=bt709:colormatrix=bt709:chromaloc=0:" +
                capped(coding)}}};
}

Recipe prores(AVPixelFormat pixels, const char* profile, const char* tag) {
  return {"prores_ks", "prores", pixels,
          10,          "mov",    tag,
          0,           false,    {{"profile", profile}, {"vendor", "apl0"}, {"bits_per_mb", "8000"}}};
}

}  // namespace

Recipe recipe_of(const Coding& coding) {
  switch (coding.format) {
    case ScreeningFormat::h264:
      return h264(coding);
    case ScreeningFormat::h265:
      return h265(coding);
    case ScreeningFormat::prores4444:
      return prores(AV_PIX_FMT_YUV444P10LE, "4444", "ap4h");
    case ScreeningFormat::dnxhr:
      return {"dnxhd", "dnxhd", AV_PIX_FMT_YUV422P10LE, 10, "mov", "AVdh", 0, false, {{"profile", "dnxhr_hqx"}}};
    case ScreeningFormat::prores:
    case ScreeningFormat::dcp:  // has none
      break;
  }
  return prores(AV_PIX_FMT_YUV422P10LE, "hq", "apch");
}

}  // namespace tasma::codecs
