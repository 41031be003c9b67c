#include "cli/failure.hpp"

#include <filesystem>
#include <new>
#include <system_error>

#include "cli/text.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::cli {

Failure explain_failure() {
  try {
    throw;
  } catch (const Error& error) {
    return {error.code(), error.message()};
  } catch (const std::filesystem::filesystem_error& error) {
    return {exit_code_of(error.code()), Message("T1060", "{1}: {2}", {error.path1().string(), error.code().message()})};
  } catch (const std::system_error& error) {
    return {exit_code_of(error.code()), Message("T1061", "the system refused: {1}", {error.what()})};
  } catch (const std::bad_alloc&) {
    return {ExitCode::io, Message("T1062", "not enough memory; give less --memory or fewer --threads")};
  } catch (const std::exception& error) {
    return {ExitCode::bug, Message("T1063", "a bug of ours, please report it: {1}", {error.what()})};
  } catch (...) {
    return {ExitCode::bug, Message("T1064", "a bug of ours without a word; please report it")};
  }
}

std::string failure_json(const Failure& failure) {
  return R"({"schema":"tasma.error/1","exit":)" + std::to_string(static_cast<int>(failure.code)) + R"(,"id":)" +
         json_string(failure.message.id) + R"(,"message":)" + json_string(translated(failure.message)) + '}';
}

}  // namespace tasma::cli
