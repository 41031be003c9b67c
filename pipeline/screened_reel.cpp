#include "pipeline/screened_reel.hpp"

#include <algorithm>
#include <iterator>
#include <memory>

#include "codecs/cube_lut.hpp"
#include "codecs/scan_colour.hpp"
#include "pipeline/budget.hpp"
#include "pipeline/film_check.hpp"
#include "pipeline/film_subtitles.hpp"
#include "pipeline/picture_area.hpp"

namespace tasma::pipeline {
namespace {

/// How this reel becomes light on a screen: what was said, over what the headers say.
codecs::DisplaySpec display_of(const ReelWork& work, const FrameSource& source) {
  const auto& facts = work.inventory().said;
  codecs::DisplaySpec spec;
  spec.scan = source.stream();
  spec.transfer = facts.transfer != Transfer::unknown ? facts.transfer : spec.scan.transfer;
  spec.element = facts.element;
  spec.squeeze = facts.squeeze.value_or(spec.scan.pixel_aspect.known() ? spec.scan.pixel_aspect : Rational{1, 1});
  spec.picture = picture_area(source, facts.picture);
  spec.primaries = codecs::primaries_of(work.inventory());
  if (!facts.lut.empty()) {
    spec.lut = std::make_shared<const codecs::CubeLut>(facts.lut);
    spec.primaries = codecs::Primaries::bt709;
  }
  return spec;
}

std::string settings_of(const codecs::DisplaySpec& spec) {
  const auto& area = spec.picture;
  const auto lut = spec.lut ? " lut " + spec.lut->sha256() : std::string();
  return std::string(name_of(spec.primaries)) + lut + ' ' + std::string(name_of(spec.transfer)) + ' ' +
         std::string(name_of(spec.element)) + ' ' + to_string(spec.squeeze) + ' ' + std::to_string(area.x) + ' ' +
         std::to_string(area.y) + ' ' + std::to_string(area.size.width) + 'x' + std::to_string(area.size.height) +
         " chunk " + std::to_string(coding_chunk);
}

/// A frame on its way from the scan to the encoders.
struct Shown {
  FrameRecord record;
  std::int64_t position = 0;
  codecs::DisplayedFramePtr picture;
};

}  // namespace

ScreenedReel::ScreenedReel(const ReelWork& reel)
    : work(reel),
      pictures(reel),
      part(film_part(reel.reel, source().numbers(), reel.job.frames)),
      spec(display_of(reel, source())) {}

std::string ScreenedReel::fingerprint_of(const codecs::Coding& coding) const {
  auto settings = "screen " + settings_of(spec);
  if (coding.burnt.kind != codecs::BurntText::Kind::nothing) {
    settings += " from " + std::to_string(film_begin);
    for (const auto& subtitles : work.job.subtitles) settings += " burnt " + line_of(subtitles);
  }
  return work.fingerprint(settings);
}

Segment ScreenedReel::wanted(const codecs::Coding& coding, Range chunk, const std::string& fingerprint) const {
  return wanted_segment(codecs::line_of(coding), source().numbers(), chunk, fingerprint);
}

std::optional<std::vector<Segment>> ScreenedReel::recorded(const codecs::Coding& coding) const {
  std::vector<Segment> chunks;
  const auto fingerprint = fingerprint_of(coding);
  for (const auto chunk : split(part, coding_chunk)) {
    auto record = segments().find_record(wanted(coding, chunk, fingerprint));
    if (!record) return std::nullopt;
    chunks.push_back(std::move(*record));
  }
  return chunks;
}

void ScreenedReel::let_go(const codecs::Coding& coding) const {
  for (const auto& chunk : chunks(coding)) segments().let_go(chunk);
}

const std::vector<Segment>& ScreenedReel::chunks(const codecs::Coding& coding) const {
  return std::ranges::find(made, coding, [](const auto& of_coding) { return of_coding.first; })->second;
}

SoundedReel ScreenedReel::sounded() const {
  const auto from_sound = [&](Range range) {
    const auto begin = source().numbers()[static_cast<std::size_t>(range.begin)] - work.sounds_begin;
    return Range{begin, begin + range.length()};
  };
  return {work, from_sound(film_part(work.reel, source().numbers(), std::nullopt)), from_sound(part)};
}

void code(ScreenedReel& reel, std::span<const codecs::Coding> codings, std::span<const codecs::CopySubtitles> burnt,
          Share share) {
  const auto& [work, pictures, part, spec, film_begin, made] = reel;
  const auto& source = pictures.source();
  const auto segments = reel.segments();
  const auto flow = flow_for(work.job.resources, source.stream(), 0).of(share);
  const auto chunks = split(part, coding_chunk);
  const auto display = codecs::make_display(spec, codings, burnt);
  std::vector<std::string> fingerprints;
  const auto made_before = reel.made.size();
  for (const auto& coding : codings) {
    reel.made.emplace_back(coding, chunks.size());
    fingerprints.push_back(reel.fingerprint_of(coding));
  }
  work.observer.phase("screen", work.reel.id, part.length());
  for_each_part(chunks, flow, work.observer, [&](std::size_t index, Range chunk) {
    std::vector<std::unique_ptr<codecs::ChunkEncoder>> encoders;
    std::vector<Segment*> missing;
    for (std::size_t which = 0; which < codings.size(); ++which) {
      auto& [coding, made_of_it] = reel.made[made_before + which];
      auto& segment = made_of_it[index];
      segment = reel.wanted(coding, chunk, fingerprints[which]);
      if (auto found = segments.find(segment)) {
        segment = std::move(*found);
        continue;
      }
      segments.forget(segment);
      missing.push_back(&segment);
      encoders.push_back(codecs::make_chunk_encoder(spec, coding, segments.part(segment.name)));
    }
    if (missing.empty()) return work.observer.advance(chunk.length());
    const auto show = [&](const Neighbourhood& around) {
      const auto& frame = *around.centre;
      return Shown{{frame.number, frame.state, {}, {}, {}, {}},
                   frame.position,
                   display->convert(frame.pixels, {frame.number, film_begin + frame.position - part.begin})};
    };
    for_each_frame<Shown>(source, chunk, 0, flow, work.observer, show, [&](const Shown& shown) {
      for_each_at_once(encoders.size(), [&](std::size_t i) {
        encoders[i]->write(*shown.picture, shown.position - part.begin);
        missing[i]->frames.push_back(shown.record);
      });
      work.observer.advance();
    });
    for (std::size_t i = 0; i < missing.size(); ++i) {
      encoders[i]->finish();
      *missing[i] = segments.keep(std::move(*missing[i]));
    }
  });
}

void report_damage(const ScreenedReel& reel, std::vector<Finding>& findings) {
  std::vector<FrameRecord> records;
  for (const auto& segment : reel.made.front().second) std::ranges::copy(segment.frames, std::back_inserter(records));
  report_damage(reel.work.inventory(), reel.part, records, findings);
}

}  // namespace tasma::pipeline
