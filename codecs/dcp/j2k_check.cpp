#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <string>

#include "codecs/dcp/big_endian.hpp"
#include "codecs/dcp/j2k.hpp"
#include "codecs/dcp/j2k_markers.hpp"

namespace tasma::codecs::dcp {
namespace {

using Bytes = std::span<const std::uint8_t>;

std::uint64_t bytes_at(Rational rate, int megabits) {
  constexpr std::uint64_t bytes_in_megabit = 1'000'000 / 8;
  return static_cast<std::uint64_t>(megabits) * bytes_in_megabit * static_cast<std::uint64_t>(rate.den) /
         static_cast<std::uint64_t>(rate.num);
}

std::string hex_of(Bytes bytes) {
  std::string text;
  for (const auto byte : bytes.first(std::min<std::size_t>(bytes.size(), 20)))
    text += {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
  return text;
}

/// Looks at one codestream; what it finds stands in the order of the bytes.
class Check {
 public:
  Check(Bytes codestream, Rational rate) : all_(codestream), rate_(rate.known() ? rate : Rational{24, 1}) {}

  std::vector<J2kFault> run() {
    const auto segments = begin();
    if (!segments) return std::move(faults_);
    size(segments->front());
    four_k_ = profile_ == 4 || width_ > static_cast<std::uint32_t>(largest(Resolution::two_k).width);
    wanted("SIZ Rsiz", segments->front().at + 4, profile_, four_k_ ? 4 : 3);
    for (const auto& segment : *segments) look(segment);
    count(*segments);
    tiles(segments->back().at + 4 + segments->back().data.size());
    const auto most = bytes_at(rate_, most_megabits);
    if (all_.size() > most)
      fault(0, Message("T2706", "the codestream has {1} bytes, more than the {2} that 250 Mbit/s allow; code it again",
                       {std::to_string(all_.size()), std::to_string(most)}));
    return std::move(faults_);
  }

 private:
  void fault(std::size_t at, Message message) { faults_.push_back({at, std::move(message)}); }

  void differs(std::string_view field, std::size_t at, std::string is, std::string should) {
    fault(at, Message("T2707", "JPEG 2000 {1} is {2}, in a DCP it is {3}; code it again",
                      {std::string(field), std::move(is), std::move(should)}));
  }

  void wanted(std::string_view field, std::size_t at, std::uint64_t is, std::uint64_t should) {
    if (is != should) differs(field, at, std::to_string(is), std::to_string(should));
  }

  void wanted(std::string_view field, std::size_t at, Bytes is, Bytes should) {
    if (!std::ranges::equal(is, should)) differs(field, at, hex_of(is), hex_of(should));
  }

  std::optional<std::vector<Segment>> begin() {
    constexpr std::array<std::uint8_t, 2> start{0xff, 0x4f};
    auto segments = all_.size() > 2 && std::ranges::equal(all_.first(2), start) ? read_segments(all_, 2) : std::nullopt;
    if (segments && !segments->empty() && segments->front().marker == Mark::size &&
        segments->front().data.size() == siz_bytes)
      return segments;
    fault(0, Message("T2708", "no JPEG 2000 codestream of three components begins here; code it again"));
    return std::nullopt;
  }

  void size(const Segment& segment) {
    const auto& data = segment.data;
    profile_ = big_endian<std::uint16_t>(data, 0);
    width_ = big_endian<std::uint32_t>(data, 2);
    const auto height = big_endian<std::uint32_t>(data, 6);
    const auto most = largest(profile_ == 3 ? Resolution::two_k : Resolution::four_k);
    if (width_ < 1 || height < 1 || width_ > static_cast<std::uint32_t>(most.width) ||
        height > static_cast<std::uint32_t>(most.height))
      differs("SIZ Xsiz x Ysiz", segment.at + 6, std::to_string(width_) + 'x' + std::to_string(height),
              "at most " + std::to_string(most.width) + 'x' + std::to_string(most.height));
    constexpr std::array<std::uint8_t, 8> zeros{};
    wanted("SIZ XOsiz YOsiz", segment.at + 14, data.subspan(10, 8), zeros);
    wanted("SIZ XTsiz YTsiz", segment.at + 22, data.subspan(18, 8), data.subspan(2, 8));  // one tile
    wanted("SIZ XTOsiz YTOsiz", segment.at + 30, data.subspan(26, 8), zeros);
    constexpr std::array<std::uint8_t, 11> components{0, 3, 11, 1, 1, 11, 1, 1, 11, 1, 1};
    wanted("SIZ Csiz Ssiz XRsiz YRsiz", segment.at + 38, data.subspan(34), components);
  }

  void look(const Segment& segment) {
    const auto& [marker, at, data] = segment;
    switch (marker) {
      case Mark::size:
        break;
      case Mark::coding: {
        // Precincts; CPRL, a layer, ICT; levels, blocks of 32x32, no style, 9/7; sizes of precincts.
        std::vector<std::uint8_t> should{1, 4, 0, 1, 1, 5, 3, 3, 0, 0, 0x77, 0x88, 0x88, 0x88, 0x88, 0x88};
        if (four_k_) {
          should[5] = 6;
          should.push_back(0x88);
        }
        wanted("COD", at + 4, data, should);
        break;
      }
      case Mark::quantization:
        wanted("QCD Sqcd", at + 4, data.empty() ? 0 : data[0], four_k_ ? 0x42 : 0x22);
        wanted("QCD length", at + 2, data.size(), four_k_ ? 39 : 33);
        break;
      case Mark::order: {
        constexpr std::array<std::uint8_t, 14> should{0, 0, 0, 1, 6, 3, 4, 6, 0, 0, 1, 7, 3, 4};
        if (four_k_) wanted("POC", at + 4, data, should);
        break;
      }
      case Mark::comment:
        if (data.size() <= 2) differs("COM", at + 4, "empty", "a text");
        break;
      case Mark::component:
      case Mark::tile_parts:
      case Mark::component_quantization:
        break;
      default: {
        std::array<char, 8> text{};
        std::snprintf(text.data(), text.size(), "0x%04x", static_cast<unsigned>(marker));
        fault(at, Message("T2709", "JPEG 2000 marker {1} has no place in a DCP; code it again", {text.data()}));
      }
    }
  }

  void count(const std::vector<Segment>& segments) {
    const auto times = [&](Mark marker) {
      return static_cast<std::uint64_t>(std::ranges::count(segments, marker, &Segment::marker));
    };
    wanted("count of SIZ", 2, times(Mark::size), 1);
    wanted("count of COD", 2, times(Mark::coding), 1);
    wanted("count of QCD", 2, times(Mark::quantization), 1);
    wanted("count of TLM", 2, times(Mark::tile_parts), 1);
    wanted("count of POC", 2, times(Mark::order), four_k_ ? 1 : 0);
  }

  void tiles(std::size_t at) {
    const auto parts = read_tile_parts(all_, at);
    if (!parts)
      return fault(at,
                   Message("T2710", "the JPEG 2000 tile-parts do not add up to the codestream; copy the file again"));
    const std::size_t should = four_k_ ? 6 : 3;
    wanted("count of tile-parts", at, parts->size(), should);
    for (std::size_t i = 0; i < parts->size(); ++i) {
      const auto& part = (*parts)[i];
      wanted("SOT Isot", part.at + 4, static_cast<std::uint64_t>(part.tile), 0);
      wanted("SOT TPsot", part.at + 10, static_cast<std::uint64_t>(part.part), i);
      wanted("SOT TNsot", part.at + 11, static_cast<std::uint64_t>(part.parts), should);
    }
    const auto component = largest_component(all_), most = bytes_at(rate_, most_component_megabits);
    if (component > most)
      fault(at, Message("T2711", "a component has {1} bytes, more than the {2} that 200 Mbit/s allow; code it again",
                        {std::to_string(component), std::to_string(most)}));
  }

  static constexpr std::size_t siz_bytes = 45;  // for three components
  Bytes all_;
  Rational rate_;
  std::uint16_t profile_ = 0;
  std::uint32_t width_ = 0;
  bool four_k_ = false;
  std::vector<J2kFault> faults_;
};

}  // namespace

std::uint64_t most_bytes(Rational rate, int megabits) {
  constexpr Rational least{24, 1};
  return bytes_at(rate < least ? least : rate, megabits);
}

std::optional<J2kHeader> read_j2k_header(std::span<const std::uint8_t> codestream) {
  const auto segments = codestream.size() > 2 && codestream[0] == 0xff && codestream[1] == 0x4f
                            ? read_segments(codestream, 2)
                            : std::nullopt;
  if (!segments) return std::nullopt;
  const auto find = [&](Mark marker) {
    const auto found = std::ranges::find(*segments, marker, &Segment::marker);
    return found == segments->end() ? std::span<const std::uint8_t>() : found->data;
  };
  J2kHeader header{{}, 0, find(Mark::size), find(Mark::coding), find(Mark::quantization)};
  constexpr std::size_t siz_bytes = 45;
  if (header.siz.size() != siz_bytes || header.cod.empty() || header.qcd.empty()) return std::nullopt;
  header.profile = big_endian<std::uint16_t>(header.siz, 0);
  const auto width = big_endian<std::uint32_t>(header.siz, 2), height = big_endian<std::uint32_t>(header.siz, 6);
  const auto most = static_cast<std::uint32_t>(largest(Resolution::four_k).width);
  if (width < 1 || width > most || height < 1 || height > most) return std::nullopt;
  header.size = {static_cast<int>(width), static_cast<int>(height)};
  return header;
}

std::vector<J2kFault> check_j2k(std::span<const std::uint8_t> codestream, Rational rate) {
  return Check(codestream, rate).run();
}

bool coded_alike(const J2kHeader& a, const J2kHeader& b) {
  return std::ranges::equal(a.siz, b.siz) && std::ranges::equal(a.cod, b.cod);
}

}  // namespace tasma::codecs::dcp
