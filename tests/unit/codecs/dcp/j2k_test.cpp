#include "codecs/dcp/j2k.hpp"

#include <gmock/gmock.h>
#include <openjpeg.h>

#include <array>
#include <random>
#include <thread>

#include "codecs/handle.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/dcp.hpp"

namespace tasma::codecs::dcp {
namespace {

using Bytes = std::vector<std::uint8_t>;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr Size small{256, 128};

Bytes coded(Size size, const J2kSettings& settings, int grain = 0) {
  return encode_j2k(to_xyz(support::patches(size, grain, 1), size), settings);
}

std::vector<std::string> texts(const std::vector<J2kFault>& faults) {
  std::vector<std::string> said;
  for (const auto& fault : faults) said.push_back(english(fault.message));
  return said;
}

/// Bytes that a decoder takes from.
struct Reader {
  const Bytes& bytes;
  std::size_t at = 0;
  static OPJ_SIZE_T read(void* to, OPJ_SIZE_T count, void* self) {
    auto& [bytes, at] = *static_cast<Reader*>(self);
    const auto taken = std::min(count, bytes.size() - at);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), taken, static_cast<std::uint8_t*>(to));
    at += taken;
    return taken == 0 ? static_cast<OPJ_SIZE_T>(-1) : taken;
  }
};

/// By libopenjp2's decoder: 3 planes of 12 bits.
Image decoded(const Bytes& codestream) {
  const Handle<opj_codec_t, opj_destroy_codec> codec(opj_create_decompress(OPJ_CODEC_J2K));
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  EXPECT_TRUE(opj_setup_decoder(codec.get(), &parameters));
  Reader reader{codestream};
  const Handle<opj_stream_t, opj_stream_destroy> stream(opj_stream_default_create(OPJ_TRUE));
  opj_stream_set_user_data(stream.get(), &reader, nullptr);
  opj_stream_set_user_data_length(stream.get(), codestream.size());
  opj_stream_set_read_function(stream.get(), Reader::read);
  opj_image_t* raw = nullptr;
  EXPECT_TRUE(opj_read_header(stream.get(), codec.get(), &raw));
  const Handle<opj_image_t, opj_image_destroy> picture(raw);
  EXPECT_TRUE(opj_decode(codec.get(), stream.get(), picture.get()));
  Image image({static_cast<int>(picture->x1), static_cast<int>(picture->y1)}, 3, 12);
  for (int plane = 0; plane < 3; ++plane)
    for (int y = 0; y < image.size().height; ++y)
      std::copy_n(picture->comps[plane].data + y * image.size().width, image.size().width, image.row(plane, y).begin());
  return image;
}

TEST(J2k, KnownColoursComeBack) {
  constexpr int wanted[6][3] = {{3883, 3960, 4092}, {0, 0, 0},          {2048, 2088, 2158},
                                {2817, 2183, 868},  {2666, 3481, 1747}, {2050, 1441, 3884}};
  const auto image = decoded(coded({1998, 1080}, {}));
  for (int patch = 0; patch < 6; ++patch)
    for (int plane = 0; plane < 3; ++plane)
      EXPECT_NEAR(image.row(plane, 540)[static_cast<std::size_t>(1998 * (2 * patch + 1) / 16)], wanted[patch][plane], 2)
          << patch << ' ' << plane;
}

TEST(J2k, WhatIsCodedIsAsADcpMustBe) {
  EXPECT_THAT(texts(check_j2k(coded({1998, 1080}, {}), {24, 1})), IsEmpty());
  EXPECT_THAT(texts(check_j2k(coded({3996, 2160}, {Resolution::four_k, {24, 1}, 225}), {24, 1})), IsEmpty());
}

TEST(J2k, GrainStaysBelowTheLimit) {
  for (const auto& [rate, megabits] : {std::pair<Rational, int>{{24, 1}, 250}, {{48, 1}, 225}, {{16, 1}, 100}}) {
    const auto codestream = coded({1998, 1080}, {Resolution::two_k, rate, megabits}, 6000);
    const auto most = most_bytes(rate, megabits);
    EXPECT_LE(codestream.size(), most);
    EXPECT_GE(codestream.size(), most - 2000);  // the room is used
    EXPECT_THAT(texts(check_j2k(codestream, rate)), IsEmpty());
  }
}

