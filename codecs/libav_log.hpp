#pragma once

#include <functional>
#include <string_view>

namespace tasma::codecs {

/// Hands every line libav logs, without its line end, to `sink`, from any thread, one at a time; `level` is libav's own
/// (16 error, 24 warning, 32 information...). An empty sink silences libav, which is how it starts. libav has one log
/// for the whole process: called once, by main.
void route_libav_log(std::function<void(int level, std::string_view line)> sink);

}  // namespace tasma::codecs
