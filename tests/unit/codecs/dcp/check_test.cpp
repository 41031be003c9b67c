#include "codecs/dcp/check.hpp"

#include <gmock/gmock.h>

#include <random>

#include "pipeline/core/error.hpp"
#include "tests/support/dcp.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs::dcp {
namespace {

namespace fs = std::filesystem;
using support::read_text;
using support::TemporaryFolder;
using support::write_text;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr Size small{128, 64};

/// A small DCP of a second, subtitles with it.
class DcpCheck : public testing::Test {
 protected:
  DcpCheck() {
    picture_ = support::draw_pictures(folder_.path(), small, 24, 1);
    sound_ = support::draw_sound(folder_.path(), SoundLayout::mono, 24, 7);
    const auto text = support::one_subtitle("Test film", std::vector<std::uint8_t>(500, 3), 24);
    text_ = support::named(write_text_track(folder_ / "new.mxf", {{24, 1}, support::dcp_date_s}, text), folder_.path());
    const auto made = write_package(folder_.path(), support::composition_of({{picture_, sound_, text_}}, small));
    playlist_ = folder_ / ("cpl_" + to_string_uuid(made.composition) + ".xml");
    packing_list_ = folder_ / ("pkl_" + to_string_uuid(made.packing_list) + ".xml");
  }

  std::vector<Finding> findings(CheckDepth depth = CheckDepth::pictures) const {
    Observer silent;
    return check_dcp(folder_.path(), depth, silent);
  }

  std::vector<std::string> said(CheckDepth depth = CheckDepth::pictures) const {
    std::vector<std::string> texts;
    for (const auto& finding : findings(depth))
      texts.push_back(std::string(name_of(finding.code)) + ": " + english(finding.message));
    return texts;
  }

  static void replace(const fs::path& file, const std::string& what, const std::string& with) {
    auto text = read_text(file);
    const auto at = text.find(what);
    ASSERT_NE(at, text.npos) << what;
    write_text(file, text.replace(at, what.size(), with));
  }

  static void flip(const fs::path& file, std::size_t at) {
    auto bytes = read_text(file);
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    write_text(file, bytes);
  }

  TemporaryFolder folder_;
  TrackFile picture_, sound_, text_;
  fs::path playlist_, packing_list_;
};

TEST_F(DcpCheck, ASoundPackageHasNoFindings) {
  EXPECT_THAT(said(), IsEmpty());
  EXPECT_TRUE(is_dcp(folder_.path()));
}

TEST_F(DcpCheck, EveryFlippedByteOfATrackFileIsFound) {
  for (const std::size_t at :
       {std::size_t{0}, std::size_t{3000}, std::size_t{12000}, std::size_t{20000}, picture_.size - 1}) {
    flip(picture_.file, at);
    EXPECT_THAT(said(CheckDepth::digests), Contains(HasSubstr("mismatched_digest"))) << at;
    flip(picture_.file, at);
  }
  EXPECT_THAT(said(), IsEmpty());
}

TEST_F(DcpCheck, AFlippedByteOfTheCompositionIsFound) {
  flip(playlist_, 800);
  EXPECT_THAT(said(), Contains(HasSubstr("mismatched_digest")));
}

TEST_F(DcpCheck, EveryFlippedByteOfAnIdAPathASizeOrADigestInAListIsFound) {
  for (const auto& file : {folder_ / "ASSETMAP.xml", packing_list_, folder_ / "VOLINDEX.xml"}) {
    const auto text = read_text(file);
    int flipped = 0;
    for (const auto* element : {"Id>", "Path>", "Size>", "Length>", "Hash>", "OriginalFileName>", "Index>"})
      for (auto at = text.find('<' + std::string(element)); at != text.npos;
           at = text.find('<' + std::string(element), at + 1))
        for (auto byte = text.find('>', at) + 1; text[byte] != '<'; ++byte, ++flipped) {
          flip(file, byte);
          const auto all = findings(CheckDepth::structure);
          EXPECT_EQ(exit_code_of(all), ExitCode::material) << file << " at " << byte;
          flip(file, byte);
        }
    EXPECT_GE(flipped, 1);
  }
  EXPECT_THAT(said(), IsEmpty());
}

TEST_F(DcpCheck, ListsOfOtherMakersAreHeldAgainstTheFilesAlone) {
  const auto map = folder_ / "ASSETMAP.xml";
  replace(map, "<Creator>tasma", "<Creator>another");
  EXPECT_THAT(said(), IsEmpty());
  replace(map, "<Length>", "<Length>1");
  EXPECT_THAT(said(CheckDepth::structure), ElementsAre(HasSubstr("mismatched_size: the file has")));
}

TEST_F(DcpCheck, MismatchedSize) {
  write_text(sound_.file, read_text(sound_.file) + "x");
  EXPECT_THAT(said(), Contains(HasSubstr("mismatched_size")));
}

TEST_F(DcpCheck, MissingFile) {
  fs::remove(sound_.file);
  EXPECT_THAT(said(), Contains("missing_file: the file is listed, but not there; copy the package again"));
  fs::remove(packing_list_);
  EXPECT_THAT(said(), Contains(HasSubstr("no packing list")));
}

TEST_F(DcpCheck, ALinkStandsForNoFile) {
  fs::rename(sound_.file, folder_ / "elsewhere");
  fs::create_symlink(folder_ / "elsewhere", sound_.file);
  EXPECT_THAT(said(CheckDepth::structure), Contains(HasSubstr("missing_file")));
}

TEST_F(DcpCheck, UnexpectedFile) {
  write_text(folder_ / "notes.txt", "x");
  const auto all = findings();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].code, FindingCode::unexpected_file);
  EXPECT_EQ(all[0].severity, Severity::note);
  EXPECT_EQ(all[0].file, "notes.txt");
}

