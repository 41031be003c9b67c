#pragma once

#include <cstdint>
#include <memory>
#include <span>

namespace tasma::codecs {

/// How loud a sound track is, all of it.
struct Loudness {
  double integrated_lufs = 0;  // of the programme (ITU-R BS.1770-4, EBU R 128); -infinity: silence
  double range_lu = 0;         // EBU Tech 3342
  double true_peak_dbtp = 0;   // of the loudest channel, between samples, too; -infinity: silence
};

/// Measures what it is given, block by block. One channel counts once, six as L, R, C, LFE, Ls, Rs; HI and VIN do not
/// count. One thread at a time.
class LoudnessMeter {
 public:
  LoudnessMeter(int channels, int rate);
  ~LoudnessMeter();

  /// Interleaved samples, signed, full-scale 32 bits.
  void add(std::span<const std::int32_t> samples);
  Loudness result() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The gain that brings a track to `target_lufs` as far as its true peak stays at -1 dBTP or below (EBU R 128); of
/// silence 0.
double gain_db(const Loudness& loudness, double target_lufs);

}  // namespace tasma::codecs
