#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tasma::pipeline {

/// Who is at work on one film of a list that several machines share: a file ID.claim.N in a folder that all of them
/// see, made with O_EXCL, of the highest N there is. Its owner touches it again and again; who finds that it no longer
/// changes, or that its process on this very machine is gone, may make N + 1. Clocks of machines are never compared.
class Claim {
 public:
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;
  Claim(Claim&& other) noexcept;
  Claim& operator=(Claim&& other) noexcept;
  ~Claim();  // the film is free again

  /// Shows that the owner lives. False: another has taken the film over, and it must be let go.
  bool touch();

 private:
  friend class Claims;
  Claim(std::filesystem::path folder, std::string film, long generation)
      : folder_(std::move(folder)), film_(std::move(film)), generation_(generation) {}

  std::filesystem::path folder_;
  std::string film_;
  long generation_ = 0;  // 0: moved from
};

/// What this process has seen of claims.
class Claims {
 public:
  using Clock = std::chrono::steady_clock;

  /// `patience`: how long a claim of another machine may stand unchanged before its owner counts as dead.
  Claims(std::filesystem::path folder, Clock::duration patience) : folder_(std::move(folder)), patience_(patience) {}

  /// The claim; nothing as long as somebody else has it. Throws Error(io, permission, no_output).
  std::optional<Claim> take(const std::string& film);

  /// The films that somebody has, or had when he died.
  static std::vector<std::string> claimed(const std::filesystem::path& folder);

  /// Who has it, "HOST, process PID"; of another machine with when it last showed that it lives, by the clock of the
  /// files. Empty: nobody, or a process of this machine that is gone.
  std::string owner(const std::string& film) const;

 private:
  struct Seen {
    std::string text;
    std::filesystem::file_time_type time;
    Clock::time_point since;
  };
  bool is_dead(const std::string& film, long generation, const std::string& text);

  std::filesystem::path folder_;
  Clock::duration patience_;
  std::map<std::string, Seen> seen_;
};

}  // namespace tasma::pipeline
