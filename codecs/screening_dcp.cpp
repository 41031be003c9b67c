#include "codecs/screening_dcp.hpp"

#include <array>
#include <numeric>

#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace fs = std::filesystem;
namespace {

constexpr Rational scope_from{21, 10};

/// A rate of silent film, and what ST 428-21 has for it.
struct ArchiveRate {
  Rational film, dcp;
};
constexpr std::array archive_rates{ArchiveRate{{16, 1}, {16, 1}}, ArchiveRate{{18, 1}, {200, 11}},
                                   ArchiveRate{{20, 1}, {20, 1}}, ArchiveRate{{22, 1}, {240, 11}}};

dcp::Resolution resolution_of(const Coding& coding) {
  return coding.within.width > dcp::size_of(Container::scope, dcp::Resolution::two_k).width ? dcp::Resolution::four_k
                                                                                            : dcp::Resolution::two_k;
}

Rational shape_of(const DisplaySpec& spec) {
  const auto num = spec.picture.size.width * spec.squeeze.num, den = spec.picture.size.height * spec.squeeze.den;
  const auto common = std::gcd(num, den);
  return {num / common, den / common};
}

class DcpChunkEncoder final : public ChunkEncoder {
 public:
  DcpChunkEncoder(const Rational& rate, const Coding& coding, const fs::path& file)
      : coding_(coding), track_(file, {rate, 0}) {}
  void write(const DisplayedFrame& frame, std::int64_t) override { track_.write(frame.of(coding_)); }
  void finish() override { track_.finish(); }

 private:
  Coding coding_;
  dcp::PictureTrack track_;
};

}  // namespace

DcpPicture::DcpPicture(const DisplaySpec& spec, const Coding& coding)
    : shape_(shape_of(spec)),
      container_(coding.container.value_or(shape_ < scope_from ? Container::flat : Container::scope)),
      settings_{resolution_of(coding), dcp_rate(spec.scan.rate, coding), coding.megabits},
      active_(dcp::fit(shape_, dcp::size_of(container_, settings_.resolution)).size),
      primaries_(spec.primaries),
      burnt_(coding.burnt) {}

std::vector<std::uint8_t> DcpPicture::code(DisplayPicture& display) const {
  return dcp::encode_j2k(
      dcp::to_xyz(display.light(active_, burnt_), dcp::size_of(container_, settings_.resolution), primaries_),
      settings_);
}

std::unique_ptr<ChunkEncoder> make_dcp_chunk_encoder(const DisplaySpec& spec, const Coding& coding,
                                                     const fs::path& file) {
  return std::make_unique<DcpChunkEncoder>(dcp_rate(spec.scan.rate, coding), coding, file);
}

Rational dcp_rate(const Rational& film, const Coding& coding) {
  const Rational hall{24, 1};
  const bool four_k = resolution_of(coding) == dcp::Resolution::four_k;
  for (const Rational native : {hall, Rational{25, 1}, Rational{48, 1}})
    if (film == native && (film == hall || !four_k)) return native;
  if (coding.archive_rate && !four_k) {
    for (const auto& [rate, in_dcp] : archive_rates)
      if (film == rate || film == in_dcp) return in_dcp;
    throw Error(ExitCode::usage,
                Message("T2683",
                        "a film of {1} pictures a second has no archive rate of its own: there are 16, 18, 20 and 22; "
                        "leave out --pulldown none",
                        {to_string(film)}));
  }
  if (four_k && (hall < film || (coding.archive_rate && film < hall)))
    throw Error(ExitCode::usage, Message("T2684",
                                         "a film of {1} pictures a second cannot be a 4K DCP that halls play: these "
                                         "have 24; ask for dcp, which is 2K",
                                         {to_string(film)}));
  if (film < hall && !(film < Rational{12, 1}) && film != Rational{24000, 1001}) return hall;
  throw Error(ExitCode::usage,
              Message("T2653",
                      "a film of {1} pictures a second cannot be a DCP that halls play: these have 24, 25 or 48, and "
                      "slower films from 12 on; say the film's own rate with --rate",
                      {to_string(film)}));
}

dcp::Cadence dcp_cadence(const Rational& film, const Coding& coding) {
  const auto rate = dcp_rate(film, coding);
  return {coding.archive_rate ? rate : film, rate};
}

std::int64_t dcp_length(Range part, const Rational& film, const Coding& coding) {
  const auto cadence = dcp_cadence(film, coding);
  return cadence.first_showing(part.end) - cadence.first_showing(part.begin);
}

std::optional<dcp::SoundLayout> layout_of(int channels) {
  using enum dcp::SoundLayout;
  for (const auto layout : {mono, stereo, five_one, five_one_accessible})
    if (dcp::channels_in(layout) == channels) return layout;
  return std::nullopt;
}

bool dcp_takes_channels(int channels) { return layout_of(channels).has_value(); }

}  // namespace tasma::codecs