TEST(J2k, TheLimitIsThatOf24PicturesASecondAtLeast) {
  EXPECT_EQ(most_bytes({24, 1}, 250), 1'302'083U);
  EXPECT_EQ(most_bytes({25, 1}, 250), 1'250'000U);
  EXPECT_EQ(most_bytes({48, 1}, 250), 651'041U);
  EXPECT_EQ(most_bytes({16, 1}, 250), 1'302'083U);
  EXPECT_EQ(most_bytes({200, 11}, 250), 1'302'083U);
}

TEST(J2k, TheSamePictureGivesTheSameBytesInAnyThread) {
  const auto alone = coded(small, {}, 3000);
  std::array<Bytes, 3> together;
  {
    std::vector<std::jthread> threads;
    for (auto& one : together) threads.emplace_back([&one] { one = coded(small, {}, 3000); });
  }
  for (const auto& one : together) EXPECT_EQ(one, alone);
}

TEST(J2k, HeadersAreRead) {
  const auto codestream = coded(small, {});
  const auto header = read_j2k_header(codestream);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->size, small);
  EXPECT_EQ(header->profile, 3);
  EXPECT_EQ(header->cod.size(), 16U);
  EXPECT_EQ(header->qcd.size(), 33U);
  EXPECT_FALSE(read_j2k_header(std::span(codestream).first(40)));
}

TEST(J2k, NamesTheFieldThatIsNotAsItShouldBe) {
  const auto sound = coded(small, {});
  const auto header = *read_j2k_header(sound);
  const auto fault_at = [&](std::size_t at, std::uint8_t value) {
    auto codestream = sound;
    codestream[at] = value;
    return texts(check_j2k(codestream, {24, 1}));
  };
  const auto cod = static_cast<std::size_t>(header.cod.data() - sound.data());
  const auto qcd = static_cast<std::size_t>(header.qcd.data() - sound.data());
  EXPECT_THAT(fault_at(7, 9), ElementsAre("JPEG 2000 SIZ Rsiz is 9, in a DCP it is 3; code it again"));
  EXPECT_THAT(fault_at(cod + 4, 0), ElementsAre(testing::HasSubstr("JPEG 2000 COD is 010400010005")));
  EXPECT_THAT(fault_at(qcd, 0x42), ElementsAre("JPEG 2000 QCD Sqcd is 66, in a DCP it is 34; code it again"));
  EXPECT_THAT(fault_at(42, 7), ElementsAre(testing::HasSubstr("SIZ Csiz")));
  EXPECT_THAT(fault_at(0, 0), ElementsAre(testing::HasSubstr("no JPEG 2000 codestream")));
  EXPECT_THAT(fault_at(sound.size() - 1, 0), ElementsAre(testing::HasSubstr("do not add up")));
}

TEST(J2k, NamesASizeBeyondTheLimit) {
  const auto codestream = coded({1998, 1080}, {Resolution::two_k, {24, 1}, 250}, 6000);
  EXPECT_THAT(texts(check_j2k(codestream, {48, 1})), testing::Contains(testing::HasSubstr("more than the 651041")));
}

TEST(J2k, TakesAnyBytes) {
  const auto sound = coded(small, {});
  const auto head = std::min<std::size_t>(sound.size(), 200);
  for (std::size_t cut = 0; cut < head; ++cut)
    EXPECT_THAT(check_j2k(std::span(sound).first(cut), {24, 1}), Not(IsEmpty())) << cut;
  std::mt19937 random(3);
  for (int i = 0; i < 2000; ++i) {
    auto codestream = sound;
    for (int change = 0; change < 4; ++change) codestream[random() % head] = static_cast<std::uint8_t>(random());
    check_j2k(codestream, {24, 1});
    read_j2k_header(codestream);
  }
}

TEST(J2k, RefusesWhatADcpHasNot) {
  const Image xyz(small, 3, 12);
  EXPECT_THROW(encode_j2k(xyz, {Resolution::two_k, {24, 1}, 251}), Error);
  EXPECT_THROW(encode_j2k(xyz, {Resolution::two_k, {0, 1}, 225}), Error);
  EXPECT_THROW(encode_j2k(Image(small, 3, 16), {}), Error);
  EXPECT_THROW(encode_j2k(Image({2050, 16}, 3, 12), {}), Error);
}

}  // namespace
}  // namespace tasma::codecs::dcp
