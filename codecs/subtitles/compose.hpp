#pragma once

#include <string>
#include <string_view>

namespace tasma::codecs::subtitles {

/// Letters and the marks behind them as one character where there is one (Unicode, UAX #15, NFC): "й" of two
/// characters, as some systems write it, becomes the "й" that fonts have and players without shaping can show.
std::string composed(std::string_view text);

}  // namespace tasma::codecs::subtitles
