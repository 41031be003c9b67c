#pragma once

#include <filesystem>
#include <functional>
#include <span>

#include "pipeline/core/rational.hpp"

namespace tasma::codecs {

/// As read_sound() with a speed that keeps its pitch: Rubber Band's finer engine, which looks at the whole sound before
/// it begins, so that beginnings of sounds stay where they are. One thread; the same samples every time.
void stretch_sound(const std::filesystem::path& file, int rate, const Rational& speed,
                   const std::function<void(std::span<const std::int32_t> samples, int channels)>& sink);

}  // namespace tasma::codecs
