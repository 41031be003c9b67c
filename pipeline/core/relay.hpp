#pragma once

#include "pipeline/core/observer.hpp"

namespace tasma {

/// Passes everything on to another observer; a base for those that differ in one thing.
class Relay : public Observer {
 public:
  explicit Relay(Observer& to) : to_(to) {}
  void phase(std::string_view name, std::string_view of, std::int64_t total, std::string_view unit) override {
    to_.phase(name, of, total, unit);
  }
  void advance(std::int64_t count) override { to_.advance(count); }
  void note(const Message& message) override { to_.note(message); }
  bool stop_requested() const override { return to_.stop_requested(); }

 private:
  Observer& to_;
};

}  // namespace tasma
