#pragma once

#include <cstddef>
#include <span>

#include "codecs/dpx_fields.hpp"

/// What SMPTE ST 268 lets stand in the fields of a header; for the dpx_*.cpp only. docs/header-verdicts.md is the
/// table.
namespace tasma::codecs::dpx {

/// One field. `holds` is told the field's byte; what is undefined always holds.
struct Rule {
  const char* field;  // its number in the standard: "21.7"
  const char* name;
  std::size_t byte;
  const char* allowed;
  bool (*holds)(const Fields& fields, std::size_t byte);
  bool changes_picture = false;  // who reads it otherwise sees another picture
};

/// In the order of their bytes. None says what read_dpx_header() refuses or remarks upon itself.
std::span<const Rule> rules();

}  // namespace tasma::codecs::dpx
