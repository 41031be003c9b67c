#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "codecs/ebml.hpp"
#include "codecs/rawcooked.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// Two frames with masks and padding, sound, a file kept whole.
Bytes sample() {
  Remainder kept{Bytes(300, 17), Bytes(400, 0), {1, 2, 3}};
  kept.inside[200] = 3;
  std::ostringstream out;
  ReversibilityWriter writer(out, "tasma", "1");
  writer.add_whole({"scan/notes.txt", {{}, Bytes(500, 'x'), {}}, Md5{}, std::nullopt});
  writer.begin_frames();
  writer.add_frame({"scan/0001.dpx", kept, Md5{1}, 1000});
  kept.before[7] = 4;
  writer.add_frame({"scan/0002.dpx", kept, Md5{2}, 1000});
  writer.add_sound({"scan/sound.wav", {Bytes(44, 'R'), {}, {9}}, Md5{3}, 5000});
  writer.finish();
  const auto text = out.str();
  return {text.begin(), text.end()};
}

/// Reads all there is. How many files; nothing: refused, as material.
std::optional<std::size_t> files_in(const Bytes& bytes) {
  try {
    const MemoryBytes source(bytes);
    const ReversibilityReader reader(source, {0, bytes.size()});
    std::size_t files = 0;
    for (std::size_t track = 0; track < reader.tracks(); ++track)
      for (std::size_t at = 0; at < reader.files(track); ++at, ++files) reader.read(track, at);
    for (std::size_t at = 0; at < reader.whole_files(); ++at, ++files)
      reader.give_whole(reader.read_whole(at), [](auto) {});
    return files;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material) << error.what();
    return std::nullopt;
  }
}

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes bytes;
  for (const auto& part : parts) bytes.insert(bytes.end(), part.begin(), part.end());
  return bytes;
}

Bytes header() {
  const auto whole = sample();
  return {whole.begin(), whole.begin() + 25};
}

/// A track whose bytes before the samples are said to be these.
Bytes with_before(const Bytes& packed) {
  Bytes before, track = header();
  append_ebml(before, static_cast<EbmlId>(0x81), packed);
  append_ebml(track, static_cast<EbmlId>(0x207274), before);
  return track;
}

const Bytes stored_ab{0x78, 0x01, 0x01, 2, 0, 0xFD, 0xFF, 'a', 'b', 0x01, 0x26, 0x00, 0xC4};  // zlib of "ab"

TEST(HostileRawcooked, CutAnywhereItIsRefusedOrHoldsLess) {
  const auto whole = sample();
  ASSERT_EQ(files_in(whole), 4U);
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_LT(files_in({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}).value_or(0), 4U) << size;
}

TEST(HostileRawcooked, AnyByteMayBeWrong) {
  const auto whole = sample();
  std::mt19937 random(3);
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const auto value : {0, 1, 0x7F, 0x80, 0xFF, whole[at] ^ 1, static_cast<int>(random() & 255)}) {
      auto bytes = whole;
      bytes[at] = static_cast<std::uint8_t>(value);
      files_in(bytes);
    }
}

TEST(HostileRawcooked, SeveralBytesMayBeWrong) {
  const auto whole = sample();
  std::mt19937 random(1895);
  for (int round = 0; round < 20'000; ++round) {
    auto bytes = whole;
    for (auto changes = 1 + random() % 5; changes > 0; --changes)
      bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    files_in(bytes);
  }
}

TEST(HostileRawcooked, SizesOfCompressedPartsMustBeTrue) {
  EXPECT_EQ(files_in(with_before(joined({{0x82}, stored_ab}))), 1U);
  for (const Bytes& size : {Bytes{0x81},
                            {0x83},
                            {0x40, 0x03},
                            {0x10, 0x40, 0, 0},     // 4 MiB
                            {0x08, 0x40, 0, 0, 0},  // 1 GiB
                            {0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE}})
    EXPECT_FALSE(files_in(with_before(joined({size, stored_ab}))));
  EXPECT_FALSE(files_in(with_before({0x00})));
  EXPECT_FALSE(files_in(with_before({0x40})));
  EXPECT_FALSE(files_in(with_before({0x82})));
}

TEST(HostileRawcooked, CompressedPartsMustBeOneWholeStream) {
  auto changed = stored_ab;
  changed.back() ^= 1;
  EXPECT_FALSE(files_in(with_before(joined({{0x82}, changed}))));
  EXPECT_FALSE(files_in(with_before(joined({{0x82}, stored_ab, {0}}))));
  changed = stored_ab;
  for (std::size_t left = stored_ab.size(); left-- > 0;) {
    changed.resize(left);
    EXPECT_FALSE(files_in(with_before(joined({{0x82}, changed})))) << left;
  }
}

TEST(HostileRawcooked, BlocksBelongToTracksOfFrames) {
  const Bytes block{0x20, 0x72, 0x62, 0x84, 0x90, 0x82, 0x80, 'n'}, track{0x20, 0x72, 0x74, 0x80};
  const Bytes single{0x20, 0x72, 0x74, 0x84, 0x90, 0x82, 0x80, 'n'};
  EXPECT_EQ(files_in(joined({header(), track, block})), 1U);
  EXPECT_FALSE(files_in(joined({header(), block})));
  EXPECT_FALSE(files_in(joined({header(), single, block})));
}

TEST(HostileRawcooked, MasksTakeLittleMemory) {
  std::ostringstream out;
  ReversibilityWriter writer(out, "tasma", "1");
  for (int track = 0; track < 9; ++track) {
    writer.begin_frames();
    writer.add_frame({"n", {Bytes(std::size_t{32} << 20), {}, {}}, std::nullopt, std::nullopt});
  }
  writer.finish();
  const auto text = out.str();
  EXPECT_FALSE(files_in({text.begin(), text.end()}));
}

TEST(HostileRawcooked, OtherSeparatorsAndContainersAreRefused) {
  for (const Bytes& said : {Bytes{0xF2, 0x81, '\\'}, {0x90, 0x82, 0x80, 'n'}, {0x85, 0x82, 0x80, 'R'}}) {
    auto bytes = header();
    append_ebml(bytes, static_cast<EbmlId>(0x207273), said);
    EXPECT_FALSE(files_in(bytes));
  }
}

TEST(HostileRawcooked, MatroskaMayLie) {
  const auto data = sample();
  Bytes file_data, attached, attachments, whole{0x1A, 0x45, 0xDF, 0xA3, 0x80};
  append_ebml(file_data, EbmlId::file_data, data);
  append_ebml(attached, EbmlId::attached_file, file_data);
  append_ebml(attachments, EbmlId::attachments, attached);
  append_ebml(whole, EbmlId::segment, attachments);
  ASSERT_TRUE(find_reversibility(MemoryBytes(whole)));
  const auto look = [](const Bytes& bytes) {
    const MemoryBytes source(bytes);
    if (const auto place = find_reversibility(source)) {
      EXPECT_LE(place->begin, place->end);
      EXPECT_LE(place->end, bytes.size());
    }
  };
  for (std::size_t at = 0; at < whole.size(); ++at) {
    look({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(at)});
    for (const auto value : {0, 1, 0x7F, 0x80, 0xFF}) {
      auto bytes = whole;
      bytes[at] = static_cast<std::uint8_t>(value);
      look(bytes);
    }
  }
}

}  // namespace
}  // namespace tasma::codecs
