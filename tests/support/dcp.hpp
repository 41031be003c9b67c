#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "codecs/dcp/j2k.hpp"
#include "codecs/dcp/package.hpp"
#include "codecs/digest.hpp"
#include "pipeline/core/image.hpp"

namespace tasma::support {

/// A display picture: a grey ramp with eight columns of flat colour across its middle, white, black, grey, red, green,
/// blue, yellow, cyan, and grain of `grain` (16-bit steps, either way) upon the ramp.
inline Image patches(Size size, int grain, std::uint32_t seed) {
  constexpr std::uint16_t full = 65535, half = 32768;
  constexpr std::uint16_t colours[8][3] = {{full, full, full}, {0, 0, 0},    {half, half, half}, {full, 0, 0},
                                           {0, full, 0},       {0, 0, full}, {full, full, 0},    {0, full, full}};
  Image image(size, 3, 16);
  std::uint32_t state = seed * 2654435761U + 1;
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const bool flat = y > size.height / 4 && y < size.height * 3 / 4;
      for (int plane = 0; plane < 3; ++plane) {
        state = state * 1664525U + 1013904223U;
        const int noise =
            grain == 0 ? 0 : static_cast<int>((state >> 16) % static_cast<std::uint32_t>(2 * grain)) - grain;
        const int ramp = 8000 + x * 40000 / size.width + noise;
        image.row(plane, y)[static_cast<std::size_t>(x)] =
            flat ? colours[x * 8 / size.width][plane] : static_cast<std::uint16_t>(ramp);
      }
    }
  return image;
}

constexpr std::int64_t dcp_date_s = 1'795'309'200;  // 2026-11-22T01:00:00

/// Gives a finished track file the name it has in its package.
inline codecs::dcp::TrackFile named(codecs::dcp::TrackFile track, const std::filesystem::path& folder) {
  std::filesystem::rename(track.file, folder / file_name_of(track));
  track.file = folder / file_name_of(track);
  return track;
}

/// Pictures of `size`, all alike but for their grain, `frames` of them, written into `folder`.
inline codecs::dcp::TrackFile draw_pictures(const std::filesystem::path& folder, Size size, int frames,
                                            std::uint32_t seed) {
  using namespace codecs::dcp;
  PictureTrack track(folder / "new.mxf", {{24, 1}, dcp_date_s});
  for (int i = 0; i < frames; ++i)
    track.write(encode_j2k(to_xyz(patches(size, 2000, seed + static_cast<std::uint32_t>(i)), size), {}));
  return named(track.finish(), folder);
}

/// A tone, in step with such pictures.
inline codecs::dcp::TrackFile draw_sound(const std::filesystem::path& folder, codecs::dcp::SoundLayout layout,
                                         int frames, std::int32_t step) {
  using namespace codecs::dcp;
  SoundTrack track(folder / "new.mxf", {{24, 1}, dcp_date_s}, layout, "ky", frames);
  std::vector<std::int32_t> samples(static_cast<std::size_t>(2000 * frames * channels_in(layout)));
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<std::int32_t>(i % 480) * step;
  track.write(samples);
  return named(track.finish(), folder);
}

/// A subtitle over the fifth second, and a font.
inline codecs::dcp::TimedText one_subtitle(const std::string& title, const std::vector<std::uint8_t>& font,
                                           std::int64_t frames) {
  codecs::dcp::TimedText text;
  text.id = codecs::uuid5("subtitles of " + title);
  text.fonts = {{codecs::uuid5("font of " + title), font}};
  text.language = "en";
  text.edit_units = frames;
  text.xml =
      R"(<?xml version="1.0" encoding="UTF-8"?>
<SubtitleReel xmlns="http://www.smpte-ra.org/schemas/428-7/2014/DCST"><Id>)" +
      codecs::dcp::urn(text.id) + "</Id><ContentTitleText>" + title +
      R"(</ContentTitleText><IssueDate>2026-11-22T01:00:00</IssueDate><ReelNumber>1</ReelNumber><Language>en</Language>)"
      R"(<EditRate>24 1</EditRate><TimeCodeRate>24</TimeCodeRate><StartTime>00:00:00:00</StartTime>)"
      R"(<DisplayType>MainSubtitle</DisplayType><LoadFont ID="theFont">)" +
      codecs::dcp::urn(text.fonts[0].id) +
      R"(</LoadFont><SubtitleList><Font ID="theFont" Color="FFFFFFFF" Size="42"><Subtitle SpotNumber="1" )"
      R"(TimeIn="00:00:04:04" TimeOut="00:00:05:10" FadeUpTime="00:00:00:00" FadeDownTime="00:00:00:00"><Text )"
      R"(Halign="center" Hposition="0" Valign="bottom" Vposition="8">Hello</Text></Subtitle></Font></SubtitleList>)"
      "</SubtitleReel>\n";
  return text;
}

/// A composition of the reels given, as a test film.
inline codecs::dcp::Composition composition_of(std::vector<codecs::dcp::Reel> reels, Size active) {
  using namespace codecs::dcp;
  TitleFacts facts;
  facts.title = "Test film";
  facts.kind = ContentKind::test;
  facts.language = "ky";
  facts.subtitle_language = reels.front().text ? "en" : "";
  facts.studio = facts.facility = "TSM";
  facts.date_s = dcp_date_s;
  facts.sound = reels.front().sound.channels == 8 ? SoundLayout::five_one_accessible : SoundLayout::five_one;
  Composition composition;
  composition.title = isdcf_title(facts);
  composition.full_title = "Test film";
  composition.kind = ContentKind::test;
  composition.issuer = composition.creator = "tasma";
  composition.date_s = dcp_date_s;
  composition.active = active;
  composition.reels = std::move(reels);
  return composition;
}

}  // namespace tasma::support
