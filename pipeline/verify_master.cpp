#include "pipeline/verify_master.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <numeric>

#include "codecs/digest.hpp"
#include "codecs/ebml.hpp"
#include "codecs/input_file.hpp"
#include "codecs/master.hpp"
#include "codecs/matroska_check.hpp"
#include "codecs/rawcooked.hpp"
#include "pipeline/budget.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/source_files.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

Finding found(FindingCode code, const Message& message, std::optional<std::int64_t> frame = std::nullopt,
              Severity severity = Severity::refusal) {
  return {code, severity, {}, frame, message};
}

/// The master as a scan, or a finding why it is none.
std::unique_ptr<Scan> open(const fs::path& master, std::vector<Finding>& findings) {
  try {
    return codecs::open_master(master, {});
  } catch (const Error& error) {
    if (error.code() != ExitCode::material) throw;
    findings.push_back(found(FindingCode::invalid_header, error.message()));
    return nullptr;
  }
}

/// The first and the last frame that lie in a damaged cluster; nothing where that cannot be told.
std::optional<std::pair<std::int64_t, std::int64_t>> frames_in(const codecs::MatroskaDamage& damage, const Scan* scan) {
  if (scan == nullptr || !damage.from_ms) return std::nullopt;
  const auto numbers = scan->numbers();
  const auto position_at = [&](std::int64_t time_ms) {
    return std::llround(static_cast<double>(time_ms) / 1000 * scan->stream().rate.value());
  };
  const auto last = std::ssize(numbers) - 1;
  const auto from = std::clamp<std::int64_t>(position_at(*damage.from_ms), 0, last);
  const auto to = damage.to_ms ? std::clamp<std::int64_t>(position_at(*damage.to_ms) - 1, from, last) : last;
  return std::pair(numbers[static_cast<std::size_t>(from)], numbers[static_cast<std::size_t>(to)]);
}

Finding finding_of(const codecs::MatroskaDamage& damage, const Scan* scan) {
  const auto frames = frames_in(damage, scan);
  const auto where = std::to_string(damage.place.begin) + " to " + std::to_string(damage.place.end);
  if (!frames)
    return found(FindingCode::invalid_element,
                 Message("T4190", "bytes {1}: {2}; take another copy", {where, english(damage.message)}));
  return found(FindingCode::invalid_element,
               Message("T4191", "bytes {1}, with frames {2} to {3} or their sound: {4}; take another copy",
                       {where, std::to_string(frames->first), std::to_string(frames->second), english(damage.message)}),
               frames->first);
}

}  // namespace

bool is_matroska(const fs::path& file) {
  std::array<std::uint8_t, 4> head{};
  return codecs::begins_as_ebml(std::span(head).first(codecs::InputFile(file).read(0, head)));
}

std::vector<Finding> check_master(const fs::path& master, Level level, Observer& observer) {
  std::vector<Finding> findings;
  const codecs::InputFile file(master);
  const auto scan = open(master, findings);
  codecs::MatroskaCheck check;
  if (level == Level::structure) {
    check.damages = codecs::check_matroska_heads(file);
  } else {
    observer.phase("verify", printable(master.filename()), static_cast<std::int64_t>(file.size()), "bytes");
    check = codecs::check_matroska(file, [&](std::uint64_t bytes) {
      stop_if_requested(observer);
      observer.advance(static_cast<std::int64_t>(bytes));
    });
  }
  for (const auto& damage : check.damages) findings.push_back(finding_of(damage, scan.get()));
  const auto unchecked = std::accumulate(check.unchecked.begin(), check.unchecked.end(), std::uint64_t{0},
                                         [](std::uint64_t sum, const auto& place) { return sum + place.length(); });
  if (unchecked > 0)
    findings.push_back(found(FindingCode::missing_checksum,
                             Message("T4192",
                                     "no checksum in the file speaks for {1} of its {2} bytes (another program's "
                                     "master); --level full looks at the pictures and files in them",
                                     {std::to_string(unchecked), std::to_string(file.size())}),
                             {}, level == Level::full ? Severity::note : Severity::remark));
  return findings;
}

DecodedMaster decode_master(const fs::path& master, const std::vector<std::string>& frames, const Resources& resources,
                            Observer& observer) {
  DecodedMaster decoded;
  auto& findings = decoded.findings;
  const auto scan = open(master, findings);
  if (!scan) return decoded;
  const Range all{0, std::ssize(scan->numbers())};
  if (!frames.empty() && std::ssize(frames) != all.end)
    findings.push_back(
        found(FindingCode::mismatched_frame_digest, Message("T4077", "has {1} frames, its list has {2}",
                                                            {std::to_string(all.end), std::to_string(frames.size())})));

  std::mutex telling;
  const auto damaged = [&](std::optional<std::int64_t> frame, const Error& error) {
    const std::scoped_lock lock(telling);
    findings.push_back(found(FindingCode::invalid_picture, error.message(), frame));
  };
  const auto attempt = [&](std::optional<std::int64_t> frame, const std::function<void()>& body) {
    try {
      body();
    } catch (const Error& error) {
      if (error.code() != ExitCode::material) throw;
      damaged(frame, error);
    }
  };
  const auto look = [&](const Frame& frame) {
    const auto at = static_cast<std::size_t>(frame.position);
    if (at >= frames.size() || hex(codecs::frame_md5(frame.pixels)) == frames[at]) return;
    const std::scoped_lock lock(telling);
    findings.push_back(found(FindingCode::mismatched_frame_digest,
                             Message("T4078", "decodes to other samples than were sealed"), frame.number));
  };
  const auto take = [&](const ReturnedFile& file) {
    const auto digest = file.produce([](auto) {});
    const std::scoped_lock lock(telling);
    decoded.files[file.name] = digest;
  };

  observer.phase("decode", printable(master.filename()), all.length());
  const auto flow = flow_for(resources, scan->stream(), 0);
  if (codecs::find_reversibility(codecs::InputFile(master))) {
    attempt({}, [&] {
      SourceFiles(*scan).give({.part = all, .take = take, .look = look, .damaged = damaged}, flow, observer);
    });
    return decoded;
  }
  std::vector<std::int64_t> positions(static_cast<std::size_t>(all.end));
  std::iota(positions.begin(), positions.end(), 0);
  for_each_position(positions, flow, observer, [&](std::int64_t position) {
    attempt(scan->numbers()[static_cast<std::size_t>(position)], [&] { look(scan->read(position)); });
  });
  std::unique_ptr<FrameSource> mask;
  attempt({}, [&] { mask = codecs::open_repair_mask(master); });
  if (mask)
    for_each_position(positions, flow, observer, [&](std::int64_t position) {
      const auto number = scan->numbers()[static_cast<std::size_t>(position)];
      attempt(number, [&] { mask->read(position); });
    });
  return decoded;
}

std::vector<Finding> verify_master(const fs::path& master, Level level, const Resources& resources,
                                   Observer& observer) {
  auto findings = check_master(master, level, observer);
  if (level != Level::full) return findings;
  std::ranges::move(decode_master(master, {}, resources, observer).findings, std::back_inserter(findings));
  return findings;
}

}  // namespace tasma::pipeline