TEST_F(DcpCheck, MismatchedIdentifier) {
  // The names of two track files are exchanged.
  fs::rename(sound_.file, folder_ / "x");
  fs::rename(text_.file, sound_.file);
  fs::rename(folder_ / "x", text_.file);
  EXPECT_THAT(said(CheckDepth::structure),
              Contains(HasSubstr("mismatched_identifier: the file holds " + urn(text_.id))));
}

TEST_F(DcpCheck, MismatchedDuration) {
  replace(playlist_, "<IntrinsicDuration>24</IntrinsicDuration>\n          <EntryPoint>",
          "<IntrinsicDuration>25</IntrinsicDuration>\n          <EntryPoint>");
  EXPECT_THAT(said(CheckDepth::structure),
              ElementsAre("mismatched_duration: MainPicture lasts 25 edit units, its file 24"));
  replace(playlist_, "<Duration>24</Duration>", "<Duration>23</Duration>");
  EXPECT_THAT(said(CheckDepth::structure),
              Contains(HasSubstr("mismatched_sound_length: MainSound does not last as long")));
}

TEST_F(DcpCheck, UnexpectedDuration) {
  for (int i = 0; i < 3; ++i) replace(playlist_, "<Duration>24</Duration>", "<Duration>23</Duration>");
  EXPECT_THAT(said(CheckDepth::structure), ElementsAre("unexpected_duration: reel 1 lasts 23 edit units at 24 a "
                                                       "second: servers may refuse less than a second"));
  EXPECT_EQ(exit_code_of(findings(CheckDepth::structure)), ExitCode::findings);
}

TEST_F(DcpCheck, MismatchedRate) {
  for (int i = 0; i < 4; ++i) replace(playlist_, "<EditRate>24 1</EditRate>", "<EditRate>25 1</EditRate>");
  EXPECT_THAT(said(CheckDepth::structure), Contains("mismatched_rate: MainSound runs at 25, its file at 24"));
}

TEST_F(DcpCheck, MismatchedDigestOfTheComposition) {
  replace(playlist_, base64(sound_.sha1), base64(text_.sha1));
  EXPECT_THAT(said(CheckDepth::structure),
              ElementsAre("mismatched_digest: MainSound has another digest here than in the packing list"));
}

