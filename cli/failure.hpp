#pragma once

#include <string>

#include "pipeline/core/exit_code.hpp"
#include "pipeline/core/message.hpp"

namespace tasma::cli {

/// How tasma ends, and what it says of it.
struct Failure {
  ExitCode code;
  Message message;
};

/// What the exception in flight means. To be called in a catch block.
Failure explain_failure();

/// A failure as one JSON document, schema "tasma.error/1".
std::string failure_json(const Failure& failure);

}  // namespace tasma::cli
