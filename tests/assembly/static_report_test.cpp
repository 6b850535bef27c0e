// The dense ARM kernel is what guide and rules promise: multiply-adds by element, nothing spilled.
#include "generators/cli/static_report.h"

#include <gtest/gtest.h>

#include "generators/compile/compile.h"
#include "schedules/schedule.h"
#include "schedules/target.h"

namespace tconv {
namespace {

std::vector<StaticLoop> report_of_dense_layer() {
    const Problem problem = parse_key("f32,last,n1,c64,f64,g1,bias,linear,exact_order,i16k4s2d1b1o32,i16k4s2d1b1o32");
    const Target &target = find_target("arm-64-linux");
    const InstructionSet &set = *target.sets.front();
    KernelFacts kernel;
    kernel.instruction_set = set.name;
    kernel.schedule = default_schedule(problem, target, set);
    return static_report("layer", problem, target.name, {kernel});
}

TEST(StaticReport, DenseKernelsOfArmSpillNothing) {
    const std::vector<StaticLoop> report = report_of_dense_layer();
    ASSERT_FALSE(report.empty());
    const InnerLoop &loop = report.front().loop;
    EXPECT_EQ(loop.stack, 0) << loop.body;
    EXPECT_GE(loop.products, 3 * loop.loads) << "a load feeds three products or more\n" << loop.body;
    EXPECT_GE(4 * loop.products, 3 * loop.instructions) << "little beside loads and products\n" << loop.body;
    EXPECT_NE(loop.body.find(".s["), std::string::npos) << "multiply-adds by element\n" << loop.body;
}

TEST(StaticReport, TableAndJsonSayTheSame) {
    const std::vector<StaticLoop> report = report_of_dense_layer();
    ASSERT_FALSE(report.empty());
    const Json json = static_json(report);
    ASSERT_EQ(json.size(), report.size());
    EXPECT_EQ(json[0].at("multiply_adds"), report[0].loop.products);
    EXPECT_EQ(json[0].at("estimated_share").size(), 2U);
    const std::string table = static_table(report);
    EXPECT_NE(table.find(" " + std::to_string(report[0].loop.products) + " "), std::string::npos) << table;
    EXPECT_NE(table.find("Cortex-A55"), std::string::npos) << table;
    EXPECT_NE(table.find("estimated"), std::string::npos) << table;
}

}  // namespace
}  // namespace tconv
