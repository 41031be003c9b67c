#include "pipeline/given_plan.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>

#include "codecs/digest.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/plan_json.hpp"
#include "pipeline/restore_output.hpp"

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

std::filesystem::path plan_of_master(const Inventory& master) {
  const auto& file = master.root;
  if (master.kind != Inventory::Kind::master || master.plan_sha256.empty())
    throw Error(ExitCode::material,
                Message("T4404", "{1}: is no restored master: it names no plan", {printable(file)}));
  auto plan = plan_beside(file, /*folder=*/false);
  if (!std::filesystem::exists(plan)) plan = file.parent_path() / "metadata" / "plan.jsonl";
  if (!std::filesystem::exists(plan))
    throw Error(ExitCode::no_input,
                Message("T4405", "{1}: its plan is not beside it; put it there, as {2}",
                        {printable(file), printable(plan_beside(file, /*folder=*/false).filename())}));
  if (hex(codecs::sha256_of(plan)) != master.plan_sha256)
    throw Error(ExitCode::material,
                Message("T4406", "{1}: is not the plan that {2} was rendered by: its SHA-256 is not {3}",
                        {printable(plan), printable(file), master.plan_sha256}));
  return plan;
}

}  // namespace tasma::pipeline
