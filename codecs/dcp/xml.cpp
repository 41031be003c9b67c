#include "codecs/dcp/xml.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <system_error>

#include "codecs/settle.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs::dcp {

pugi::xml_node add_root(pugi::xml_document& document, std::string_view name, std::string_view of_namespace) {
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto root = document.append_child(std::string(name).c_str());
  root.append_attribute("xmlns") = std::string(of_namespace).c_str();
  return root;
}

pugi::xml_node add(pugi::xml_node parent, std::string_view name, std::string_view text) {
  const bool clean = printable(std::filesystem::path(text)).find("\\x") == std::string::npos;
  if (!clean)
    throw Error(ExitCode::usage, Message("T2754", "a DCP's {1} cannot be \"{2}\": use plain text on one line",
                                         {std::string(name), printable(std::filesystem::path(text))}));
  auto child = parent.append_child(std::string(name).c_str());
  if (!text.empty()) child.text().set(std::string(text).c_str());
  return child;
}

pugi::xml_node add(pugi::xml_node parent, std::string_view name, std::int64_t number) {
  return add(parent, name, std::to_string(number));
}

std::string saved(const pugi::xml_document& document) {
  std::ostringstream text;
  document.save(text, "  ", pugi::format_indent, pugi::encoding_utf8);
  return text.str();
}

void write_xml(const std::filesystem::path& file, std::string_view text) {
  errno = 0;
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) {
    const std::error_code cause(errno == 0 ? EIO : errno, std::generic_category());
    throw Error(cause == std::errc::no_such_file_or_directory ? ExitCode::no_output : exit_code_of(cause),
                Message("T2714", "{1}: cannot be written: {2}", {printable(file), cause.message()}));
  }
  settle(file);
}

std::string iso_date(std::int64_t date_s) {
  const std::chrono::sys_seconds moment{std::chrono::seconds(date_s)};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(moment - day);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d+00:00", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

}  // namespace tasma::codecs::dcp
