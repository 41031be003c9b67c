#pragma once

#include <stdexcept>

#include "pipeline/core/exit_code.hpp"
#include "pipeline/core/message.hpp"

namespace tasma {

/// A failure the caller cannot repair on the spot. `what()` is the English message.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, Message message)
      : std::runtime_error(english(message)), code_(code), message_(std::move(message)) {}
  ExitCode code() const noexcept { return code_; }
  const Message& message() const noexcept { return message_; }

 private:
  ExitCode code_;
  Message message_;
};

}  // namespace tasma
