#include <string>

#include "codecs/reel_headers.hpp"

namespace tasma::codecs {
namespace {

void settle_rate(Inventory& inventory) {
  auto& rate = inventory.stream.rate;
  const auto& said = inventory.said.rate;
  if (said && rate.known() && !(*said == rate))
    inventory.findings.push_back({FindingCode::mismatched_rate,
                                  Severity::note,
                                  {},
                                  {},
                                  Message("T2286", "the headers say {1} frames a second, --rate {2}, which is used",
                                          {to_string(rate), to_string(*said)})});
  if (!said && !rate.known())
    inventory.findings.push_back({FindingCode::missing_rate,
                                  Severity::remark,
                                  {},
                                  {},
                                  Message("T2287", "nobody says how many frames a second; 24 are taken, say --rate")});
  rate = said ? *said : rate.known() ? rate : Rational{24, 1};
}

void settle_transfer(Inventory& inventory) {
  auto& transfer = inventory.stream.transfer;
  const auto said = inventory.said.transfer;
  if (said == Transfer::unknown) return;
  if (transfer != Transfer::unknown && transfer != said)
    inventory.findings.push_back({FindingCode::incorrect_header,
                                  Severity::note,
                                  {},
                                  {},
                                  Message("T2288", "the headers say transfer {1}, --transfer {2}, which is used",
                                          {std::string(name_of(transfer)), std::string(name_of(said))})});
  transfer = said;
}

}  // namespace

void settle_stream(Inventory& inventory) {
  settle_rate(inventory);
  settle_transfer(inventory);
  if (!inventory.stream.pixel_aspect.known()) inventory.stream.pixel_aspect = {1, 1};
}

}  // namespace tasma::codecs
