#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tasma::codecs::dcp {

using Uuid = std::array<std::uint8_t, 16>;
using Sha1 = std::array<std::uint8_t, 20>;

/// "urn:uuid:" and the id in lower case, as the XML files of a DCP write it.
std::string urn(const Uuid& id);

/// The id of such text, in upper or lower case; nothing for anything else.
std::optional<Uuid> parse_urn(std::string_view text);

/// The id of the part `role` of what `whole` identifies; the same for the same two.
Uuid part_id(const Uuid& whole, std::string_view role);

/// The id of a document (`role`: "cpl", "pkl", "asset map") that says `anonymous` when its own id is all zeros.
Uuid document_id(std::string_view role, std::string_view anonymous);

/// A SHA-1 digest as PKL and CPL write it: base64, 28 characters.
std::string base64(const Sha1& digest);
std::optional<Sha1> parse_base64(std::string_view text);

}  // namespace tasma::codecs::dcp
