#include "pipeline/given_plan.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>

#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/plan_json.hpp"

namespace tasma::pipeline {

Plan read_given_plan(const std::filesystem::path& file, const FrameSource& scan) {
  std::ifstream in(file, std::ios::binary);
  const std::error_code cause(errno, std::generic_category());
  if (!in || std::filesystem::is_directory(file))
    throw Error(in ? ExitCode::no_input : exit_code_of(cause),
                Message("T4400", "{1}: there is no plan to be read; name a plan.jsonl", {printable(file)}));
  auto plan = read_plan(in, scan.stream(), printable(file));

  const auto numbers = scan.numbers();
  const Range reel{0, std::ssize(numbers)};
  const auto holds = [&](std::int64_t position) { return reel.begin <= position && position < reel.end; };
  for (std::size_t i = 0; i < plan.frames.size(); ++i) {
    const auto& frame = plan.frames[i];
    const auto line = std::to_string(i + 2);  // the first is the head
    if (!holds(frame.position) || numbers[static_cast<std::size_t>(frame.position)] != frame.number)
      throw Error(
          ExitCode::material,
          Message("T4401", "{1}: line {2}: the scan has no frame {3} at position {4}; this is the plan of another scan",
                  {printable(file), line, std::to_string(frame.number), std::to_string(frame.position)}));
    for (const auto& repair : frame.repairs)
      if (!holds(frame.position + repair.source))
        throw Error(ExitCode::material,
                    Message("T4402",
                            "{1}: line {2}: a repair takes from a frame that is not in the scan; this is the "
                            "plan of another scan",
                            {printable(file), line}));
  }
  return plan;
}

Plan plan_of_part(Plan plan, Range part, const FrameSource& scan, std::string_view name) {
  std::erase_if(plan.frames,
                [&](const FramePlan& frame) { return frame.position < part.begin || frame.position >= part.end; });
  if (std::ssize(plan.frames) == part.length()) return plan;
  const auto missing = std::ranges::mismatch(plan.frames, scan.numbers().subspan(static_cast<std::size_t>(part.begin)),
                                             {}, &FramePlan::number)
                           .in2;
  throw Error(ExitCode::material,
              Message("T4403", "{1}: has no record of frame {2}; name the frames it is for by --frames",
                      {std::string(name), std::to_string(*missing)}));
}

}  // namespace tasma::pipeline
