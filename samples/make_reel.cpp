#include <charconv>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string_view>
#include <tuple>

#include "samples/reel.hpp"

namespace {

using namespace std::string_view_literals;
using tasma::samples::Format;
using tasma::samples::ReelSpec;
using tasma::samples::Transfer;

constexpr auto help = R"(tasma-make-reel draws a scan of film whose truth is known.

  tasma-make-reel --output DIR [options]

  --output DIR              folder for the frames; new or empty
  --truth DIR               folder for the undamaged frames, masks and meta.json
  --frames N                how many                                            [48]
  --size WxH                pixels                                              [1024x778]
  --format dpx|tiff                                                             [dpx]
  --depth N                 bits: 8, 10, 12, 16 (TIFF: 8, 16)                   [10; TIFF 16]
  --layout rgb|grey|rgba                                                        [rgb]
  --transfer log|linear|video  what code values mean; log is Cineon's           [log]
  --rate N[/D]              frames a second                                     [24]
  --first NUMBER            of the first file                                   [1]
  --dust N                  specks a frame                                      [0]
  --scratches N             lines along the film                                [0]
  --flicker PERCENT         of light, standard deviation                        [0]
  --weave PX                unsteadiness, root mean square                      [0]
  --splices                 cement and a jump at every cut
  --gap NUMBERS             files left out: 17 or 17,20-22
  --sound                   sound.wav: a tone, a click at every second
  --seed N                  another reel                                        [1]
)"sv;

struct Wish {
  ReelSpec spec;
  std::optional<std::filesystem::path> output, truth;
  bool depth_said = false;
};

template <class Number>
Number number(std::string_view option, std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw std::invalid_argument(std::string(option) + ": \"" + std::string(text) + "\" is not a number");
  return value;
}

/// The two numbers on either side of `mark`; without it the second is `otherwise`, or the first where there is none.
template <class Number>
std::pair<Number, Number> two_numbers(std::string_view option, std::string_view text, char mark,
                                      std::optional<Number> otherwise) {
  const auto at = text.find(mark);
  const auto first = number<Number>(option, text.substr(0, at));
  if (at == text.npos) return {first, otherwise.value_or(first)};
  return {first, number<Number>(option, text.substr(at + 1))};
}

template <class Value>
Value one_of(std::string_view option, std::string_view text,
             std::initializer_list<std::pair<std::string_view, Value>> names) {
  for (const auto& [name, value] : names)
    if (name == text) return value;
  std::string allowed;
  for (const auto& [name, value] : names) allowed += (allowed.empty() ? "" : ", ") + std::string(name);
  throw std::invalid_argument(std::string(option) + ": one of " + allowed);
}

std::set<std::int64_t> numbers_in(std::string_view option, std::string_view text) {
  std::set<std::int64_t> numbers;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto [low, high] = two_numbers<std::int64_t>(option, text.substr(0, comma), '-', std::nullopt);
    if (low < 0 || high < low || high - low > 1'000'000)
      throw std::invalid_argument(std::string(option) + ": numbers and ranges, 17,20-22");
    for (auto at = low; at <= high; ++at) numbers.insert(at);
    text = comma == text.npos ? ""sv : text.substr(comma + 1);
  }
  return numbers;
}

/// True if the option stands alone, without a value.
bool set_flag(ReelSpec& spec, std::string_view option) {
  if (option == "--splices") return spec.splices = true;
  if (option == "--sound") return spec.sound = true;
  return false;
}

void set_value(Wish& wish, std::string_view option, std::string_view value) {
  auto& spec = wish.spec;
  if (option == "--output") {
    wish.output = value;
  } else if (option == "--truth") {
    wish.truth = value;
  } else if (option == "--frames") {
    spec.frames = number<std::int64_t>(option, value);
  } else if (option == "--size") {
    std::tie(spec.width, spec.height) = two_numbers<int>(option, value, 'x', std::nullopt);
  } else if (option == "--format") {
    spec.format = one_of<Format>(option, value, {{"dpx", Format::dpx}, {"tiff", Format::tiff}});
  } else if (option == "--depth") {
    spec.depth = number<int>(option, value);
    wish.depth_said = true;
  } else if (option == "--layout") {
    spec.components = one_of<int>(option, value, {{"rgb", 3}, {"grey", 1}, {"rgba", 4}});
  } else if (option == "--transfer") {
    spec.transfer = one_of<Transfer>(
        option, value, {{"log", Transfer::log}, {"linear", Transfer::linear}, {"video", Transfer::video}});
  } else if (option == "--rate") {
    std::tie(spec.rate_num, spec.rate_den) = two_numbers<std::int64_t>(option, value, '/', 1);
  } else if (option == "--first") {
    spec.first = number<std::int64_t>(option, value);
  } else if (option == "--dust") {
    spec.dust = number<double>(option, value);
  } else if (option == "--scratches") {
    spec.scratches = number<int>(option, value);
  } else if (option == "--flicker") {
    spec.flicker = number<double>(option, value);
  } else if (option == "--weave") {
    spec.weave = number<double>(option, value);
  } else if (option == "--gap") {
    spec.missing = numbers_in(option, value);
  } else if (option == "--seed") {
    spec.seed = number<std::uint64_t>(option, value);
  } else {
    throw std::invalid_argument(std::string(option) + ": no such option; --help lists them");
  }
}

Wish wish_of(std::span<char* const> words) {
  Wish wish;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (set_flag(wish.spec, words[i])) continue;
    if (i + 1 == words.size())
      throw std::invalid_argument(std::string(words[i]) + ": no such option, or its value is missing");
    set_value(wish, words[i], words[i + 1]);
    ++i;
  }
  if (!wish.output) throw std::invalid_argument("--output DIR is missing; --help lists all options");
  if (!wish.depth_said && wish.spec.format == Format::tiff) wish.spec.depth = 16;
  return wish;
}

}  // namespace

int main(int count, char** arguments) {
  const std::span words(arguments + 1, static_cast<std::size_t>(count > 0 ? count - 1 : 0));
  for (const auto* word : words)
    if (word == "--help"sv) {
      std::cout << help;
      return 0;
    }
  try {
    const auto wish = wish_of(words);
    tasma::samples::write_reel(wish.spec, *wish.output, wish.truth);
    return 0;
  } catch (const std::invalid_argument& error) {
    std::cerr << "tasma-make-reel: " << error.what() << '\n';
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "tasma-make-reel: " << error.what() << '\n';
    return 74;
  }
}
