#include "codecs/dpx_verdicts.hpp"

#include <array>
#include <cmath>
#include <string_view>

#include "codecs/dpx_rules.hpp"

namespace tasma::codecs::dpx {
namespace {

/// Scanners and programs whose headers are known; what is odd in them is their habit, and read as such everywhere.
constexpr std::array<std::string_view, 13> writers{
    "Lasergraphics", "Scanity",     "ARRISCAN",       "Cintel", "DIAMANT", "daVinci", "nucoda",
    "Nova",          "ImageMagick", "GraphicsMagick", "Adobe",  "Nuke",    "Lavc"};

std::string_view writer_of(const Fields& fields) {
  for (const auto& said : {fields.text(creator, 100), fields.text(input_device, 32)})
    for (const auto writer : writers)
      if (said.find(writer) != said.npos) return writer == "Lavc" ? "FFmpeg" : writer;
  return {};
}

DpxFault verdict_of(const Rule& rule, std::string_view writer) {
  const std::string byte = std::to_string(rule.byte);
  if (!writer.empty())
    return {FindingCode::invalid_field,
            Message("T2723",
                    "header field {1} ({2}), byte {3}, is not as ST 268 has it, a habit of its writer, {4}; "
                    "allowed: {5}",
                    {rule.field, rule.name, byte, std::string(writer), rule.allowed})};
  return {FindingCode::invalid_field,
          Message("T2720", "header field {1} ({2}), byte {3}, is not as ST 268 has it; allowed: {4}",
                  {rule.field, rule.name, byte, rule.allowed}),
          rule.changes_picture ? Severity::remark : Severity::note};
}

void list(std::string& fields, std::string_view field) { fields.append(fields.empty() ? "" : ", ").append(field); }

/// Fields of the core set that are undefined. Those without which nothing can be read, and those that are remarked upon
/// as wrong, are not among them.
std::string undefined_core(const Fields& fields) {
  std::string missing;
  if (!fields.u32(total_size)) list(missing, "4 (total file size)");
  if (!fields.u16(orientation)) list(missing, "17 (orientation)");
  if (!fields.u8(transfer)) list(missing, "21.7 (transfer)");
  if (!fields.u8(colorimetric)) list(missing, "21.8 (colorimetric)");
  if (!fields.u16(packing)) list(missing, "21.10 (packing)");
  if (!fields.u16(encoding)) list(missing, "21.11 (encoding)");
  if (!fields.u32(element_offset)) list(missing, "21.12 (offset to data)");
  return missing;
}

/// Bytes for future use that are neither all zeros nor all ones.
std::string used_reserves(const Fields& fields) {
  struct Reserve {
    std::string_view field;
    std::size_t from, to;
  };
  std::string used;
  for (const auto& [field, from, to] :
       {Reserve{"16", 664, 768}, {"29", 1356, 1408}, {"42", 1644, 1664}, {"57", 1864, 1920}, {"74", 1972, 2048}}) {
    if (to > fields.size() || fields.blank(from, to - from)) continue;
    bool ones = true;
    for (auto at = from; at < to; ++at) ones = ones && !fields.u8(at);
    if (!ones) list(used, field);
  }
  return used;
}

/// Fields with infinity or a NaN that is not the standard's mark of the undefined, which is all ones.
std::string no_numbers(const Fields& fields) {
  struct Real {
    std::string_view field;
    std::size_t byte;
  };
  std::string found;
  for (const auto& [field, byte] : {Real{"21.3", low_quantity},
                                    {"21.5", high_quantity},
                                    {"32", 1416},
                                    {"33", 1420},
                                    {"42.1", 1636},
                                    {"42.2", 1640},
                                    {"53", film_rate},
                                    {"54", shutter_angle},
                                    {"64", horizontal_rate},
                                    {"65", vertical_rate},
                                    {"66", television_rate},
                                    {"67", time_offset},
                                    {"68", gamma},
                                    {"69", black_level},
                                    {"70", black_gain},
                                    {"71", break_point},
                                    {"72", white_level},
                                    {"73", integration_time}})
    if (fields.u32(byte) && !fields.real(byte)) list(found, field);
  return found;
}

}  // namespace

std::vector<DpxFault> verdicts_of(const Fields& fields) {
  std::vector<DpxFault> verdicts;
  const auto writer = writer_of(fields);
  for (const auto& rule : rules())
    if (rule.byte < fields.size() && !rule.holds(fields, rule.byte)) verdicts.push_back(verdict_of(rule, writer));
  if (const auto missing = undefined_core(fields); !missing.empty())
    verdicts.push_back({FindingCode::missing_field,
                        Message("T2721", "header fields that ST 268 calls core are undefined: {1}", {missing})});
  if (const auto used = used_reserves(fields); !used.empty())
    verdicts.push_back(
        {FindingCode::invalid_field,
         Message("T2724", "something stands in header fields that ST 268 reserves for the future: {1}", {used})});
  if (const auto found = no_numbers(fields); !found.empty())
    verdicts.push_back({FindingCode::invalid_field,
                        Message("T2725",
                                "header fields hold infinity or no number, which ST 268 writes as all ones: "
                                "{1}",
                                {found})});
  return verdicts;
}

}  // namespace tasma::codecs::dpx
