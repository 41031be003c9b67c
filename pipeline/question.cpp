#include "pipeline/question.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "codecs/display.hpp"
#include "pipeline/picture_area.hpp"
#include "restoration/catalogue.hpp"

namespace tasma::pipeline {
namespace {

constexpr int probes = 5;                 // frames looked at
constexpr double narrow = 25;             // to one: brightest over darkest light that a negative keeps within
constexpr double clear = 0.03;            // of full light: what the clear film of a negative lets through, at least
constexpr double outliers = 0.001;        // of all pixels at either end: dirt
constexpr double darkness = 0.3;          // of the picture's middle display value: what a border's lies below
constexpr double bare_margin = 0.02;      // of width or height: a narrower border is no question
constexpr double log_least = 60. / 1023;  // screening.md 6
constexpr double log_most = 800. / 1023;

/// A frame is one of a film's if it has a file; movies have none, and are shown as they are.
bool is_film(const Inventory& inventory) {
  return std::ranges::any_of(inventory.frames, [](const FrameEntry& frame) { return !frame.file.empty(); });
}

/// Positions spread over the part of the reel that is shown.
std::vector<std::int64_t> probed(const ReelJob& reel, const FrameSource& source) {
  const auto numbers = source.numbers();
  const auto begin = std::ranges::lower_bound(numbers, reel.first.value_or(numbers.front())) - numbers.begin();
  const auto end = std::ranges::upper_bound(numbers, reel.last.value_or(numbers.back())) - numbers.begin();
  std::vector<std::int64_t> positions;
  for (int i = 0; i < probes && begin < end; ++i)
    positions.push_back(begin + (2 * i + 1) * (end - begin) / (2 * probes));
  return positions;
}

enum class Side { inside, outside };

/// How many pixels of a plane have which code value.
class Codes {
 public:
  explicit Codes(int depth) : counts_(std::size_t{1} << depth) {}

  void count(std::span<const std::uint16_t> row) {
    for (const auto code : row) ++counts_[std::min<std::size_t>(code, counts_.size() - 1)];
    all_ += std::ssize(row);
  }

  /// The code value that a share of the pixels does not exceed.
  std::size_t at(double share) const {
    std::int64_t below = 0;
    for (std::size_t code = 0; code < counts_.size(); ++code)
      if ((below += counts_[code]) > share * static_cast<double>(all_)) return code;
    return counts_.size() - 1;
  }

