#include "codecs/dcp/package.hpp"

#include <gmock/gmock.h>

#include "codecs/dcp/check.hpp"
#include "codecs/dcp/mxf_reader.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/dcp.hpp"
#include "tests/support/shared.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs::dcp {
namespace {

namespace fs = std::filesystem;
using support::composition_of;
using support::draw_pictures;
using support::draw_sound;
using support::output_of;
using support::quoted;
using support::read_text;
using support::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr Size small{256, 128};

Reel draw_reel(const fs::path& folder, int frames, std::uint32_t seed, SoundLayout layout = SoundLayout::mono) {
  return {draw_pictures(folder, small, frames, seed), draw_sound(folder, layout, frames, static_cast<int>(seed) + 5),
          std::nullopt};
}

TrackFile draw_text(const fs::path& folder, int frames) {
  const auto text = support::one_subtitle("Test film", std::vector<std::uint8_t>(500, 3), frames);
  return support::named(write_text_track(folder / "new.mxf", {{24, 1}, support::dcp_date_s}, text), folder);
}

fs::path file_with(const fs::path& folder, std::string_view prefix) {
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().native().starts_with(prefix)) return entry.path();
  throw std::runtime_error("no such file");
}

std::vector<std::string> findings_of(const fs::path& folder) {
  Observer silent;
  std::vector<std::string> said;
  for (const auto& finding : check_dcp(folder, CheckDepth::pictures, silent))
    said.push_back(std::string(name_of(finding.code)) + ": " + english(finding.message));
  return said;
}

TEST(DcpPackage, IsWholeAndSound) {
  const TemporaryFolder folder;
  const auto made = write_package(folder.path(), composition_of({draw_reel(folder.path(), 24, 1)}, small));
  EXPECT_EQ(made.files.size(), 6U);
  for (const auto& name : made.files) EXPECT_TRUE(fs::exists(folder / name)) << name;
  EXPECT_THAT(findings_of(folder.path()), IsEmpty());
}

TEST(DcpPackage, EveryDocumentIsValid) {
  const auto schemas = support::shared_material() / "schemas" / "dcp";
  if (!fs::exists(schemas)) GTEST_SKIP() << "no " << schemas;
  const TemporaryFolder folder;
  auto one = draw_reel(folder.path(), 4, 1, SoundLayout::five_one_accessible),
       two = draw_reel(folder.path(), 6, 9, SoundLayout::five_one_accessible);
  one.text = draw_text(folder.path(), 4);
  two.text = draw_text(folder.path(), 6);
  auto composition = composition_of({one, two}, {256, 100});
  composition.markers = {{"FFMC", 1, 2}};
  composition.kind = ContentKind::feature;
  write_package(folder.path(), composition);
  for (const auto& [prefix, schema] : {std::pair{"cpl_", "all-cpl.xsd"},
                                       {"pkl_", "SMPTE-429-8-2006-PKL.xsd"},
                                       {"ASSETMAP", "SMPTE-429-9-2007-AM.xsd"},
                                       {"VOLINDEX", "SMPTE-429-9-2007-AM.xsd"}})
    EXPECT_NO_THROW(output_of("timeout 60 xmllint --nonet --noout --schema " + quoted(schemas / schema) + ' ' +
                              quoted(file_with(folder.path(), prefix)) + " 2>&1"))
        << prefix;
}

TEST(DcpPackage, TheCompositionSaysWhatRunsWhen) {
  const TemporaryFolder folder;
  const auto one = draw_reel(folder.path(), 4, 1), two = draw_reel(folder.path(), 6, 9);
  auto composition = composition_of({one, two}, {256, 100});
  composition.full_title = "Film & <more>";
  const auto made = write_package(folder.path(), composition);
  const auto playlist = read_text(file_with(folder.path(), "cpl_"));
  EXPECT_THAT(playlist,
              AllOf(HasSubstr("<Id>" + urn(made.composition) + "</Id>"), HasSubstr("<Hash>" + base64(two.sound.sha1)),
                    HasSubstr("Film &amp; &lt;more&gt;"), HasSubstr("<IssueDate>2026-11-22T01:00:00+00:00</IssueDate>"),
                    HasSubstr("51/L,R,C,LFE,Ls,Rs<"), HasSubstr("SMPTE-RDD-52:2020-Bv2.1")));
  EXPECT_LT(playlist.find(urn(one.picture.id)), playlist.find(urn(two.picture.id)));
  EXPECT_EQ(output_of("timeout 60 xmllint --xpath \"//*[local-name()='Marker']\" " +
                      quoted(file_with(folder.path(), "cpl_")) + " | tr -d ' \\n'"),
            "<Marker><Label>FFOC</Label><Offset>1</Offset></Marker>"
            "<Marker><Label>LFOC</Label><Offset>5</Offset></Marker>");
}

