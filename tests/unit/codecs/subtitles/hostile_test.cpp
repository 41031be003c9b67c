#include <gtest/gtest.h>

#include <random>

#include "codecs/subtitles/encoding.hpp"
#include "codecs/subtitles/readers.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::subtitles {
namespace {

const std::string srt =
    "1\n00:00:05,000 --> 00:00:07,500\n<i>Сәлем</i>, {\\an8}world\n- <b>a</b> <font color=\"#ff0000\">r</font>\n\n"
    "2\n00:00:09,000 --> 00:00:10,000 X1:1 X2:2 Y1:1 Y2:2\n{x} \\N b &amp; <\n";
const std::string vtt =
    "WEBVTT\n\nSTYLE\n::cue {}\n\n1\n00:05.000 --> 00:07.000 line:10% align:left\n<i>A &amp;</i> <v R>Hi</v>\n\n"
    "00:08.000 --> 00:09.000 line:0,end\nlast\n";
const std::string ass =
    "[Script Info]\nScriptType: v4.00+\n[V4+ Styles]\nFormat: Name, Bold, Italic, Alignment\nStyle: D,1,0,9\n"
    "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Dialogue: 0,0:00:12.34,0:00:13.00,D,,0,0,0,,{\\i1\\an7\\b700\\p0}x{\\r}y\\Nz\\h{\n";
const std::string xml =
    "<SubtitleReel><Language>kk</Language><EditRate>24 1</EditRate><TimeCodeRate>24</TimeCodeRate>"
    "<SubtitleList><Font Italic=\"yes\"><Subtitle TimeIn=\"00:00:04:04\" TimeOut=\"00:00:05:12\">"
    "<Text Valign=\"bottom\" Vposition=\"8\">a<Font Weight=\"bold\">b</Font><Space/><![CDATA[c]]></Text>"
    "</Subtitle></Font></SubtitleList></SubtitleReel>";

Subtitles read(int kind, const std::string& bytes) {
  const auto text = utf8_text({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, "CP1251", "file");
  if (kind == 3) return read_dcp_xml(text, "file");
  return read_timed_text(text, static_cast<TextFormat>(kind), "file");
}

TEST(HostileSubtitles, DamagedFilesAreReadOrRefusedTenThousandTimes) {
  const std::vector<std::string> seeds{srt, vtt, ass, xml};
  std::mt19937 random(1912);
  int sound = 0;
  for (int round = 0; round < 10'000; ++round) {
    const int kind = round % 4;
    auto file = seeds[static_cast<std::size_t>(kind)];
    for (auto changes = 1 + random() % 4; changes > 0 && !file.empty(); --changes) {
      const auto at = random() % file.size();
      switch (random() % 4) {
        case 0:
          file[at] = static_cast<char>(random());
          break;
        case 1:
          file.erase(at, random() % 20);
          break;
        case 2:
          file.insert(at, file.substr(random() % file.size(), random() % 60));
          break;
        default:
          file[at] = "0129:,.-<>{}\\/&;#\n\" "[random() % 20];
          break;
      }
    }
    try {
      for (const auto& cue : read(kind, file).cues) {
        ++sound;
        ASSERT_FALSE(cue.lines.empty());
        for (const auto& line : cue.lines) ASSERT_FALSE(text_of(line).empty());
      }
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material) << error.what();
    }
  }
  EXPECT_GT(sound, 1'000);  // the changes must not be so many that nothing behind them is reached
}

// Each would take minutes if the time grew with the square of the length.
TEST(HostileSubtitles, LongLinesTakeNoLongTime) {
  const auto repeated = [](const std::string& text) {
    std::string all;
    while (all.size() < 2'000'000) all += text;
    return all;
  };
  const std::string event = "[Events]\nDialogue: 0,0:00:12.34,0:00:13.00,D,,0,0,0,,";
  const std::string times = "00:00:05,000 --> 00:00:07,000 ";
  for (const auto* text : {"{", "{{}", "{\\i1} {\\i0} ", "\\", "\\N", "}{"}) {
    EXPECT_NO_THROW(read(2, event + repeated(text) + "x\n")) << text;
    EXPECT_NO_THROW(read(0, times + "\n" + repeated(text) + "x\n")) << text;
  }
  EXPECT_NO_THROW(read(0, times + repeated("-->") + "\nx\n"));
  EXPECT_NO_THROW(read(3, "<DCSubtitle><Subtitle TimeIn=\"00:00:05:125\" TimeOut=\"00:00:07:000\">" +
                              repeated("<Text Valign=\"top\"> </Text>") + "</Subtitle></DCSubtitle>"));
}

}  // namespace
}  // namespace tasma::codecs::subtitles
