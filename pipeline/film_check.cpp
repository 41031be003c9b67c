#include "pipeline/film_check.hpp"

#include <algorithm>

#include "codecs/screening.hpp"
#include "pipeline/copies.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/film_markers.hpp"
#include "pipeline/question.hpp"
#include "pipeline/reel.hpp"

namespace tasma::pipeline {
namespace {

bool has_any(std::span<const std::int64_t> numbers, std::int64_t first, std::int64_t last) {
  return std::ranges::lower_bound(numbers, first) < std::ranges::upper_bound(numbers, last);
}

/// What was asked of a reel must be there; nothing is taken for it that was not meant.
void check_range(const ReelJob& reel, std::span<const std::int64_t> numbers, const PickedFrames& picked) {
  const auto refuse = [](const Message& message) { throw Error(ExitCode::usage, message); };
  for (const auto& [key, number] : {std::pair("first", reel.first), std::pair("last", reel.last)})
    if (number && (*number < numbers.front() || *number > numbers.back()))
      refuse(Message(
          "T4670", "reel {1}: {2} = {3}, but the scan's frames are {4}-{5}; give one of these",
          {reel.id, key, std::to_string(*number), std::to_string(numbers.front()), std::to_string(numbers.back())}));
  const auto first = reel.first.value_or(numbers.front()), last = reel.last.value_or(numbers.back());
  if (!has_any(numbers, first, last))
    refuse(Message("T4671", "reel {1}: the scan has no frame from first = {2} to last = {3}; give others",
                   {reel.id, std::to_string(first), std::to_string(last)}));
  if (!picked) return;
  part_of(numbers, picked->first, picked->second);  // throws if the scan has none of them
  if (!has_any(numbers, std::max(first, picked->first), std::min(last, picked->second)))
    refuse(Message("T4672",
                   "--frames {1}-{2}: reel {3} begins with first = {4}, ends with last = {5}, and has none of these",
                   {std::to_string(picked->first), std::to_string(picked->second), reel.id, std::to_string(first),
                    std::to_string(last)}));
}

bool has_sound(const Job& job, std::span<const std::unique_ptr<Scan>> scans) {
  return std::ranges::any_of(scans, [](const auto& scan) { return !scan->inventory().sounds.empty(); }) ||
         std::ranges::any_of(job.sounds, [](const SoundJob& sound) { return sound.reel.empty(); });
}

/// A hall's players are made for so many pictures a second, and sound keeps its pace.
void check_rate(const codecs::CopySpec& copy, const Rational& film, bool has_sound) {
  if (copy.most_rate > 0 && film.value() > copy.most_rate)
    throw Error(ExitCode::usage,
                Message("T4132", "{1} has at most {2} pictures a second, the film {3}; choose another copy, see --list",
                        {copy.name, std::to_string(copy.most_rate), to_string(film)}));
  if (!is_dcp(copy)) return;
  const auto rate = codecs::dcp_rate(film, copy.coding);
  if (copy.coding.archive_rate && rate != film && has_sound)
    throw Error(ExitCode::usage,
                Message("T4155",
                        "sound of a film at {1} pictures a second would not keep up with a DCP at {2}; leave out "
                        "--pulldown none",
                        {to_string(film), to_string(rate)}));
}

}  // namespace

Range film_part(const ReelJob& reel, std::span<const std::int64_t> numbers, const PickedFrames& picked) {
  const auto [first, last] = picked.value_or(std::pair(numbers.front(), numbers.back()));
  return part_of(numbers, std::max(first, reel.first.value_or(first)), std::min(last, reel.last.value_or(last)));
}

void check_film(const Job& job, std::span<const std::unique_ptr<Scan>> scans) {
  if (job.container && std::ranges::none_of(copies_of(job, {}), is_dcp))
    throw Error(ExitCode::usage, Message("T4674", "--container {1} is for DCPs, and none is asked for; add --as dcp",
                                         {std::string(name_of(*job.container))}));
  std::vector<codecs::FilmMarker> markers;
  for (std::size_t i = 0; i < scans.size(); ++i) {
    const auto& reel = job.reels[i];
    const auto numbers = scans[i]->numbers();
    check_range(reel, numbers, job.frames);
    add_markers(reel, numbers, film_part(reel, numbers, job.frames), 0, markers);
  }
  check_rates(job, scans);
}

void check_rates(const Job& job, std::span<const std::unique_ptr<Scan>> scans) {
  std::optional<std::size_t> first;  // of those whose rate is said
  for (std::size_t i = 0; i < scans.size(); ++i) {
    if (!is_rate_said(scans[i]->inventory())) continue;
    if (!first) first = i;
    const auto &rate = scans[*first]->stream().rate, &its = scans[i]->stream().rate;
    if (its != rate)
      throw Error(ExitCode::usage,
                  Message("T4123", "reel {1} has {2} frames a second, reel {3} has {4}; say the film's with --rate",
                          {job.reels[*first].id, to_string(rate), job.reels[i].id, to_string(its)}));
  }
  if (!first) return;
  for (const auto& copy : copies_of(job, {})) check_rate(copy, scans[*first]->stream().rate, has_sound(job, scans));
}

}  // namespace tasma::pipeline
