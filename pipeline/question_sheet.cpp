#include "pipeline/question_sheet.hpp"

#include "codecs/contact_sheet.hpp"
#include "codecs/cube_lut.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/publish.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

/// The first, the middle and the last frame of the part that is shown; of a movie the first, which is near.
std::vector<Frame> frames_of(const ReelJob& reel, const Scan& source) {
  const auto numbers = source.numbers();
  const auto begin = std::ranges::lower_bound(numbers, reel.first.value_or(numbers.front())) - numbers.begin();
  const auto end = std::ranges::upper_bound(numbers, reel.last.value_or(numbers.back())) - numbers.begin();
  std::vector<Frame> frames;
  if (begin >= end) return frames;
  frames.push_back(source.read(begin));
  if (source.inventory().kind == Inventory::Kind::movie) return frames;
  for (const auto position : {(begin + end - 1) / 2, end - 1})
    if (position > frames.back().position) frames.push_back(source.read(position));
  return frames;
}

/// A row with everything as proposed; where negative or print is in question, a second with the other.
void add_rows(const ReelJob& reel, const Scan& source, const ReelQuestions& asked,
              std::vector<codecs::SheetRow>& rows) {
  const auto& facts = asked.proposed;
  codecs::SheetRow row;
  row.heading = reel.id + "   ";
  row.frames = frames_of(reel, source);
  row.spec.scan = source.stream();
  row.spec.transfer = facts.transfer;
  row.spec.element = facts.element;
  row.spec.squeeze =
      facts.squeeze.value_or(row.spec.scan.pixel_aspect.known() ? row.spec.scan.pixel_aspect : Rational{1, 1});
  if (!facts.lut.empty()) row.spec.lut = std::make_shared<const codecs::CubeLut>(facts.lut);
  row.spec.picture = {0, 0, row.spec.scan.size};
  if (facts.picture.kind == PictureArea::Kind::given) row.outlined = facts.picture.area;
  std::optional<codecs::SheetRow> other;
  for (const auto& question : asked.questions) {
    row.heading += "  " + question.answer();
    if (question.name != "element") continue;
    const bool negative = facts.element == Element::negative;
    other.emplace();
    auto opposite = question;
    opposite.proposal = negative ? "print" : "negative";
    other->heading = reel.id + "     " + opposite.answer();
    other->spec = row.spec;
    other->outlined = row.outlined;
    other->spec.element = negative ? Element::print : Element::negative;
  }
  if (other)
    for (const auto& frame : row.frames)
      other->frames.push_back({frame.number, frame.position, frame.pixels.copy(), frame.state});
  rows.push_back(std::move(row));
  if (other) rows.push_back(std::move(*other));
}

}  // namespace

void ask(const Job& job, std::span<const std::unique_ptr<Scan>> sources, const fs::path& sheet, Outcome& outcome,
         Observer& observer) {
  std::vector<ReelQuestions> asked;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    asked.push_back(questions_of(job.reels[i], *sources[i]));
    for (auto& question : asked.back().questions) question.is_of_one = job.reels.size() > 1;
    std::ranges::copy(asked.back().questions, std::back_inserter(outcome.questions));
  }
  if (job.dry_run) return;
  if (outcome.questions.empty()) {
    fs::remove(sheet);
    return;
  }
  try {
    std::vector<codecs::SheetRow> rows;
    for (std::size_t i = 0; i < sources.size(); ++i)
      if (!asked[i].questions.empty()) add_rows(job.reels[i], *sources[i], asked[i], rows);
    const auto bytes = codecs::contact_sheet(rows);
    make_folders(sheet.parent_path());
    write_file(sheet, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    outcome.contact_sheet = sheet;
  } catch (const Error& error) {  // it is a help; the questions are asked all the same
    observer.note(error.message());
  }
}

}  // namespace tasma::pipeline
