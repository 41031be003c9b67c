#pragma once

#include <cstdint>
#include <filesystem>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "codecs/dcp/ids.hpp"

namespace tasma::codecs::dcp {

/// The XML files of a DCP (SMPTE ST 429-7, -8, -9, -16), as far as writing and checking share them.

namespace xml_namespace {
inline constexpr std::string_view composition = "http://www.smpte-ra.org/schemas/429-7/2006/CPL";
inline constexpr std::string_view packing_list = "http://www.smpte-ra.org/schemas/429-8/2007/PKL";
inline constexpr std::string_view asset_map = "http://www.smpte-ra.org/schemas/429-9/2007/AM";
inline constexpr std::string_view metadata = "http://www.smpte-ra.org/schemas/429-16/2014/CPL-Metadata";
inline constexpr std::string_view labels = "http://isdcf.com/ns/cplmd/mca";
inline constexpr std::string_view label_sets = "http://www.smpte-ra.org/reg/395/2014/13/1/aaf";
inline constexpr std::string_view label_properties = "http://www.smpte-ra.org/reg/335/2012";
}  // namespace xml_namespace

/// A new document's root.
pugi::xml_node add_root(pugi::xml_document& document, std::string_view name, std::string_view of_namespace);

/// A child, with or without text. Throws Error(usage) for text with characters that XML has not.
pugi::xml_node add(pugi::xml_node parent, std::string_view name, std::string_view text = {});
pugi::xml_node add(pugi::xml_node parent, std::string_view name, std::int64_t number);

/// UTF-8, indented, with a declaration.
std::string saved(const pugi::xml_document& document);

/// Writes a file anew and brings it to the disk. Throws Error(io, permission, no_output).
void write_xml(const std::filesystem::path& file, std::string_view text);

/// "2026-11-22T01:00:00+00:00": 19 characters and the zone.
std::string iso_date(std::int64_t date_s);

}  // namespace tasma::codecs::dcp
