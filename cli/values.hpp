#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/core/scan.hpp"
#include "pipeline/share.hpp"

namespace tasma::cli {

/// A whole number in lowest...highest, digits only.
std::optional<std::int64_t> parse_number(std::string_view text, std::int64_t lowest, std::int64_t highest);

/// "1440x1080+120+60", "auto" or "none".
std::optional<PictureArea> parse_picture(std::string_view text);

/// Two numbers of frames, both included: "86400-86523".
std::optional<std::pair<std::int64_t, std::int64_t>> parse_frames(std::string_view text);

/// Bytes: "536870912", "512M", "6G", "6GiB"; K, M, G, T are powers of 1024.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// "2024-05-31" or "2024-05-31T12:00:00Z": seconds since 1970, UTC.
std::optional<std::int64_t> parse_date(std::string_view text);

/// "06:00": since midnight.
std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text);

/// The next time that the clock on the wall shows this.
std::chrono::system_clock::time_point next(std::chrono::minutes of_the_day);

/// "3/12": the third of twelve, 10,000 at most.
std::optional<pipeline::Share> parse_share(std::string_view text);

/// "365d": whole days, 100 years at most.
std::optional<std::chrono::days> parse_days(std::string_view text);

/// "a,b,c" without empty or repeated parts; nothing if there are.
std::optional<std::vector<std::string>> parse_list(std::string_view text);

/// What a variable says that stands for an option without a value.
bool is_yes(std::string_view text);
bool is_no(std::string_view text);

/// A language as gettext names it: "ky", "uz", "pt_BR".
bool is_language(std::string_view text);

/// "-12.5": seconds with at most three decimals, as thousandths.
std::optional<Rational> parse_seconds(std::string_view text);

}  // namespace tasma::cli
