#pragma once

#include <array>
#include <streambuf>

namespace tasma::cli {

/// Standard output or error as a stream that remembers why it failed, which std::cout forgets. The descriptor stays
/// open.
class DescriptorBuffer final : public std::streambuf {
 public:
  explicit DescriptorBuffer(int descriptor);

  /// errno of the first write that failed; 0 if none did.
  int error() const { return error_; }

 protected:
  int_type overflow(int_type character) override;
  int sync() override;

 private:
  int descriptor_;
  int error_ = 0;
  std::array<char, 16384> buffer_{};
};

/// Opens those of the descriptors 0, 1 and 2 that are closed, so that no file of the work gets their number and with it
/// what is meant for a person. Writing to one still fails.
void occupy_standard_descriptors();

}  // namespace tasma::cli
