#include "codecs/versions.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}
#include <OpenEXR/OpenEXRConfig.h>
#include <openssl/crypto.h>
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
  return {{"libavcodec", dotted(avcodec_version())},
          {"libavformat", dotted(avformat_version())},
          {"libswscale", dotted(swscale_version())},
          {"libswresample", dotted(swresample_version())},
          {"libtiff", tiff},
          {"OpenEXR", OPENEXR_VERSION_STRING},
          {"OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING)}};
}

}  // namespace tasma::codecs
