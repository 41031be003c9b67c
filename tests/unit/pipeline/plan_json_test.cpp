#include "pipeline/plan_json.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <sstream>

#include "pipeline/core/error.hpp"

namespace tasma::pipeline {
namespace {

using testing::HasSubstr;

StreamInfo stream() {
  StreamInfo info;
  info.size = {64, 48};
  info.planes = 3;
  info.depth = 10;
  return info;
}

LineShape line_shape() {
  LineShape shape;
  shape.top = 8;
  shape.bottom = 46;
  shape.step = 12;
  shape.x16 = {-3, 511, 1030};
  shape.amplitude = {{100, -200, 300}, {1, 2, 3}, {4, 5, 6}};
  shape.pitch16 = 5;
  shape.profile[LineShape::reach] = 1024;
  shape.profile[0] = -31;
  return shape;
}

Plan plan() {
  Plan plan;
  for (int i = 0; i < 3; ++i) plan.frames.push_back({.number = 1001 + i, .position = i, .shot = i / 2});
  plan.frames[1].repairs.push_back({{{60, 45, {4, 3}}, {1, 3, 2, 6}},
                                    -2,
                                    {{{1, -2}, {3, 4}, {5, 6}, {7, 1'000'000}}},
                                    0.1 + 0.2,
                                    Action::keep,
                                    true});
  plan.frames[1].scratches.push_back({line_shape(), 57.25, Action::repair});
  plan.frames[2].scratches.push_back({line_shape(), 1.0 / 3, Action::keep});
  plan.frames[1].curves.assign(3, {});
  plan.frames[1].curves[2][11] = std::nextafter(-0.1, 1);
  plan.frames[2].warp = {1e-300, -1.0 / 3, 0.001};
  plan.frames[2].suspect = true;
  plan.frames[2].flash = true;
  plan.frames[2].kind = ShotKind::intertitle;
  plan.frames[1].duplicate = true;
  return plan;
}

std::string written(const Plan& plan) {
  std::ostringstream out;
  write_plan(out, plan, stream());
  return out.str();
}

Plan read(const std::string& text) {
  std::istringstream in(text);
  return read_plan(in, stream(), "plan.jsonl");
}

/// The plan above with the first `was` changed into `is`.
std::string changed(const std::string& was, const std::string& is) {
  auto text = written(plan());
  const auto at = text.find(was);
  EXPECT_NE(at, std::string::npos) << was;
  return text.replace(at, was.size(), is);
}

std::string refusal_of(const std::string& text) {
  try {
    read(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::material);
    return error.what();
  }
  return "not refused";
}

TEST(PlanJson, APlanComesBackAsItWas) { EXPECT_EQ(read(written(plan())), plan()); }

TEST(PlanJson, MeasurementsComeBackAsTheyWere) {
  std::vector<Measurement> reel(2);
  reel[0].number = 7;
  reel[0].whole = false;
  reel[1].number = 8;
  reel[1].position = 1;
  reel[1].grey = false;
  reel[1].repeated = true;
  reel[1].unmatched[0] = 1.0 / 3;
  reel[1].motion[1].parts.assign(PartMotions::count, {-300, 12, 70, -5, 90});
  reel[1].tones.resize(4);
  reel[1].tones[3].log_gain[5] = 0.07;
  reel[1].tones[3].share[5] = 1;
  reel[1].light.log_gain.assign(LocalLight::parts, -12);
  reel[1].light.weight.assign(LocalLight::parts, 100);
  reel[1].candidates.push_back(
      {{{0, 0, {2, 2}}, {0, 3, 1}}, 1.7, 2, {{{1, 2}, {1, 2}, {1, 2}, {1, 2}}}, -1, 2, {3, 4}, {-5, 6}, true});
  reel[1].candidates.push_back({{{62, 46, {2, 2}}, {}}, 0.4, 0, {}, 0, 0, {}, {}, false});  // a weak one: box only
  reel[1].perforation = Perforation{1150, 6000, 0, 2500};
  reel[1].look = {0.5, 0.1, 1, 1.0 / 3, 0.9, 0.95, 0.05, 12.5};
  reel[1].lines.push_back({line_shape(), 60.5, 0.1, 0.2, 1.0 / 3, 0.4, -0.5, 1e-9, 0.7, 0.8});
  std::stringstream lines;
  write_measurements(lines, reel, stream());
  EXPECT_EQ(read_measurements(lines, stream(), "m"), reel);
}

TEST(PlanJson, AnotherSchemaOrVersionIsRefusedByName) {
  EXPECT_THAT(refusal_of(changed("tasma.plan/1", "tasma.plan/2")), HasSubstr("tasma.plan/2"));
  EXPECT_THAT(refusal_of(changed("tasma.plan/1", "tasma.measurements/1")), HasSubstr("tasma.measurements/1"));
  EXPECT_THAT(refusal_of(changed("\"schema\"", "\"scheme\"")), HasSubstr("not said"));
}

TEST(PlanJson, APlanForOtherPicturesIsRefused) {
  EXPECT_THAT(refusal_of(changed("\"depth\":10", "\"depth\":12")), HasSubstr("other pictures"));
}

TEST(PlanJson, ACutPlanIsRefusedWhereverItWasCut) {
  const auto whole = written(plan());
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_THAT(refusal_of(whole.substr(0, length)), HasSubstr("damaged")) << length;
}

TEST(PlanJson, MasksOutsideTheFrameAreRefused) {
  for (const auto* box : {"[61,45,4,3]", "[60,46,4,3]", "[-1,45,4,3]", "[60,45,0,3]", "[2147483647,45,4,3]",
                          "[60,45,4,4294967299]", "[60,45,4,3.5]", "[60,45,4]"})
    EXPECT_THAT(refusal_of(changed("[60,45,4,3]", box)), HasSubstr("line 3")) << box;
}

TEST(PlanJson, RunsThatDoNotFillTheBoxAreRefused) {
  for (const auto* runs : {"[1,3,2,5]", "[1,3,2,7]", "[1,3,0,2,6]", "[]", "[12,4294967296]", "[-1,13]", "[1e2]"})
    EXPECT_THAT(refusal_of(changed("[1,3,2,6]", runs)), HasSubstr("line 3")) << runs;
}

TEST(PlanJson, LinesThatDoNotFitTheFrameAreRefused) {
  for (const auto* rows : {"[-1,46,12]", "[8,49,12]", "[8,8,12]", "[46,8,12]", "[8,46,0]", "[8,46,-12]", "[8,46,13]",
                           "[8,46,5]", "[8,46]", "[8,46,12.0]", "[8,46,4294967308]"})
    EXPECT_THAT(refusal_of(changed("[8,46,12]", rows)), HasSubstr("line 3")) << rows;
  for (const auto* x16 : {"[-3,511]", "[-3,511,1030,7]", "[-3,511,99999]", "[-3,511,1e2]", "[-3,511,null]", "7"})
    EXPECT_THAT(refusal_of(changed("[-3,511,1030]", x16)), HasSubstr("line 3")) << x16;
  for (const auto* amplitude : {"[]", "[[1,2,3],[1,2,3]]", "[[1,2],[1,2],[1,2]]", "[[1,2,65537]]", "[1,2,3]", "0"})
    EXPECT_THAT(refusal_of(changed("[[100,-200,300],[1,2,3],[4,5,6]]", amplitude)), HasSubstr("line 3")) << amplitude;
  for (const auto* pitch : {"0", "-5", "1025", "0.3", "\"5\""})
    EXPECT_THAT(refusal_of(changed("\"pitch16\":5", std::string("\"pitch16\":") + pitch)), HasSubstr("line 3"))
        << pitch;
  EXPECT_THAT(refusal_of(changed("\"profile\":[-31,", "\"profile\":[")), HasSubstr("line 3"));
  EXPECT_THAT(refusal_of(changed("\"profile\":[-31,", "\"profile\":[-65537,")), HasSubstr("line 3"));
}

TEST(PlanJson, ValuesOutOfRangeAreRefused) {
  EXPECT_THAT(refusal_of(changed("0.30000000000000004", "1e999")), HasSubstr("line 3"));
  EXPECT_THAT(refusal_of(changed("0.30000000000000004", "NaN")), HasSubstr("line 3"));
  EXPECT_THAT(refusal_of(changed("0.30000000000000004", "null")), HasSubstr("line 3"));
  EXPECT_THAT(refusal_of(changed("\"source\":-2", "\"source\":-3")), HasSubstr("line 3"));
  EXPECT_THAT(refusal_of(changed("\"keep\"", "\"burn\"")), HasSubstr("neither"));
  EXPECT_THAT(refusal_of(changed("\"intertitle\"", "\"poem\"")), HasSubstr("no known kind"));
  EXPECT_THAT(refusal_of(changed("\"flash\":true", "\"flash\":1")), HasSubstr("line 4"));
  EXPECT_THAT(refusal_of(changed("\"position\":2", "\"position\":1")), HasSubstr("order"));
  EXPECT_THAT(refusal_of(changed("\"number\":1003", "\"number\":99999999999999999999")), HasSubstr("line 4"));
  EXPECT_THAT(refusal_of(changed("\"frames\":3", "\"frames\":2")), HasSubstr("more frames"));
}

TEST(PlanJson, DeepNestingAndEndlessLinesAreRefused) {
  const auto head = written(plan()).substr(0, written(plan()).find('\n') + 1);
  EXPECT_THAT(refusal_of(head + std::string(1'000'000, '[') + '\n'), HasSubstr("nests"));
  EXPECT_THAT(refusal_of(head + std::string(17 << 20, ' ')), HasSubstr("too long"));
}

TEST(PlanJson, AFullDiskIsAnError) {
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  EXPECT_THROW(write_plan(out, plan(), stream()), Error);
}

}  // namespace
}  // namespace tasma::pipeline