 private:
  std::vector<std::int64_t> counts_;
  std::int64_t all_ = 0;
};

/// By colour, of what lies inside or outside an area.
std::vector<Codes> codes_of(const ReelJob& reel, const FrameSource& source, const Rectangle& area, Side side) {
  std::vector<Codes> planes;
  const auto left = static_cast<std::size_t>(area.x), right = left + static_cast<std::size_t>(area.size.width);
  for (const auto position : probed(reel, source)) {
    const auto image = source.read(position).pixels;
    planes.resize(static_cast<std::size_t>(image.colours()), Codes(image.depth()));
    for (int plane = 0; plane < image.colours(); ++plane)
      for (int y = 0; y < image.size().height; ++y) {
        auto& codes = planes[static_cast<std::size_t>(plane)];
        const auto row = image.row(plane, y);
        const bool crosses = y >= area.y && y < area.y + area.size.height;
        if (side == Side::inside && crosses) codes.count(row.subspan(left, right - left));
        if (side == Side::outside) codes.count(crosses ? row.first(left) : row);
        if (side == Side::outside && crosses) codes.count(row.subspan(right));
      }
  }
  return planes;
}

bool headers_say_rate(const Inventory& inventory) {
  return std::ranges::any_of(inventory.frames,
                             [](const auto& frame) { return frame.header && frame.header->rate.known(); });
}

bool headers_say_transfer(const Inventory& inventory) {
  return std::ranges::any_of(
      inventory.frames, [](const auto& frame) { return frame.header && frame.header->transfer != Transfer::unknown; });
}

bool look_like_log(const std::vector<Codes>& planes, int depth) {
  const double most = (1 << depth) - 1;
  return std::ranges::all_of(planes, [&](const Codes& codes) {
    return static_cast<double>(codes.at(0.01)) > log_least * most &&
           static_cast<double>(codes.at(0.99)) < log_most * most;
  });
}

bool look_like_negative(const std::vector<Codes>& planes, Transfer transfer, int depth) {
  // As a print is shown: display values, whose light is their power of 2.4.
  const auto curve = codecs::display_curve(transfer, Element::print, depth);
  return std::ranges::all_of(planes, [&](const Codes& codes) {
    const auto light = [&](double share) { return std::pow(curve[codes.at(share)] / 65535., 2.4); };
    const double brightest = light(1 - outliers);
    return brightest > clear && light(outliers) * narrow > brightest;
  });
}

bool is_bare(const Rectangle& area, Size whole) {
  const auto wide = [](int margin, int length) { return margin > bare_margin * length; };
  return wide(area.x, whole.width) || wide(whole.width - area.x - area.size.width, whole.width) ||
         wide(area.y, whole.height) || wide(whole.height - area.y - area.size.height, whole.height);
}

/// The picture inside a border that is much darker; the whole frame where there is none.
Rectangle inside_border(const ReelJob& reel, const FrameSource& source, Transfer transfer) {
  const Rectangle whole{0, 0, source.stream().size};
  const auto area = picture_area(source, {PictureArea::Kind::detect, {}});
  if (!is_bare(area, whole.size)) return whole;
  if (transfer == Transfer::unknown) transfer = Transfer::video;  // a LUT is given
  const auto curve = codecs::display_curve(transfer, Element::print, source.stream().depth);
  const auto middle = [&](Side side) {
    double sum = 0;
    for (const auto& codes : codes_of(reel, source, area, side)) sum += curve[codes.at(0.5)];
    return sum;
  };
  return middle(Side::outside) < darkness * middle(Side::inside) ? area : whole;
}

/// What lies beside the perforations, where most of the frames that are looked at show one.
Rectangle beside_perforations(const ReelJob& reel, const FrameSource& source) {
  const auto size = source.stream().size;
  const Rectangle whole{0, 0, size};
  Repairs steadiness;
  steadiness.dust = steadiness.scratches = steadiness.flicker = false;
  const auto analysis = restoration::make_analysis(source.stream(), steadiness);
  int left = 0, right = size.width, found = 0;
  const auto positions = probed(reel, source);
  for (const auto position : positions) {
    const auto hole = analysis->measure({std::make_shared<const Frame>(source.read(position)), {}, {}}).perforation;
    if (!hole) continue;
    ++found;
    const int first = (hole->x256 - hole->width256 / 2) / 256 - 1, last = (hole->x256 + hole->width256 / 2) / 256 + 2;
    if (hole->x256 / 256 < size.width / 2)
      left = std::max(left, last);
    else
      right = std::min(right, first);
  }
  if (2 * found <= std::ssize(positions) || right - left < size.width / 2) return whole;
  return {left, 0, {right - left, size.height}};
}

std::string text_of(const Rectangle& area) {
  return std::to_string(area.size.width) + 'x' + std::to_string(area.size.height) + '+' + std::to_string(area.x) + '+' +
         std::to_string(area.y);
}

}  // namespace

bool is_rate_said(const Inventory& inventory) { return inventory.said.rate || headers_say_rate(inventory); }

std::vector<StreamInfo> streams_before_answers(const Inventory& inventory) {
  std::vector<StreamInfo> streams{inventory.stream};
  const auto add = [&](auto change) {
    for (auto& before : std::vector(streams)) {
      change(before);
      streams.push_back(std::move(before));
    }
  };
  if (!headers_say_rate(inventory)) add([](StreamInfo& stream) { stream.rate = {24, 1}; });
  if (!headers_say_transfer(inventory)) add([](StreamInfo& stream) { stream.transfer = Transfer::unknown; });
  return streams;
}

ReelQuestions questions_of(const ReelJob& reel, const Scan& source) {
  const auto& inventory = source.inventory();
  ReelQuestions asked{{}, inventory.said};
  auto& facts = asked.proposed;
  const auto ask = [&](std::string name, std::string proposal, Message why) {
    asked.questions.push_back({reel.id, std::move(name), std::move(proposal), std::move(why)});
  };
  if (!is_rate_said(inventory)) {
    facts.rate = Rational{24, 1};
    ask("rate", "24",
        Message("T4230", "no header says how many frames a second; sound film has 24, silent film 16 to 24"));
  }
  const auto& stream = source.stream();
  if (facts.transfer == Transfer::unknown) facts.transfer = stream.transfer;
  const auto& [width, height] = stream.size;
  const Rectangle middle{width / 8, height / 8, {width - width / 4, height - height / 4}};
  std::vector<Codes> codes;
  if (facts.transfer == Transfer::unknown && facts.lut.empty()) {
    codes = codes_of(reel, source, middle, Side::inside);
    facts.transfer = look_like_log(codes, stream.depth) ? Transfer::cineon : Transfer::video;
    ask("transfer", std::string(name_of(facts.transfer)),
        Message("T4231", "no header says what code values mean: cineon, linear, video or acescct"));
  }
  if (!is_film(inventory)) return asked;
  if (facts.element == Element::unknown && facts.lut.empty() && facts.transfer != Transfer::cineon) {
    if (codes.empty()) codes = codes_of(reel, source, middle, Side::inside);
    const bool negative = look_like_negative(codes, facts.transfer, stream.depth);
    facts.element = negative ? Element::negative : Element::print;
    if (negative)
      ask("element", "negative",
          Message("T4232",
                  "nobody says whether this is a negative or a print; light varies as little as in a negative"));
    else if (!headers_say_transfer(inventory))
      ask("element", "print", Message("T4233", "nobody says whether this is a negative or a print"));
  }
  if (facts.picture.kind == PictureArea::Kind::unsaid) {
    auto area = inside_border(reel, source, facts.transfer);
    if (!is_bare(area, stream.size)) area = beside_perforations(reel, source);
    if (is_bare(area, stream.size)) {
      facts.picture = {PictureArea::Kind::given, area};
      ask("picture", text_of(area),
          Message("T4234",
                  "the scan shows more than the picture, which seems to be this; auto takes it, none shows all"));
    }
  }
  return asked;
}

}  // namespace tasma::pipeline