TEST_F(DcpCheck, InvalidManifest) {
  const auto map = folder_ / "ASSETMAP.xml";
  const auto sound = read_text(map);
  write_text(map, sound.substr(0, sound.size() - 20));
  EXPECT_THAT(said(), Contains(HasSubstr("invalid_manifest: the XML is not well-formed at byte")));
  write_text(map, sound);
  replace(map, "pcm_", "../pcm_");
  EXPECT_THAT(said(), Contains(HasSubstr("invalid_manifest: the path \"../pcm_")));
  write_text(map, sound);
  replace(map, "/2007/AM", "/2017/AM");
  EXPECT_THAT(said(), Contains("invalid_manifest: the XML is no AssetMap of SMPTE"));
}

TEST_F(DcpCheck, InvalidPicture) {
  auto bytes = read_text(picture_.file);
  const auto second = bytes.find("\xff\x4f\xff\x51", bytes.find("\xff\x4f\xff\x51", 16384) + 1);
  bytes[second + 7] = 9;  // Rsiz
  write_text(picture_.file, bytes);
  EXPECT_THAT(said(CheckDepth::digests), ElementsAre(HasSubstr("mismatched_digest")));
  const auto all = findings();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].code, FindingCode::invalid_picture);
  EXPECT_EQ(all[1].frame, 1);
}

TEST_F(DcpCheck, InvalidHeader) {
  write_text(sound_.file, std::string(sound_.size, 'x'));
  EXPECT_THAT(said(CheckDepth::structure),
              ElementsAre("invalid_header: the file is no track file that could be read; copy it again"));
}

TEST_F(DcpCheck, UnexpectedFlavour) {
  auto bytes = read_text(sound_.file);
  bytes.replace(16384 + 140, 16, "\x06\x0e\x2b\x34\x02\x04\x01\x01\x0d\x01\x03\x01\x02\x7e\x01\x00", 16);  // encrypted
  write_text(sound_.file, bytes);
  const auto all = findings(CheckDepth::structure);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].code, FindingCode::unexpected_flavour);
  EXPECT_EQ(all[0].severity, Severity::remark);
}

TEST_F(DcpCheck, LabelsThatDoNotFit) {
  auto bytes = read_text(sound_.file);
  const auto name = bytes.find(std::string("\0c\0h\0R", 6));  // chR; its number follows
  const auto number = bytes.find(std::string("\0\4\0\0\0\2", 6), name);
  ASSERT_NE(number, bytes.npos);
  bytes[number + 5] = 1;
  write_text(sound_.file, bytes);
  EXPECT_THAT(said(CheckDepth::structure), Contains(HasSubstr("invalid_field: the label chR is for channel 1")));
}

TEST_F(DcpCheck, InteropIsRefused) {
  const auto map = folder_ / "ASSETMAP.xml";
  replace(map, "http://www.smpte-ra.org/schemas/429-9/2007/AM", "http://www.digicine.com/PROTO-ASDCP-AM-20040311#");
  try {
    findings();
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material);
    EXPECT_THAT(error.what(), HasSubstr("Interop DCP; tasma takes only SMPTE DCPs"));
  }
  fs::rename(map, folder_ / "ASSETMAP");
  EXPECT_THROW(findings(), Error);
  EXPECT_TRUE(is_dcp(folder_.path()));
}

TEST_F(DcpCheck, StopsWhenAsked) {
  struct : Observer {
    bool stop_requested() const override { return true; }
  } hasty;
  try {
    check_dcp(folder_.path(), CheckDepth::digests, hasty);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::interrupted);
  }
}

TEST_F(DcpCheck, AnyDocumentIsReadOrRefused) {
  std::mt19937 random(5);
  for (const auto& file : {folder_ / "ASSETMAP.xml", packing_list_, playlist_}) {
    const auto sound = read_text(file);
    for (int i = 0; i < 300; ++i) {
      auto text = sound;
      for (int change = 0; change < 2; ++change) text[random() % text.size()] = static_cast<char>(random());
      if (i % 10 == 0) text.resize(random() % text.size());
      write_text(file, text);
      try {
        findings(CheckDepth::structure);
      } catch (const Error& error) {
        ADD_FAILURE() << error.what();
      }
    }
    write_text(file, sound);
  }
  EXPECT_THAT(said(), IsEmpty());
}

}  // namespace
}  // namespace tasma::codecs::dcp
