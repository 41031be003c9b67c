#include "codecs/rawcooked.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "codecs/ebml.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes bytes;
  for (const auto& part : parts) bytes.insert(bytes.end(), part.begin(), part.end());
  return bytes;
}

Bytes bytes_of(const std::ostringstream& stream) {
  const auto text = stream.str();
  return {text.begin(), text.end()};
}

ReversibilityReader reader_of(const MemoryBytes& source) { return {source, {0, source.size()}}; }

// The format by hand: id, size, data.
const Bytes header{0x1A, 0x45, 0xDF, 0xA3, 0x94, 0x42, 0x82, 0x89, 'r',  'a',  'w',  'c', 'o',
                   'o',  'k',  'e',  'd',  0x42, 0x87, 0x81, 1,    0x42, 0x85, 0x81, 1};
const Bytes segment{0x20, 0x72, 0x73, 0x8A, 0xF0, 0x85, 't', 'a', 's', 'm', 'a', 0xF1, 0x81, '1'};
const Bytes md5{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
const Bytes frames_track{0x20, 0x72, 0x74, 0x8B, 0x91, 0x84, 0x80, 's', '/', '1', 0x83, 0x83, 0x80, 10, 250};
const Bytes first_block =
    joined({{0x20, 0x72, 0x62, 0xA1, 0x91, 0x84, 0x80, 0, 0, 0, 0x83, 0x83, 0x80, 0, 0, 0xA0, 0x91, 0x80},
            md5,
            {0xB0, 0x81, 5}});
/// "s/2", bytes 11, 4, 9 before (one more than the mask, and 4 - 250 mod 256), 7 after, padding, 500 bytes long.
const Bytes second_block{0x20, 0x72, 0x62, 0x9A, 0x91, 0x84, 0x80, 0,    0, 1, 0x83, 0x84, 0x80, 1,    10,
                         9,    0x82, 0x82, 0x80, 7,    0x85, 0x84, 0x80, 0, 3, 0,    0xB0, 0x82, 0x01, 0xF4};
const Bytes sound_track{0x20, 0x72, 0x74, 0x89, 0x90, 0x83, 0x80, 's', 'w', 0x81, 0x82, 0x80, 'R'};
const Bytes whole_file{0x20, 0x72, 0x61, 0x8A, 0x90, 0x83, 0x80, 's', 'n', 0x85, 0x83, 0x80, 'h', 'i'};

ReversibleFile first_frame() {
  ReversibleFile file{"s/1", {{10, 250}, {}, {}}, Md5{}, 5};
  std::copy(md5.begin(), md5.end(), file.md5->begin());
  return file;
}
ReversibleFile second_frame() { return {"s/2", {{11, 4, 9}, {0, 3, 0}, {7}}, std::nullopt, 500}; }
const ReversibleFile sound{"sw", {{'R'}, {}, {}}, std::nullopt, std::nullopt};
const ReversibleFile note{"sn", {{}, {'h', 'i'}, {}}, std::nullopt, std::nullopt};

Bytes sample() { return joined({header, segment, whole_file, frames_track, first_block, second_block, sound_track}); }

TEST(Rawcooked, WritesTheFormat) {
  std::ostringstream out;
  ReversibilityWriter writer(out, "tasma", "1");
  writer.add_whole(note);
  writer.begin_frames();
  writer.add_frame(first_frame());
  writer.add_frame(second_frame());
  writer.add_sound(sound);
  writer.finish();
  EXPECT_EQ(bytes_of(out), sample());
  EXPECT_EQ(writer.bytes(), sample().size());
}

TEST(Rawcooked, ReadsTheFormat) {
  const auto bytes = sample();
  const MemoryBytes source(bytes);
  const auto reader = reader_of(source);
  EXPECT_EQ(reader.program(), "tasma");
  EXPECT_EQ(reader.version(), "1");
  ASSERT_EQ(reader.tracks(), 2U);
  EXPECT_FALSE(reader.is_sound(0));
  ASSERT_EQ(reader.files(0), 2U);
  EXPECT_EQ(reader.read(0, 1), second_frame());
  EXPECT_EQ(reader.read(0, 0), first_frame());
  EXPECT_TRUE(reader.is_sound(1));
  ASSERT_EQ(reader.files(1), 1U);
  EXPECT_EQ(reader.read(1, 0), sound);
  ASSERT_EQ(reader.whole_files(), 1U);
  const auto whole = reader.read_whole(0);
  EXPECT_EQ(whole.name, note.name);
  Bytes content;
  reader.give_whole(whole, [&](auto more) { content.insert(content.end(), more.begin(), more.end()); });
  EXPECT_EQ(content, note.remainder.inside);
}

TEST(Rawcooked, ReadsWhatIsCompressed) {
  // "ab" as zlib stores it: two bytes of header, a stored block, the Adler-32.
  const Bytes stream{0x78, 0x01, 0x01, 2, 0, 0xFD, 0xFF, 'a', 'b', 0x01, 0x26, 0x00, 0xC4};
  const auto bytes = joined({header, {0x20, 0x72, 0x74, 0x94, 0x90, 0x82, 0x80, 'n', 0x81, 0x8E, 0x82}, stream});
  const MemoryBytes source(bytes);
  EXPECT_EQ(reader_of(source).read(0, 0).remainder.before, (Bytes{'a', 'b'}));
}

TEST(Rawcooked, PassesOverElementsItDoesNotKnow) {
  const auto bytes =
      joined({header, {0xEC, 0x82, 0, 0}, {0x20, 0x72, 0x74, 0x87, 0xEC, 0x81, 0, 0x90, 0x82, 0x80, 'n'}});
  const MemoryBytes source(bytes);
  EXPECT_EQ(reader_of(source).read(0, 0).name, "n");
}

TEST(Rawcooked, CompressesHeadersThatDifferLittle) {
  constexpr int frames = 1000;
  const auto frame = [](int number) {
    ReversibleFile file{"scan/" + std::to_string(100000 + number) + ".dpx", {Bytes(2048), {}, {}}, std::nullopt, 9999};
    for (std::size_t i = 0; i < 2048; ++i) file.remainder.before[i] = static_cast<std::uint8_t>(i * i * 31 >> 3);
    file.remainder.before[36] = static_cast<std::uint8_t>(number);
    if (number % 100 == 7) file.remainder.inside.assign(5'000'000, static_cast<std::uint8_t>(number));
    return file;
  };
  std::array<Bytes, 2> written;
  for (auto& bytes : written) {
    std::ostringstream out;
    ReversibilityWriter writer(out, "tasma", "1");
    writer.begin_frames();
    for (int i = 0; i < frames; ++i) writer.add_frame(frame(i));
    writer.finish();
    bytes = bytes_of(out);
  }
  EXPECT_EQ(written[0], written[1]);
  EXPECT_LT(written[0].size(), 400U * frames);
  const MemoryBytes source(written[0]);
  const auto reader = reader_of(source);
  ASSERT_EQ(reader.files(0), std::size_t{frames});
  for (const int at : {999, 0, 107, 500}) EXPECT_EQ(reader.read(0, static_cast<std::size_t>(at)), frame(at));
}

TEST(Rawcooked, ATrackWithoutFilesKeepsItsPlace) {
  std::ostringstream out;
  ReversibilityWriter writer(out, "tasma", "1");
  writer.begin_frames();
  writer.add_sound(sound);
  writer.begin_frames();
  writer.finish();
  const auto bytes = bytes_of(out);
  const MemoryBytes source(bytes);
  const auto reader = reader_of(source);
  ASSERT_EQ(reader.tracks(), 3U);
  EXPECT_EQ(reader.files(0), 0U);
  EXPECT_EQ(reader.read(1, 0), sound);
  EXPECT_EQ(reader.files(2), 0U);
}

TEST(Rawcooked, FramesNeedATrack) {
  std::ostringstream out;
  ReversibilityWriter writer(out, "tasma", "1");
  EXPECT_THROW(writer.add_frame(first_frame()), Error);
}

TEST(Rawcooked, SaysThatTheDiskIsFull) {
  std::ostringstream out;
  ReversibilityWriter writer(out, "tasma", "1");
  out.setstate(std::ios::badbit);
  try {
    writer.add_sound(sound);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::io);
  }
}

