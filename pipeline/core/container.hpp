#pragma once

#include <string_view>

namespace tasma {

/// The picture of a DCP by its shape (SMPTE ST 428-1, RDD 52). What has neither shape stands in one of them, in black.
enum class Container { flat, scope };  // 1.85 and 2.39 to 1

constexpr std::string_view name_of(Container container) { return container == Container::flat ? "flat" : "scope"; }

}  // namespace tasma
