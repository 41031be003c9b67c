#include "pipeline/film_markers.hpp"

#include <algorithm>

#include "pipeline/core/error.hpp"

namespace tasma::pipeline {

void add_markers(const ReelJob& reel, std::span<const std::int64_t> numbers, Range part, std::int64_t begin,
                 std::vector<codecs::FilmMarker>& film) {
  for (const auto& [label, number] : reel.markers) {
    const auto found = std::ranges::lower_bound(numbers, number);
    if (found == numbers.end() || *found != number || number < reel.first.value_or(number) ||
        number > reel.last.value_or(number))
      throw Error(
          ExitCode::usage,
          Message("T4151", "reel {1}: the marker {2} stands at {3}, and the picture has no frame of that number",
                  {reel.id, std::string(label), std::to_string(number)}));
    if (std::ranges::find(film, label, &codecs::FilmMarker::label) != film.end())
      throw Error(ExitCode::usage, Message("T4152", "reel {1}: the film has the marker {2} already; leave one out",
                                           {reel.id, std::string(label)}));
    const auto position = found - numbers.begin();
    if (position >= part.begin && position < part.end)
      film.push_back({std::string(label), begin + position - part.begin});
  }
}

}  // namespace tasma::pipeline
