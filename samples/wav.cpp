#include "samples/wav.hpp"

#include <cmath>

#include "samples/portable.hpp"

namespace tasma::samples {

Bytes wav_of(std::int64_t frames, std::int64_t num, std::int64_t den) {
  constexpr std::int64_t rate = 48000, click = rate / 500;
  const auto samples = frames * rate * den / num;
  const auto frames_a_click =
      (num + den / 2) / den;  // a click every so many frames: each on the beginning of its frame
  Bytes bytes;
  put_text(bytes, "RIFF");
  put_little(bytes, static_cast<std::uint64_t>(36 + 3 * samples + samples % 2), 4);
  put_text(bytes, "WAVEfmt ");
  put_little(bytes, 16, 4);
  put_little(bytes, 1, 2);  // PCM
  put_little(bytes, 1, 2);
  put_little(bytes, rate, 4);
  put_little(bytes, 3 * rate, 4);
  put_little(bytes, 3, 2);
  put_little(bytes, 24, 2);
  put_text(bytes, "data");
  put_little(bytes, static_cast<std::uint64_t>(3 * samples), 4);
  for (std::int64_t i = 0; i < samples; ++i) {
    double value = 0.1 * sine(static_cast<double>(i % rate) * 440 / rate);
    const auto frame = i * num / (rate * den);
    const auto since = i - (frame - frame % frames_a_click) * rate * den / num;
    if (since < click)
      value += 0.6 * sine(static_cast<double>(since) / 24.0) * (1 - static_cast<double>(since) / click);
    put_little(bytes, static_cast<std::uint64_t>(std::llround(value * 8388607)), 3);
  }
  if (samples % 2 != 0) bytes.push_back(0);
  return bytes;
}

}  // namespace tasma::samples
