#include "codecs/dpx.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "pipeline/core/error.hpp"
#include "tests/support/dpx_flavours.hpp"
#include "tests/support/dpx_writer.hpp"

namespace tasma::codecs {
namespace {

using synthetic::DpxFlavour;
using synthetic::draw_dpx;
using synthetic::for_every_flavour;
using synthetic::noise;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

using Bytes = std::vector<std::uint8_t>;

DpxHeader header_of(const Bytes& file) { return parse_dpx_header(file, file.size(), "a.dpx"); }

std::string refusal_of(const Bytes& file) {
  const auto outcome = read_dpx_header(file, file.size());
  const auto* fault = std::get_if<DpxFault>(&outcome);
  return fault ? std::string(name_of(fault->code)) + ": " + english(fault->message) : "none";
}

std::vector<std::string> remarks_of(const Bytes& file) {
  std::vector<std::string> remarks;
  for (const auto& remark : header_of(file).remarks) remarks.push_back(english(remark.message));
  return remarks;
}

/// A sound 10-bit RGB file of 6x4 pixels, big-endian, with one field changed.
Bytes with(std::size_t at, std::uint64_t value, int size, const DpxFlavour& flavour = {}) {
  synthetic::DpxBytes file(0, true);
  file.bytes = draw_dpx(flavour, noise({6, 4}, 3, 10, 1));
  file.put(at, value, size);
  return file.bytes;
}

TEST(Dpx, ReadsTheSamplesOfEveryFlavour) {
  for_every_flavour([](const DpxFlavour& flavour, const Image& image) {
    const auto file = draw_dpx(flavour, image);
    EXPECT_TRUE(same_samples(unpack_dpx(header_of(file), file), image));
  });
}

TEST(Dpx, GivesBackTheSourceByteForByte) {
  for_every_flavour([](DpxFlavour flavour, const Image& image) {
    if (flavour.pad_lines) flavour.behind = {1, 2, 3, 4, 5, 6, 7};
    const auto file = draw_dpx(flavour, image);
    const auto header = header_of(file);
    EXPECT_EQ(repack_dpx(header, file, unpack_dpx(header, file)), file);
  });
}

TEST(Dpx, KeepsPaddingWhenNewSamplesComeIn) {
  for_every_flavour([](const DpxFlavour& flavour, const Image& image) {
    const auto file = draw_dpx(flavour, image);
    const auto restored = noise(image.size(), image.planes(), image.depth(), 4711);
    EXPECT_EQ(repack_dpx(header_of(file), file, restored), draw_dpx(flavour, restored));
  });
}

TEST(Dpx, RefusesEveryFlavourThatEndsEarly) {
  for_every_flavour([](const DpxFlavour& flavour, const Image& image) {
    auto file = draw_dpx(flavour, image);
    file.pop_back();
    EXPECT_THAT(refusal_of(file), HasSubstr("missing_bytes"));
  });
}

TEST(Dpx, SaysHowManyBytesAreMissing) {
  auto file = draw_dpx({}, noise({100, 10}, 3, 10, 1));
  file.resize(file.size() - 150);
  EXPECT_EQ(refusal_of(file), "missing_bytes: the file ends 150 bytes early, of 6048; copy it again from its source");
  file.resize(2000);
  EXPECT_THAT(refusal_of(file), HasSubstr("missing_bytes"));
  file.resize(1000);
  EXPECT_THAT(refusal_of(file), HasSubstr("ends after 1000 bytes, within the DPX header"));
  EXPECT_THAT(refusal_of({}), HasSubstr("empty_file"));
}

TEST(Dpx, LaysTheFirstPixelOfTenBitLumaInTheLowestBits) {
  Image luma({3, 1}, 1, 10);
  std::ranges::copy(std::array{1, 2, 3}, luma.row(0, 0).begin());
  auto file = draw_dpx({}, noise({3, 1}, 1, 10, 1));
  const std::array<std::uint8_t, 4> word{0x00, 0xc0, 0x20, 0x04};  // 3 << 22 | 2 << 12 | 1 << 2
  std::ranges::copy(word, file.end() - 4);
  EXPECT_TRUE(same_samples(unpack_dpx(header_of(file), file), luma));
}

TEST(Dpx, LaysRedInTheHighestBits) {
  Image pixel({1, 1}, 3, 10);
  for (int plane = 0; plane < 3; ++plane) pixel.row(plane, 0)[0] = static_cast<std::uint16_t>(plane + 1);
  auto file = draw_dpx({}, noise({1, 1}, 3, 10, 1));
  const std::array<std::uint8_t, 4> word{0x00, 0x40, 0x20, 0x0c};  // 1 << 22 | 2 << 12 | 3 << 2
  std::ranges::copy(word, file.end() - 4);
  EXPECT_TRUE(same_samples(unpack_dpx(header_of(file), file), pixel));
}

TEST(Dpx, ReadsLinesAsFarApartAsTheHeaderSays) {
  for (const int depth : {8, 10, 16}) {
    DpxFlavour flavour;
    flavour.line_padding = 64;
    flavour.padding_seed = 3;
    const auto image = noise({13, 6}, 1, depth, 5);
    const auto file = draw_dpx(flavour, image);
    const auto header = header_of(file);
    EXPECT_TRUE(same_samples(unpack_dpx(header, file), image));
    EXPECT_EQ(repack_dpx(header, file, image), file);
    EXPECT_THAT(header.facts.flavour, HasSubstr("bytes apart"));
  }
}

TEST(Dpx, TurnsPicturesWhoseLinesRunFromBottomToTop) {
  for_every_flavour([](DpxFlavour flavour, const Image& image) {
    flavour.orientation = 2;
    const auto file = draw_dpx(flavour, image);
    const auto header = header_of(file);
    const auto turned = unpack_dpx(header, file);
    const int height = image.size().height;
    for (int plane = 0; plane < image.planes(); ++plane)
      for (int y = 0; y < height; ++y)
        ASSERT_TRUE(std::ranges::equal(turned.row(plane, y), image.row(plane, height - 1 - y)));
    EXPECT_EQ(repack_dpx(header, file, turned), file);
  });
}

TEST(Dpx, KnowsTheMakersWhoseLumaRunsOn) {
  DpxFlavour flavour;
  flavour.pad_lines = false;
  flavour.behind.assign(500, 0);  // room enough for padded lines: the size says nothing
  const auto image = noise({8, 5}, 1, 10, 9);
  const auto reads_it = [&] {
    const auto file = draw_dpx(flavour, image);
    return same_samples(unpack_dpx(header_of(file), file), image);
  };
  EXPECT_FALSE(reads_it());
  flavour.input_device = "Scanity";
  EXPECT_TRUE(reads_it());
  flavour.input_device = "";
  flavour.creator = "Lasergraphics Inc.";
  EXPECT_TRUE(reads_it());
  flavour.creator = "DIAMANT-Film Restoration";
  EXPECT_TRUE(reads_it());
}

TEST(Dpx, TellsAFileCutShortFromOneWithoutPadding) {
  const auto whole = draw_dpx({}, noise({5, 40}, 1, 10, 2));  // 320 bytes padded, 268 without
  for (std::size_t left = whole.size() - 1; left > 2048 + 200; --left) {
    const Bytes file(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(left));
    EXPECT_THAT(refusal_of(file), HasSubstr("missing_bytes")) << left;
  }
}

TEST(Dpx, RefusesWhatItCannotReadByName) {
  EXPECT_THAT(refusal_of(with(0, 0x49492a00, 4)), HasSubstr("invalid_header: no DPX file"));
  EXPECT_THAT(refusal_of(with(8, 0x56332e30, 4)), HasSubstr("unexpected_flavour: DPX version \"V3.0\""));
  EXPECT_THAT(refusal_of(with(660, 77, 4)), HasSubstr("unexpected_flavour: the image is encrypted (key 77)"));
  EXPECT_THAT(refusal_of(with(770, 0, 2)), HasSubstr("invalid_header: the header speaks of 0 image elements"));
  EXPECT_THAT(refusal_of(with(770, 9, 2)), HasSubstr("invalid_header: the header speaks of 9 image elements"));
  EXPECT_THAT(refusal_of(with(770, 2, 2)), HasSubstr("unexpected_flavour: 2 image elements"));
  EXPECT_THAT(refusal_of(with(780, 1, 4)), HasSubstr("unexpected_flavour: signed"));
  EXPECT_THAT(refusal_of(with(806, 1, 2)), HasSubstr("unexpected_flavour: run-length"));
  EXPECT_THAT(refusal_of(with(800, 100, 1)), HasSubstr("unexpected_flavour: pictures of kind \"CbYCrY 4:2:2\""));
  EXPECT_THAT(refusal_of(with(800, 200, 1)), HasSubstr("unexpected_flavour: pictures of kind \"descriptor 200\""));
  EXPECT_THAT(refusal_of(with(803, 1, 1)), HasSubstr("unexpected_flavour: 1 bits"));
  EXPECT_THAT(refusal_of(with(803, 32, 1)), HasSubstr("unexpected_flavour: 32 bits"));
  EXPECT_THAT(refusal_of(with(804, 0, 2)), HasSubstr("unexpected_flavour: 10-bit samples packed without filling"));
  EXPECT_THAT(refusal_of(with(804, 5, 2)), HasSubstr("unexpected_flavour: packing 5"));
}

TEST(Dpx, RefusesSizesAndPlacesThatCannotBe) {
  EXPECT_THAT(refusal_of(with(772, 0, 4)), HasSubstr("invalid_header: the header speaks of 0x4 pixels"));
  EXPECT_THAT(refusal_of(with(776, 0xffffffff, 4)), HasSubstr("invalid_header: the header speaks of 6x0"));
  EXPECT_THAT(refusal_of(with(776, 65'536, 4)), HasSubstr("invalid_header: the header speaks of 6x65536"));
  EXPECT_THAT(refusal_of(with(776, 65'535, 4)), HasSubstr("missing_bytes"));
  EXPECT_THAT(refusal_of(with(812, 0xfffffff0, 4)), HasSubstr("missing_bytes"));
  EXPECT_THAT(refusal_of(with(808, 4096, 4)), HasSubstr("invalid_header: the header gives two places"));
  auto nowhere = with(808, 0, 4);
  std::fill_n(nowhere.begin() + 4, 4, 0);
  EXPECT_THAT(refusal_of(nowhere), HasSubstr("invalid_header: the header places the image at byte 0"));
  auto far = with(808, 0x7fffffff, 4);
  std::ranges::copy(Bytes{0x7f, 0xff, 0xff, 0xff}, far.begin() + 4);
  EXPECT_THAT(refusal_of(far), HasSubstr("invalid_header: the header places the image at byte 2147483647"));
}

TEST(Dpx, NamesTheFileThatItRefuses) {
  const auto file = with(806, 1, 2);
  try {
    parse_dpx_header(file, file.size(), "reel 1/0007.dpx");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material);
    EXPECT_THAT(error.what(), HasSubstr("reel 1/0007.dpx: run-length"));
  }
}

TEST(Dpx, RemarksOnFieldsThatDoNotTellTheTruth) {
  EXPECT_THAT(remarks_of(with(20, 1, 4)), IsEmpty());
  EXPECT_THAT(remarks_of(with(16, 5000, 4)), ElementsAre("the header says that the file has 5000 bytes, it has 2144"));
  EXPECT_THAT(remarks_of(with(16, 0xffffffff, 4)), ElementsAre(HasSubstr("core are undefined: 4 (total file size)")));
  EXPECT_THAT(remarks_of(with(8, 0, 4)), ElementsAre(HasSubstr("version is \"\"")));
  EXPECT_THAT(remarks_of(with(8, 0x76312e30, 4)), ElementsAre(HasSubstr("version is \"v1.0\"")));
  EXPECT_THAT(remarks_of(with(20, 2, 4)), ElementsAre(HasSubstr("ditto key is 2")));
  EXPECT_THAT(remarks_of(with(4, 0, 4)), ElementsAre(HasSubstr("does not say where the image begins")));
  DpxFlavour flavour;
  flavour.television_rate = 25;
  EXPECT_THAT(remarks_of(with(20, 1, 4, flavour)), ElementsAre(HasSubstr("24 for film and 25 for television")));
}

TEST(Dpx, ShowsWhatTheHeaderSays) {
  DpxFlavour flavour;
  flavour.creator = "Scan Station";
  flavour.project = "Jamilya";
  flavour.input_device = "Arri";
  flavour.input_serial = "S-77";
  flavour.orientation = 2;
  flavour.film_rate = 23.976F;
  flavour.aspect_across = 4;
  flavour.aspect_down = 2;
  const auto facts = header_of(draw_dpx(flavour, noise({6, 4}, 3, 10, 1))).facts;
  EXPECT_EQ(facts.format, "DPX");
  EXPECT_EQ(facts.flavour, "10-bit RGB, filled A, big-endian");
  EXPECT_EQ(facts.size, (Size{6, 4}));
  EXPECT_EQ(facts.planes, 3);
  EXPECT_EQ(facts.depth, 10);
  EXPECT_EQ(facts.transfer, Transfer::cineon);
  EXPECT_EQ(to_string(facts.rate), "24000/1001");
  EXPECT_EQ(to_string(facts.pixel_aspect), "2");
  EXPECT_THAT(facts.fields, Contains(Pair("version", "V2.0")));
  EXPECT_THAT(facts.fields, Contains(Pair("creator", "Scan Station")));
  EXPECT_THAT(facts.fields, Contains(Pair("project", "Jamilya")));
  EXPECT_THAT(facts.fields, Contains(Pair("input device", "Arri")));
  EXPECT_THAT(facts.fields, Contains(Pair("input device serial number", "S-77")));
  EXPECT_THAT(facts.fields, Contains(Pair("orientation", "left to right, bottom to top")));
  EXPECT_THAT(facts.fields, Contains(Pair("transfer", "printing density")));
  EXPECT_THAT(facts.fields, Contains(Pair("total file size", "2144")));
  EXPECT_THAT(facts.fields, Contains(Pair("high data quantity", "2.048")));
  EXPECT_THAT(facts.fields, Not(Contains(Pair("encryption key", testing::_)))) << "undefined: it is not shown";
  EXPECT_THAT(facts.fields, Not(Contains(Pair("low data quantity", testing::_)))) << "undefined: it is not shown";
}

TEST(Dpx, NamesFlavoursApart) {
  const auto flavour_of = [](int packing, bool big_endian, int planes, int depth, bool pad_lines) {
    DpxFlavour flavour;
    flavour.packing = packing;
    flavour.big_endian = big_endian;
    flavour.pad_lines = pad_lines;
    return header_of(draw_dpx(flavour, noise({5, 3}, planes, depth, 1))).facts.flavour;
  };
  EXPECT_EQ(flavour_of(2, false, 1, 10, true), "10-bit luma, filled B, little-endian");
  EXPECT_EQ(flavour_of(1, true, 1, 10, false), "10-bit luma, filled A, big-endian, lines not padded");
  EXPECT_EQ(flavour_of(0, true, 4, 12, true), "12-bit RGBA, packed, big-endian");
  EXPECT_EQ(flavour_of(0, true, 3, 8, false), "8-bit RGB, big-endian, lines not padded");
  EXPECT_EQ(flavour_of(0, true, 4, 8, false), "8-bit RGBA, big-endian") << "nothing to pad";
}

TEST(Dpx, MapsTransferCharacteristics) {
  const auto transfer_of = [](int characteristic) {
    return header_of(with(801, static_cast<std::uint64_t>(characteristic), 1)).facts.transfer;
  };
  for (const int cineon : {1, 3}) EXPECT_EQ(transfer_of(cineon), Transfer::cineon);
  EXPECT_EQ(transfer_of(2), Transfer::linear);
  for (const int video : {5, 6, 7, 8, 9, 10}) EXPECT_EQ(transfer_of(video), Transfer::video);
  for (const int unknown : {0, 4, 11, 12, 13, 255}) EXPECT_EQ(transfer_of(unknown), Transfer::unknown);
}

TEST(Dpx, KeepsWhatIsOfOneFrameOutOfTheReelsFacts) {
  DpxFlavour first, second;
  first.timecode = 0x01000000;
  first.keycode = "0216051234567890";
  first.file_name = "reel_0001.dpx";
  first.created = "1999:12:31:23:59:59";
  first.frame_position = 1;
  second.timecode = 0x01000001;
  second.keycode = "0216061234567890";
  second.file_name = "reel_0002.dpx";
  second.created = "2000:01:01:00:00:00";
  second.frame_position = 2;
  const auto a = header_of(draw_dpx(first, noise({6, 4}, 3, 10, 1)));
  const auto b = header_of(draw_dpx(second, noise({6, 4}, 3, 10, 2)));
  EXPECT_EQ(a.facts, b.facts);
  EXPECT_EQ(a.frame.timecode, "01:00:00:00");
  EXPECT_EQ(b.frame.timecode, "01:00:00:01");
  EXPECT_EQ(a.frame.keycode, "02 16 123456 7890+05");
  EXPECT_EQ(a.frame.file_name, "reel_0001.dpx");
  EXPECT_EQ(a.frame.created, "1999:12:31:23:59:59");
  EXPECT_EQ(a.frame.frame_position, "1");
}

TEST(Dpx, ReadsTimecodesThatAreOnes) {
  const auto timecode_of = [](std::uint32_t code) {
    DpxFlavour flavour;
    flavour.timecode = code;
    return header_of(draw_dpx(flavour, noise({6, 4}, 3, 10, 1))).frame.timecode;
  };
  EXPECT_EQ(timecode_of(0x23595929), "23:59:59:29");
  EXPECT_EQ(timecode_of(0x01020344), "01:02:03;04") << "drop frame";
  EXPECT_EQ(timecode_of(0xffffffff), "") << "undefined";
  EXPECT_EQ(timecode_of(0x00000000), "") << "a section that nobody filled";
  EXPECT_EQ(timecode_of(0x24000000), "") << "no such hour";
  EXPECT_EQ(timecode_of(0x0a000000), "") << "no decimal digit";
}

TEST(Dpx, WritesTextAsUtf8WhateverTheBytes) {
  DpxFlavour flavour;
  flavour.project = "Жамиля";
  flavour.creator = "Caf\xe9\n";
  const auto fields = header_of(draw_dpx(flavour, noise({6, 4}, 3, 10, 1))).facts.fields;
  EXPECT_THAT(fields, Contains(Pair("project", "Жамиля")));
  EXPECT_THAT(fields, Contains(Pair("creator", "Caf\\xe9\\x0a")));
}

TEST(Dpx, SeesNoHeaderInThePicture) {
  DpxFlavour flavour;
  flavour.offset = 1664;
  auto file = draw_dpx(flavour, noise({64, 64}, 3, 10, 1));
  const auto header = header_of(file);
  EXPECT_EQ(header.frame.timecode, "");
  EXPECT_EQ(header.frame.keycode, "");
  EXPECT_EQ(header.facts.rate, Rational{});
}

TEST(Dpx, NeedsOnlyTheFirstBytes) {
  const auto file = draw_dpx({}, noise({64, 64}, 3, 10, 1));
  EXPECT_EQ(parse_dpx_header(std::span(file).first(2048), file.size(), "").facts, header_of(file).facts);
}

TEST(Dpx, RefusesAFileThatShrankSinceItsHeaderWasRead) {
  auto file = draw_dpx({}, noise({6, 4}, 3, 10, 1));
  const auto header = header_of(file);
  file.pop_back();
  EXPECT_THROW(unpack_dpx(header, file), Error);
  EXPECT_THROW(repack_dpx(header, file, noise({6, 4}, 3, 10, 1)), Error);
}

TEST(Dpx, RefusesToRepackAnImageOfAnotherShape) {
  const auto file = draw_dpx({}, noise({6, 4}, 3, 10, 1));
  const auto header = header_of(file);
  EXPECT_THROW(repack_dpx(header, file, noise({6, 5}, 3, 10, 1)), Error);
  EXPECT_THROW(repack_dpx(header, file, noise({6, 4}, 1, 10, 1)), Error);
  EXPECT_THROW(repack_dpx(header, file, noise({6, 4}, 3, 12, 1)), Error);
}

TEST(Dpx, WritesAnotherDepthUnderTheSourcesHeader) {
  for_every_flavour([](DpxFlavour flavour, const Image& image) {
    flavour.project = "Jamilya";
    flavour.behind = {1, 2, 3};
    const auto source = draw_dpx(flavour, image);
    const auto like = header_of(source);
    for (const int depth : {8, 10, 12, 16}) {
      const auto restored = noise(image.size(), image.planes(), depth, 3);
      const auto file = write_dpx(like, std::span(source).first(like.layout.offset), restored);
      const auto header = header_of(file);
      EXPECT_TRUE(same_samples(unpack_dpx(header, file), restored)) << depth;
      EXPECT_THAT(header.facts.fields, Contains(Pair("project", "Jamilya")));
      EXPECT_THAT(header.remarks, IsEmpty());
      EXPECT_EQ(header.layout.big_endian, like.layout.big_endian);
      EXPECT_EQ(header.layout.plane_of, like.layout.plane_of);
    }
  });
}

TEST(Dpx, ScalesReferenceCodesWithTheDepth) {
  DpxFlavour flavour;
  flavour.packing = 0;
  const auto source = draw_dpx(flavour, noise({6, 4}, 3, 8, 1));
  const auto file = write_dpx(header_of(source), source, noise({6, 4}, 3, 10, 1));
  const auto header = header_of(file);
  EXPECT_EQ(header.facts.flavour, "10-bit RGB, filled A, big-endian");
  EXPECT_THAT(header.facts.fields, Contains(Pair("high data code value", "1020")));  // 255 x 4
}

TEST(Dpx, LetsLumaRunOnUnderAMakersNameThatPromisesIt) {
  DpxFlavour flavour;
  flavour.input_device = "Scanity";
  const auto source = draw_dpx(flavour, noise({8, 6}, 1, 16, 1));
  const auto restored = noise({8, 6}, 1, 10, 2);
  const auto file = write_dpx(header_of(source), source, restored);
  EXPECT_EQ(file.size(), 2048 + 64) << "48 samples in 16 words";
  EXPECT_TRUE(same_samples(unpack_dpx(header_of(file), file), restored));
}

TEST(Dpx, WritesAnImageOfAnotherSizeAndWithoutAlpha) {
  const auto source = draw_dpx({}, noise({8, 6}, 4, 10, 1));
  const auto restored = noise({5, 3}, 3, 16, 2);
  const auto file = write_dpx(header_of(source), source, restored);
  EXPECT_EQ(header_of(file).facts.flavour, "16-bit RGB, big-endian");
  EXPECT_TRUE(same_samples(unpack_dpx(header_of(file), file), restored));
}

}  // namespace
}  // namespace tasma::codecs
