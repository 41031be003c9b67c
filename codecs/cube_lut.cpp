#include "codecs/cube_lut.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "codecs/digest.hpp"
#include "codecs/input_file.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

constexpr std::uint64_t largest_file = 64 << 20;               // bytes; a lattice of 129 takes fewer
constexpr std::size_t most_curve = 65536, most_lattice = 256;  // entries along an axis (the specification)

/// The lines of a file, and what to say of one that is wrong.
class Lines {
 public:
  Lines(std::string_view text, std::string file) : rest_(text), file_(std::move(file)) {}

  /// The words of the next line that has any; none at the end.
  std::vector<std::string_view> next() {
    std::vector<std::string_view> words;
    while (words.empty() && !rest_.empty()) {
      const auto end = std::min(rest_.find('\n'), rest_.size());
      words = words_of(rest_.substr(0, end));
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
      ++number_;
    }
    return words;
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw Error(ExitCode::material, Message("T2623", "{1}: line {2}: {3}; export the LUT again as a .cube file",
                                            {file_, std::to_string(number_), why}));
  }

  float number(std::string_view word) const {
    float value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(value))
      refuse("\"" + printable(word.substr(0, 40)) + "\" is no number");
    return value;
  }

  CubeLut::Colour colour(std::span<const std::string_view> words) const {
    if (words.size() != 3) refuse("not three numbers");
    return {number(words[0]), number(words[1]), number(words[2])};
  }

  std::size_t count(std::span<const std::string_view> words, std::size_t most) const {
    std::size_t value = 0;
    const auto word = words.size() == 1 ? words[0] : std::string_view();
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size() || value < 2 || value > most)
      refuse("a size must be a whole number from 2 to " + std::to_string(most));
    return value;
  }

 private:
  static std::vector<std::string_view> words_of(std::string_view line) {
    constexpr std::string_view blank = " \t\r";
    std::vector<std::string_view> words;
    if (line.starts_with('#')) return words;
    for (auto begin = line.find_first_not_of(blank); begin != line.npos; begin = line.find_first_not_of(blank)) {
      line.remove_prefix(begin);
      const auto end = std::min(line.find_first_of(blank), line.size());
      words.push_back(line.substr(0, end));
      line.remove_prefix(end);
    }
    return words;
  }

  std::string_view rest_;
  std::string file_;
  std::size_t number_ = 0;
};

CubeLut::Colour between(const CubeLut::Colour& from, const CubeLut::Colour& to, float share) {
  CubeLut::Colour colour{};
  for (std::size_t i = 0; i < 3; ++i) colour[i] = from[i] + (to[i] - from[i]) * share;
  return colour;
}

}  // namespace

CubeLut::CubeLut(const std::filesystem::path& file) {
  const InputFile input(file);
  if (input.size() > largest_file)
    throw Error(ExitCode::material, Message("T2624", "{1}: {2} bytes are more than a .cube file has; name a LUT",
                                            {printable(file), std::to_string(input.size())}));
  const auto bytes = input.read_all();
  sha256_ = hex(sha256_of(bytes));
  Lines lines({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, printable(file));
  std::size_t wanted = 0;
  for (auto words = lines.next(); !words.empty(); words = lines.next()) {
    const auto keyword = words[0];
    const auto values = std::span<const std::string_view>(words).subspan(1);
    const bool is_size = keyword == "LUT_1D_SIZE" || keyword == "LUT_3D_SIZE";
    if (keyword[0] >= 'A' && keyword[0] <= 'Z' && !entries_.empty()) lines.refuse("a keyword among the colours");
    if (is_size && size_ > 0) lines.refuse("a second size; curves and lattice together are not supported");
    if (is_size) {
      curves_ = keyword == "LUT_1D_SIZE";
      size_ = lines.count(values, curves_ ? most_curve : most_lattice);
      wanted = curves_ ? size_ : size_ * size_ * size_;
    } else if (keyword == "DOMAIN_MIN") {
      least_ = lines.colour(values);
    } else if (keyword == "DOMAIN_MAX") {
      most_ = lines.colour(values);
    } else if (keyword == "LUT_1D_INPUT_RANGE" || keyword == "LUT_3D_INPUT_RANGE") {
      if (values.size() != 2) lines.refuse("not two numbers");
      least_.fill(lines.number(values[0]));
      most_.fill(lines.number(values[1]));
    } else if (keyword != "TITLE") {
      if (keyword[0] >= 'A' && keyword[0] <= 'Z') lines.refuse("unknown keyword " + printable(keyword.substr(0, 40)));
      if (size_ == 0) lines.refuse("a colour before LUT_1D_SIZE or LUT_3D_SIZE");
      if (entries_.size() == wanted) lines.refuse("more colours than the " + std::to_string(wanted) + " of its size");
      entries_.push_back(lines.colour(words));
    }
  }
  if (size_ == 0) lines.refuse("it ends without LUT_1D_SIZE or LUT_3D_SIZE");
  if (entries_.size() < wanted)
    lines.refuse("it ends after " + std::to_string(entries_.size()) + " of " + std::to_string(wanted) + " colours");
  for (std::size_t i = 0; i < 3; ++i)
    if (!(least_[i] < most_[i])) lines.refuse("its domain ends where it begins, or before");
}

CubeLut::Colour CubeLut::operator()(const Colour& colour) const {
  std::array<std::size_t, 3> cell{};
  Colour share{};
  for (std::size_t i = 0; i < 3; ++i) {
    const float place =
        std::clamp((colour[i] - least_[i]) / (most_[i] - least_[i]), 0.F, 1.F) * static_cast<float>(size_ - 1);
    cell[i] = std::min(static_cast<std::size_t>(place), size_ - 2);
    share[i] = place - static_cast<float>(cell[i]);
  }
  if (curves_) {
    Colour made{};
    for (std::size_t i = 0; i < 3; ++i) made[i] = between(entries_[cell[i]], entries_[cell[i] + 1], share[i])[i];
    return made;
  }
  // From the darkest corner of the cell to the lightest along its edges, the axis with the greatest share first.
  const std::array<std::size_t, 3> step{1, size_, size_ * size_};
  std::array<std::size_t, 3> axes{0, 1, 2};
  std::ranges::stable_sort(axes, std::ranges::greater(), [&](std::size_t axis) { return share[axis]; });
  auto corner = cell[0] + cell[1] * step[1] + cell[2] * step[2];
  Colour made = entries_[corner];
  for (const auto axis : axes) {
    const auto& from = entries_[corner];
    const auto& to = entries_[corner += step[axis]];
    for (std::size_t i = 0; i < 3; ++i) made[i] += (to[i] - from[i]) * share[axis];
  }
  return made;
}

}  // namespace tasma::codecs
