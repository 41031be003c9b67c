#pragma once

#include <mutex>
#include <utility>
#include <vector>

namespace tasma::codecs {

/// Objects that serve one thread at a time and are worth keeping: as many are made as threads ever asked at once. What
/// is not given back (its user threw) goes.
template <class T>
class Pool {
 public:
  template <class Make>
  T take(Make make) {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        T object = std::move(idle_.back());
        idle_.pop_back();
        return object;
      }
    }
    return make();
  }
  void give_back(T object) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(object));
  }

 private:
  std::mutex mutex_;
  std::vector<T> idle_;
};

}  // namespace tasma::codecs
