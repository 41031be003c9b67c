#include "codecs/exr.hpp"

#include <OpenEXR/Iex.h>
#include <OpenEXR/ImfChannelList.h>
#include <OpenEXR/ImfFrameBuffer.h>
#include <OpenEXR/ImfHeader.h>
#include <OpenEXR/ImfIO.h>
#include <OpenEXR/ImfInputPart.h>
#include <OpenEXR/ImfMultiPartInputFile.h>
#include <OpenEXR/ImfThreading.h>
#include <OpenEXR/ImfTileDescription.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "codecs/acescct.hpp"
#include "codecs/exr_facts.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

/// OpenEXR reading bytes of ours. What reading throws passes through it.
class Stream final : public Imf::IStream {
 public:
  explicit Stream(const ByteSource& bytes) : IStream("the file"), bytes_(bytes) {}

  bool read(char* into, int count) override {
    const auto size = static_cast<std::size_t>(std::max(count, 0));
    if (count < 0 || at_ > bytes_.size() || bytes_.size() - at_ < size ||
        bytes_.read(at_, {reinterpret_cast<std::uint8_t*>(into), size}) != size)
      throw Iex::InputExc("it ends early");
    at_ += size;
    return at_ < bytes_.size();
  }
  std::uint64_t tellg() override { return at_; }
  void seekg(std::uint64_t place) override { at_ = place; }

 private:
  const ByteSource& bytes_;
  std::uint64_t at_ = 0;
};

/// Whether the library has found what we have found. It goes by the types of attributes where we go by their lengths,
/// so that a header can be made in which the two see different sizes.
bool agree(const Imf::Header& exr, const ExrOutline& outline) {
  const auto& [left, top, size] = outline.window;
  if (exr.dataWindow() != Imath::Box2i({left, top}, {left + size.width - 1, top + size.height - 1})) return false;
  if (exr.compression() != outline.compression || exr.hasTileDescription() != outline.tile.has_value()) return false;
  if (outline.tile && (exr.tileDescription().xSize != static_cast<unsigned>(outline.tile->width) ||
                       exr.tileDescription().ySize != static_cast<unsigned>(outline.tile->height)))
    return false;
  auto ours = outline.channels.begin();
  for (auto at = exr.channels().begin(); at != exr.channels().end(); ++at, ++ours)
    if (ours == outline.channels.end() || ours->name != at.name() || at.channel().xSampling != 1 ||
        at.channel().ySampling != 1 || at.channel().type != static_cast<int>(ours->type))
      return false;
  return ours == outline.channels.end();
}

/// Calls `work` with the opened part; what OpenEXR throws becomes Error(material).
template <class Work>
auto with_part(const ByteSource& bytes, const ExrOutline& outline, Work work) {
  [[maybe_unused]] static const bool prepared = [] {
    constexpr int longest_side = 65'535;
    Imf::setGlobalThreadCount(0);  // threads are the pipeline's
    Imf::Header::setMaxImageSize(longest_side, longest_side);
    Imf::Header::setMaxTileSize(longest_side, longest_side);
    return true;
  }();
  try {
    Stream stream(bytes);
    // A table of chunks with holes is told, not mended by searching through the file.
    Imf::MultiPartInputFile file(stream, 0, false);
    if (file.parts() != 1 || !agree(file.header(0), outline))
      throw Error(ExitCode::material, Message("T2900", "the OpenEXR header cannot be read ({1}); copy the file again",
                                              {"an attribute has a false length"}));
    Imf::InputPart part(file, 0);
    return work(part);
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& cause) {
    throw Error(ExitCode::material, Message("T2906", "the OpenEXR file does not decode ({1}); copy the file again",
                                            {printable(std::string_view(cause.what()))}));
  }
}

/// What a half gives as a sample, by its bits.
using Curve = std::array<std::uint16_t, 65'536>;
template <class Code>
Curve curve_of(Code code) {
  Curve curve;
  for (std::uint32_t bits = 0; bits < curve.size(); ++bits)
    curve[bits] = code(static_cast<double>(imath_half_to_float(static_cast<std::uint16_t>(bits))));
  return curve;
}

const Curve& light_curve() {
  static const Curve curve = curve_of(acescct_code);
  return curve;
}

const Curve& alpha_curve() {
  static const Curve curve = curve_of([](double alpha) {  // what is no number counts as 0
    return static_cast<std::uint16_t>(alpha > 0 ? std::min(alpha, 1.0) * 65'535 + 0.5 : 0);
  });
  return curve;
}

constexpr std::array plane_names{"R", "G", "B", "A"};

/// Reads line by line into halves, the library turns floats into them.
Image read_picture(Imf::InputPart& part, const ExrOutline& outline) {
  const auto [left, top, size] = outline.window;
  Image image(size, outline.planes(), 16);
  const auto width = static_cast<std::size_t>(size.width), planes = static_cast<std::size_t>(outline.planes());
  std::vector<std::uint16_t> line(width * planes);
  for (int y = 0; y < size.height; ++y) {
    Imf::FrameBuffer buffer;
    for (std::size_t plane = 0; plane < planes; ++plane)
      buffer.insert(planes == 1 ? "Y" : plane_names[plane],
                    Imf::Slice::Make(Imf::HALF, line.data() + plane * width, Imath::V2i(left, top + y), size.width, 1));
    part.setFrameBuffer(buffer);
    part.readPixels(top + y);
    for (std::size_t plane = 0; plane < planes; ++plane) {
      const auto& curve = plane == 3 ? alpha_curve() : light_curve();
      std::ranges::transform(std::span(line).subspan(plane * width, width),
                             image.row(static_cast<int>(plane), y).begin(),
                             [&](std::uint16_t bits) { return curve[bits]; });
    }
  }
  return image;
}

}  // namespace

StillHeader read_exr_header(const ByteSource& file) {
  StillHeader header;
  const auto outline = outline_of(file);
  if (const auto* problem = std::get_if<Finding>(&outline)) {
    header.findings.push_back(*problem);
    return header;
  }
  const auto& sound = std::get<ExrOutline>(outline);
  try {
    with_part(file, sound, [&](Imf::InputPart& part) { describe(part.header(), sound, header); });
  } catch (const Error& error) {
    if (error.code() != ExitCode::material) throw;
    header = {};
    header.findings.push_back({FindingCode::invalid_header, Severity::remark, {}, {}, error.message()});
    return header;
  }
  if (auto missing = missing_chunk(file, sound)) header.findings.push_back(*std::move(missing));
  return header;
}

Image decode_exr(std::span<const std::uint8_t> file) {
  const MemoryBytes bytes(file);
  const auto outline = outline_of(bytes);
  if (const auto* problem = std::get_if<Finding>(&outline)) throw Error(ExitCode::material, problem->message);
  const auto& sound = std::get<ExrOutline>(outline);
  if (const auto missing = missing_chunk(bytes, sound)) throw Error(ExitCode::material, missing->message);
  return with_part(bytes, sound, [&](Imf::InputPart& part) { return read_picture(part, sound); });
}

}  // namespace tasma::codecs
