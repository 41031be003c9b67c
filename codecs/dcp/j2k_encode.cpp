#include <openjpeg.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "codecs/dcp/j2k.hpp"
#include "codecs/dcp/j2k_markers.hpp"
#include "codecs/handle.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::dcp {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Codec = Handle<opj_codec_t, opj_destroy_codec>;
using Stream = Handle<opj_stream_t, opj_stream_destroy>;
using Picture = Handle<opj_image_t, opj_image_destroy>;

constexpr std::uint64_t overshoot = 64;  // bytes by which the encoder may miss its aim; up to 15 were seen
constexpr int most_tries = 5;

/// Memory that is written and sought in as a file is.
struct Memory {
  Bytes bytes;
  std::size_t at = 0;

  static OPJ_SIZE_T write(void* data, OPJ_SIZE_T count, void* self) {
    auto& [bytes, at] = *static_cast<Memory*>(self);
    if (bytes.size() < at + count) bytes.resize(at + count);
    std::memcpy(bytes.data() + at, data, count);
    at += count;
    return count;
  }
  static OPJ_OFF_T skip(OPJ_OFF_T count, void* self) {
    static_cast<Memory*>(self)->at += static_cast<std::size_t>(count);
    return count;
  }
  static OPJ_BOOL seek(OPJ_OFF_T to, void* self) {
    static_cast<Memory*>(self)->at = static_cast<std::size_t>(to);
    return OPJ_TRUE;
  }
};

void keep_words(const char* words, void* said) { *static_cast<std::string*>(said) = words; }
void drop_words(const char*, void*) {}

[[noreturn]] void fail(const std::string& words) {
  throw Error(ExitCode::bug, Message("T2702", "the JPEG 2000 encoder gave up: {1}", {words.empty() ? "?" : words}));
}

Picture lend(const Image& xyz) {
  const auto width = static_cast<OPJ_UINT32>(xyz.size().width), height = static_cast<OPJ_UINT32>(xyz.size().height);
  std::array<opj_image_cmptparm_t, 3> components{};
  components.fill({1, 1, width, height, 0, 0, 12, 12, 0});
  Picture picture(opj_image_create(3, components.data(), OPJ_CLRSPC_SYCC));
  if (!picture) throw std::bad_alloc();
  picture->x1 = width;
  picture->y1 = height;
  for (int plane = 0; plane < 3; ++plane) {
    auto* to = picture->comps[plane].data;
    for (int y = 0; y < xyz.size().height; ++y) to = std::ranges::copy(xyz.row(plane, y), to).out;
  }
  return picture;
}

Bytes encode_once(const Image& xyz, Resolution resolution, std::uint64_t whole, std::uint64_t component) {
  const bool four_k = resolution == Resolution::four_k;
  std::string words, comment = "tasma " TASMA_VERSION;
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.rsiz = four_k ? OPJ_PROFILE_CINEMA_4K : OPJ_PROFILE_CINEMA_2K;  // most of the profile follows from it
  if (four_k) parameters.numresolution = 7;
  parameters.cp_comment = comment.data();
  parameters.tcp_numlayers = 1;
  parameters.tcp_mct = 1;
  parameters.max_cs_size = static_cast<int>(whole);
  parameters.max_comp_size = static_cast<int>(component);

  const auto picture = lend(xyz);
  const Codec codec(opj_create_compress(OPJ_CODEC_J2K));
  if (!codec) throw std::bad_alloc();
  opj_set_error_handler(codec.get(), keep_words, &words);
  opj_set_warning_handler(codec.get(), drop_words, nullptr);  // it warns of every limit it keeps
  opj_set_info_handler(codec.get(), drop_words, nullptr);
  if (!opj_setup_encoder(codec.get(), &parameters, picture.get())) fail(words);
  const std::array<const char*, 2> extra{four_k ? "GUARD_BITS=2" : "GUARD_BITS=1", nullptr};
  if (!opj_encoder_set_extra_options(codec.get(), extra.data())) fail(words);

  Memory memory;
  memory.bytes.reserve(whole);
  const Stream stream(opj_stream_default_create(OPJ_FALSE));
  if (!stream) throw std::bad_alloc();
  opj_stream_set_user_data(stream.get(), &memory, nullptr);
  opj_stream_set_write_function(stream.get(), Memory::write);
  opj_stream_set_skip_function(stream.get(), Memory::skip);
  opj_stream_set_seek_function(stream.get(), Memory::seek);
  if (!opj_start_compress(codec.get(), picture.get(), stream.get()) || !opj_encode(codec.get(), stream.get()) ||
      !opj_end_compress(codec.get(), stream.get()))
    fail(words);
  return std::move(memory.bytes);
}

}  // namespace

std::vector<std::uint8_t> encode_j2k(const Image& xyz, const J2kSettings& settings) {
  if (settings.megabits < 8 || settings.megabits > most_megabits || !settings.rate.known() ||
      settings.rate.num > 60 * settings.rate.den)
    throw Error(ExitCode::usage,
                Message("T2703", "a DCP takes 8 to 250 Mbit/s and at most 60 pictures a second, not {1} and {2}",
                        {std::to_string(settings.megabits), to_string(settings.rate)}));
  const auto most = largest(settings.resolution);
  if (xyz.planes() != 3 || xyz.depth() != 12 || xyz.size().width > most.width || xyz.size().height > most.height)
    throw Error(ExitCode::bug, Message("T2704", "a picture for JPEG 2000 is not of X'Y'Z' as DCPs have it"));

  const auto whole = most_bytes(settings.rate, settings.megabits), component = whole / 5 * 4;
  auto aim_whole = whole - overshoot, aim_component = component - overshoot;
  for (int tries = 0; tries < most_tries; ++tries) {
    auto codestream = encode_once(xyz, settings.resolution, aim_whole, aim_component);
    const auto largest_part = largest_component(codestream);
    if (codestream.size() <= whole && largest_part <= component) return codestream;
    if (codestream.size() > whole) aim_whole -= std::min(aim_whole / 2, codestream.size() - whole + overshoot);
    if (largest_part > component) aim_component -= std::min(aim_component / 2, largest_part - component + overshoot);
  }
  throw Error(ExitCode::material,
              Message("T2705", "a picture cannot be coded in {1} bytes; allow more Mbit/s", {std::to_string(whole)}));
}

}  // namespace tasma::codecs::dcp