Bytes element(EbmlId id, const Bytes& data) {
  Bytes bytes;
  append_ebml(bytes, id, data);
  return bytes;
}
Bytes matroska_header() { return element(EbmlId::header, {0x42, 0x82, 0x88, 'm', 'a', 't', 'r', 'o', 's', 'k', 'a'}); }
Bytes attachment(const Bytes& data) {
  return element(EbmlId::attachments,
                 element(EbmlId::attached_file, joined({{0x46, 0x6E, 0x81, 'n'}, element(EbmlId::file_data, data)})));
}
const Bytes cluster{0x1F, 0x43, 0xB6, 0x75, 0x83, 1, 2, 3};

void expect_found_in(const Bytes& file) {
  const MemoryBytes source(file);
  const auto place = find_reversibility(source);
  ASSERT_TRUE(place);
  EXPECT_EQ(ReversibilityReader(source, *place).read(0, 1), second_frame());
}

TEST(Rawcooked, IsFoundAmongAttachments) {
  const auto other = attachment({'{', '}'}), data = attachment(sample());
  for (const auto& body :
       {joined({other, data, cluster}), joined({data, other, cluster}), joined({cluster, other, data})})
    expect_found_in(joined({matroska_header(), element(EbmlId::segment, body)}));
  // A live stream's Segment ends with the file.
  expect_found_in(joined({matroska_header(), {0x18, 0x53, 0x80, 0x67, 0xFF}, cluster, data}));
}

