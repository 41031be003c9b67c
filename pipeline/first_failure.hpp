#pragma once

#include <atomic>
#include <exception>
#include <type_traits>
#include <utility>

namespace tasma::pipeline {

/// Keeps the first exception of a parallel run until the run has drained.
///
/// oneTBB 2021.8 destroys a token only after the stage body has returned, so a body that throws leaks the frame it
/// holds and those waiting behind it (_pipeline_filters.h, concrete_filter). A guarded body returns an empty result,
/// and once something has failed the bodies that have not begun do nothing: what is in flight drains quickly.
class FirstFailure {
 public:
  template <class Body>
  auto guard(Body body) {
    return [this, body = std::move(body)](auto&&... arguments) {
      using Result = std::invoke_result_t<const Body&, decltype(arguments)...>;
      if (happened()) return Result();
      try {
        return body(std::forward<decltype(arguments)>(arguments)...);
      } catch (...) {
        keep(std::current_exception());
      }
      return Result();
    };
  }

  void keep(std::exception_ptr failure) {
    if (!happened_.exchange(true)) failure_ = std::move(failure);
  }
  bool happened() const noexcept { return happened_.load(); }

  /// Call once the run is over: other threads must have stopped.
  void rethrow_if_any() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::atomic<bool> happened_ = false;
  std::exception_ptr failure_;
};

}  // namespace tasma::pipeline