TEST(DcpPackage, TheSameFilmGivesTheSameBytes) {
  const TemporaryFolder one, two;
  for (const auto* folder : {&one, &two})
    write_package(folder->path(), composition_of({draw_reel(folder->path(), 3, 1)}, small));
  EXPECT_EQ(output_of("timeout 60 diff -r " + quoted(one.path()) + ' ' + quoted(two.path())), "");
}

TEST(DcpPackage, AReelThatComesTwiceIsPackedOnce) {
  const TemporaryFolder folder;
  const auto reel = draw_reel(folder.path(), 24, 1);
  EXPECT_EQ(write_package(folder.path(), composition_of({reel, reel}, small)).files.size(), 6U);
  EXPECT_THAT(findings_of(folder.path()), IsEmpty());
}

TEST(DcpPackage, AVersionFileListsOnlyWhatIsNew) {
  const TemporaryFolder original, version;
  write_package(original.path(), composition_of({draw_reel(original.path(), 24, 1)}, small));
  auto reels = read_reels(original.path());
  ASSERT_EQ(reels.size(), 1U);
  EXPECT_EQ(reels[0].picture.sha1, sha1_of(reels[0].picture.file));
  reels[0].text = draw_text(version.path(), 24);
  auto composition = composition_of(reels, small);
  composition.in_original = {reels[0].picture.id, reels[0].sound.id};
  write_package(version.path(), composition);

  const auto packed = read_text(file_with(version.path(), "pkl_"));
  EXPECT_THAT(packed, AllOf(HasSubstr(urn(reels[0].text->id)), Not(HasSubstr(urn(reels[0].picture.id)))));
  EXPECT_THAT(read_text(file_with(version.path(), "cpl_")),
              AllOf(HasSubstr(urn(reels[0].picture.id)), HasSubstr(base64(reels[0].picture.sha1))));
  Observer silent;
  const auto findings = check_dcp(version.path(), CheckDepth::pictures, silent);
  EXPECT_EQ(findings.size(), 2U);  // picture and sound
  EXPECT_EQ(exit_code_of(findings), ExitCode::ok);
  for (const auto& finding : findings) EXPECT_THAT(english(finding.message), HasSubstr("is in another package"));
}

TEST(DcpPackage, RefusesAFilmThatContradictsItself) {
  const TemporaryFolder folder;
  const auto reel = draw_reel(folder.path(), 3, 1);
  auto shorter = reel;
  shorter.sound.duration = 2;
  EXPECT_THROW(write_package(folder.path(), composition_of({shorter}, small)), Error);
  auto text = reel;
  text.text = draw_text(folder.path(), 3);
  EXPECT_THROW(write_package(folder.path(), composition_of({reel, text}, small)), Error);
  auto marked = composition_of({reel}, small);
  marked.markers = {{"FFEC", 0, 3}};
  EXPECT_THROW(write_package(folder.path(), marked), Error);
  auto lined = composition_of({reel}, small);
  lined.full_title = "two\nlines";
  EXPECT_THROW(write_package(folder.path(), lined), Error);
}

TEST(DcpTitle, HasTheTwelveFieldsOfTheConvention) {
  TitleFacts facts;
  facts.title = "the shyrdak-maker's daughter";
  facts.aspect = {1375, 1000};
  facts.language = "ky-KG";
  facts.subtitle_language = "en";
  facts.studio = "KZF";
  facts.facility = "TSM";
  facts.date_s = support::dcp_date_s;
  EXPECT_EQ(isdcf_title(facts), "TheShyrdakMake_FTR-1_F-138_KY-EN_INT_51_2K_KZF_20261122_TSM_SMPTE_OV");
  facts.burnt = true;
  EXPECT_EQ(isdcf_title(facts), "TheShyrdakMake_FTR-1_F-138_KY-en_INT_51_2K_KZF_20261122_TSM_SMPTE_OV");
  facts.burnt = false;
  facts.title = "Kök";
  facts.kind = ContentKind::short_film;
  facts.container = Container::scope;
  facts.aspect = {239, 100};
  facts.language = "zxx";
  facts.subtitle_language = "";
  facts.sound = SoundLayout::five_one_accessible;
  facts.resolution = Resolution::four_k;
  facts.version_file = 2;
  EXPECT_EQ(isdcf_title(facts), "KK_SHR-1_S_XX-XX_INT_51-HI-VI_4K_KZF_20261122_TSM_SMPTE_VF-2");
}

TEST(DcpTitle, AsksForWhatIsMissing) {
  TitleFacts facts;
  facts.title = "Film";
  facts.studio = "KZF";
  EXPECT_THROW(isdcf_title(facts), Error);  // no facility
  facts.facility = "TSM";
  EXPECT_NO_THROW(isdcf_title(facts));
  facts.title = "Көк";
  EXPECT_THROW(isdcf_title(facts), Error);
}

}  // namespace
}  // namespace tasma::codecs::dcp