TEST(Rawcooked, IsFoundBehindTheSegment) {
  const auto attached = sample();
  std::ostringstream out;
  append_reversibility(MemoryBytes(attached), out);
  const auto behind = bytes_of(out);
  EXPECT_EQ(behind, joined({{0x20, 0x72, 0x63, 0xFB},
                            Bytes(attached.begin() + static_cast<std::ptrdiff_t>(header.size()), attached.end())}));
  const auto bare = joined({matroska_header(), element(EbmlId::segment, joined({attachment({'{', '}'}), cluster}))});
  const auto file = joined({bare, behind});
  expect_found_in(file);
  auto second_version = header;  // as RAWcooked puts it
  second_version[20] = second_version[24] = 2;
  expect_found_in(joined({bare, second_version, behind}));
  expect_found_in(joined({file, element(EbmlId::filler, {0})}));
}

TEST(Rawcooked, IsNotFoundWhereThereIsNone) {
  EXPECT_FALSE(find_reversibility(MemoryBytes({})));
  const auto bare = joined({matroska_header(), element(EbmlId::segment, joined({attachment({'{', '}'}), cluster}))});
  EXPECT_FALSE(find_reversibility(MemoryBytes(bare)));
  const auto another = joined({matroska_header(), element(EbmlId::segment, attachment(matroska_header()))});
  EXPECT_FALSE(find_reversibility(MemoryBytes(another)));
  const auto alone = sample();
  EXPECT_FALSE(find_reversibility(MemoryBytes(alone)));
}

TEST(Rawcooked, OnlyItsOwnDataIsPutBehindAFile) {
  std::ostringstream out;
  const auto other = matroska_header();
  EXPECT_THROW(append_reversibility(MemoryBytes(other), out), Error);
}

TEST(Rawcooked, NamesThatLeadElsewhereAreKnown) {
  for (const auto* name : {"a", "scan/0001.dpx", "scan/..hidden", "scan/a b", "\xff/1"})
    EXPECT_TRUE(stays_inside(name));
  for (const auto* name : {"", "/", "/etc/passwd", "../a", "scan/../../a", "scan//a", "scan/", "./a", "scan/."})
    EXPECT_FALSE(stays_inside(name)) << name;
  EXPECT_FALSE(stays_inside(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace tasma::codecs
