#include "codecs/subtitles/check.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "codecs/subtitles/utf8.hpp"

namespace tasma::codecs::subtitles {
namespace {

constexpr std::int64_t earliest_ms = 4'000;
constexpr std::int64_t shortest = 15;    // frames
constexpr std::int64_t least_gap = 2;    // frames
constexpr std::size_t most_lines = 3;    // of a cue
constexpr int wide = 52, too_wide = 79;  // characters

bool is_combining(char32_t c) {
  return (c >= 0x300 && c <= 0x36f) || (c >= 0x483 && c <= 0x489) || (c >= 0x1ab0 && c <= 0x1aff) ||
         (c >= 0x1dc0 && c <= 0x1dff) || (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe20 && c <= 0xfe2f);
}

Vertical height_of(const Cue& cue) { return cue.place.value_or(Place{}).vertical; }

class Checker {
 public:
  Checker(const FilmLength& film, const std::filesystem::path& file) : film_(film), file_(file) {}

  std::vector<Finding> check(const Subtitles& subtitles) {
    for (std::size_t i = 0; i < subtitles.cues.size(); ++i) check(subtitles.cues[i], i + 1);
    return std::move(findings_);
  }

 private:
  void check(const Cue& cue, std::size_t number) {
    const std::vector<std::string> who{std::to_string(number), std::to_string(cue.source_line)};
    check_text(cue, who);
    if (cue.end_ms <= cue.begin_ms) {
      find(FindingCode::invalid_cue, Severity::refusal,
           Message("T2830", "cue {1}, of line {2}, does not end after it begins; correct its times", who));
      return;  // what its times say of its neighbours means nothing
    }
    check_times(cue, number, who);
  }

  void check_text(const Cue& cue, const std::vector<std::string>& who) {
    if (cue.lines.size() > most_lines)
      find(FindingCode::unexpected_line_count, Severity::remark,
           Message("T2831", "cue {1}, of line {2}, has {3} lines; more than 3 cover the picture",
                   with(who, std::to_string(cue.lines.size()))));
    for (const auto& line : cue.lines) {
      const auto length = length_of(line);
      if (length > too_wide)
        find(
            FindingCode::unexpected_line_length, Severity::remark,
            Message("T2832", "cue {1}, of line {2}, has a line of {3} characters; more than 79 do not fit, so break it",
                    with(who, std::to_string(length))));
      else if (length > wide)
        find(FindingCode::unexpected_line_length, Severity::note,
             Message("T2833", "cue {1}, of line {2}, has a line of {3} characters; up to 52 are easy to read",
                     with(who, std::to_string(length))));
    }
  }

  void check_times(const Cue& cue, std::size_t number, const std::vector<std::string>& who) {
    const auto begin = nearest_frame(cue.begin_ms, film_.rate), end = nearest_frame(cue.end_ms, film_.rate);
    if (begin < 0)
      find(FindingCode::mismatched_cue, Severity::refusal,
           Message("T2834", "cue {1}, of line {2}, begins before the film; look at the offset", who));
    if (end > film_.frames)
      find(FindingCode::mismatched_cue, Severity::refusal,
           Message("T2835", "cue {1}, of line {2}, ends {3} frames behind the film; look at rate and offset",
                   with(who, std::to_string(end - film_.frames))));
    if (end - begin < shortest)
      find(FindingCode::unexpected_duration, Severity::remark,
           Message("T2836", "cue {1}, of line {2}, stands for {3} frames; fewer than 15 cannot be read",
                   with(who, std::to_string(end - begin))));
    if (number == 1 && cue.begin_ms < earliest_ms)
      find(FindingCode::unexpected_first_cue, Severity::remark,
           Message("T2837", "cue {1}, of line {2}, begins before 4 seconds; some players are not ready for it", who));
    check_neighbours(cue, begin, end, who);
  }

  void check_neighbours(const Cue& cue, std::int64_t begin, std::int64_t end, const std::vector<std::string>& who) {
    auto& last_end = last_ends_[static_cast<std::size_t>(height_of(cue))];
    if (last_end && begin < *last_end)
      find(FindingCode::unexpected_overlap, Severity::remark,
           Message("T2838", "cue {1}, of line {2}, begins {3} frames before an earlier one has ended",
                   with(who, std::to_string(*last_end - begin))));
    else if (last_end && begin - *last_end < least_gap)
      find(FindingCode::unexpected_gap, Severity::remark,
           Message("T2839",
                   "cue {1}, of line {2}, begins {3} frames after the last one; 2 let the eye see that it is another",
                   with(who, std::to_string(begin - *last_end))));
    last_end = std::max(last_end.value_or(end), end);
  }

  static std::vector<std::string> with(std::vector<std::string> who, std::string what) {
    who.push_back(std::move(what));
    return who;
  }

  void find(FindingCode code, Severity severity, Message message) {
    findings_.push_back({code, severity, file_, std::nullopt, std::move(message)});
  }

  FilmLength film_;
  const std::filesystem::path& file_;
  std::array<std::optional<std::int64_t>, 3> last_ends_;  // by height, frames
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check_subtitles(const Subtitles& subtitles, const FilmLength& film,
                                     const std::filesystem::path& file) {
  return Checker(film, file).check(subtitles);
}

int length_of(const Line& line) {
  const auto characters = characters_of(text_of(line));
  return static_cast<int>(characters.size() - std::ranges::count_if(characters, is_combining));
}

}  // namespace tasma::codecs::subtitles
