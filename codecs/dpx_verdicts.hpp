#pragma once

#include <vector>

#include "codecs/dpx_fields.hpp"

namespace tasma::codecs::dpx {

/// What SMPTE ST 268-1:2014 (tables 1 to 6) has to say of a header that can be read: fields that hold what it does not
/// define, and, in one line each, core fields that are undefined, reserved bytes in use, and fields that hold no
/// number. A remark only where the picture depends on the field and no known writer wrote it. Equal verdicts have equal
/// texts.
std::vector<DpxFault> verdicts_of(const Fields& fields);

}  // namespace tasma::codecs::dpx
