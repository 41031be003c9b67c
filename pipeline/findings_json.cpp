#include "pipeline/findings_json.hpp"

#include <nlohmann/json.hpp>

#include "pipeline/core/printable.hpp"

namespace tasma::pipeline {
using Json = nlohmann::ordered_json;

Json findings_json(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const auto& group : grouped(findings)) {
    Json entry{{"code", name_of(group.first.code)},   {"severity", name_of(group.first.severity)},
               {"id", group.first.message.id},        {"message", english(group.first.message)},
               {"file", printable(group.first.file)}, {"count", group.count}};
    if (group.first_frame) entry["first_frame"] = *group.first_frame, entry["last_frame"] = *group.last_frame;
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace tasma::pipeline
