#include "codecs/versions.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}
#include <OpenEXR/OpenEXRConfig.h>
#include <ass/ass.h>
#include <ebur128.h>
#include <hb.h>
#include <openssl/crypto.h>
#include <rubberband/RubberBandStretcher.h>
#include <tiffio.h>

namespace tasma::codecs {

std::vector<std::pair<std::string, std::string>> library_versions() {
  const auto dotted = [](unsigned version) {
    return std::to_string(AV_VERSION_MAJOR(version)) + '.' + std::to_string(AV_VERSION_MINOR(version)) + '.' +
           std::to_string(AV_VERSION_MICRO(version));
  };
  std::string tiff = TIFFGetVersion();  // "LIBTIFF, Version 4.5.0\nCopyright ..."
  tiff = tiff.substr(0, tiff.find('\n'));
  tiff = tiff.substr(tiff.rfind(' ') + 1);
  int major = 0, minor = 0, patch = 0;
  ebur128_get_version(&major, &minor, &patch);
  const auto ebur = std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(patch);
  const auto ass = ass_library_version();  // 0x01701000: decimal digits of 0.17.1
  const auto two_digits = [&](int at) { return std::to_string((ass >> (at + 4) & 0xf) * 10 + (ass >> at & 0xf)); };
  return {{"libavcodec", dotted(avcodec_version())},
          {"libavformat", dotted(avformat_version())},
          {"libswscale", dotted(swscale_version())},
          {"libswresample", dotted(swresample_version())},
          {"libtiff", tiff},
          {"libass", std::to_string(ass >> 28) + '.' + two_digits(20) + '.' + two_digits(12)},
          {"HarfBuzz", hb_version_string()},
          {"libebur128", ebur},
          {"RubberBand", RUBBERBAND_VERSION},
          {"OpenEXR", OPENEXR_VERSION_STRING},
          {"OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING)}};
}

}  // namespace tasma::codecs
