#pragma once

#include <functional>
#include <string_view>

namespace tasma {

/// How much a library made of what it said.
enum class LibraryLevel { error, warning, info };

/// A line of a library's own: `library` is its name ("libav"), `text` its English, without a line end.
using LibrarySink = std::function<void(LibraryLevel level, std::string_view library, std::string_view text)>;

/// Sends what libraries say of themselves to `sink`, from any thread, one line at a time; nowhere if it is empty, which
/// is how it starts. Libraries have one log for the whole process, and so has this.
void route_library_log(LibrarySink sink);

/// For whoever hears a library speak.
void tell_library_log(LibraryLevel level, std::string_view library, std::string_view text);

}  // namespace tasma
