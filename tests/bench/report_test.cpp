// The report's JSON: Google Benchmark's form, and what is beside it.
#include "bench/report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tconv::bench {
namespace {

using Json = nlohmann::json;

Samples samples(std::vector<double> seconds) {
    Samples all;
    all.seconds = std::move(seconds);
    all.calls = 4;
    return all;
}

Comparison comparison(int threads) {
    Comparison found;
    found.threads = threads;
    found.own = 1;
    found.results = {{"tconv-default", "", samples({0.002, 0.004, 0.003})},
                     {"onednn", "last, jit", samples({0.005, 0.0025, 0.006})},
                     {"torch", "torch 2", samples({0.001})}};
    found.refusals = {{"litert", "no groups"}};
    return found;
}

class ReportTest : public testing::Test {
protected:
    void SetUp() override {
        const TableLayer layer = {"up", "net", "here", "few filters",
                                  parse_key("f32,last,n1,c4,f2,g1,bias,linear,fast,i8k2s2d1b0o16")};
        report_.add_missing({"openvino", "not installed"});
        report_.add(layer, 1000, {}, comparison(1));
        report_.add(layer, 1000, {}, comparison(2));
        json_ = Json::parse(report_.json());
    }

    static Machine machine() {
        Machine machine;
        machine.processor = "a processor";
        machine.cores = 2;
        machine.peak_gflops = 100;
        machine.peak_gflops_all = 200;
        machine.l3_gbs = machine.dram_gbs = 10;
        machine.l3_gbs_all = machine.dram_gbs_all = 20;
        return machine;
    }

    Report report_{machine()};
    Json json_;
};

TEST_F(ReportTest, EachRoundIsABenchmarkOfGoogles) {
    EXPECT_EQ(json_.at("benchmarks").size(), 14U);
    const Json &round = json_.at("benchmarks").at(1);
    EXPECT_EQ(round.at("name"), "up/tconv-default/threads:1");
    EXPECT_EQ(round.at("run_type"), "iteration");
    EXPECT_EQ(round.at("repetitions"), 3);
    EXPECT_EQ(round.at("repetition_index"), 1);
    EXPECT_EQ(round.at("iterations"), 4);
    EXPECT_EQ(round.at("real_time"), 4000);
    EXPECT_EQ(round.at("cpu_time"), 4000);
    EXPECT_EQ(round.at("time_unit"), "us");
    for (const char *fact : {"date", "num_cpus", "caches", "load_avg", "library_build_type"}) {
        EXPECT_TRUE(json_.at("context").contains(fact)) << fact;
    }
}

TEST_F(ReportTest, AComparisonHasResultsAndRefusals) {
    EXPECT_EQ(json_.at("tconv").at("missing"),
              Json::parse(R"([{"contender": "openvino", "reason": "not installed"}])"));
    ASSERT_EQ(json_.at("tconv").at("layers").size(), 1U);
    const Json &layer = json_.at("tconv").at("layers").at(0);
    EXPECT_EQ(layer.at("class"), "few filters");
    EXPECT_EQ(layer.at("flops"), 2 * 8 * 2 * 4 * 2);
    ASSERT_EQ(layer.at("comparisons").size(), 2U);
    const Json &found = layer.at("comparisons").at(1);
    EXPECT_EQ(found.at("threads"), 2);
    EXPECT_DOUBLE_EQ(found.at("roofline_ms"), 1000 / 20e9 * 1e3);  // its bytes take longer than its multiply-adds
    EXPECT_EQ(found.at("refusals"), Json::parse(R"([{"contender": "litert", "reason": "no groups"}])"));
    EXPECT_EQ(found.at("results").at(1).at("least_ms"), 2.5);
    EXPECT_EQ(found.at("results").at(1).at("median_ms"), 5);
}

TEST(Comparison, HoldsTheFirstOfTconvAgainstTheBestPeer) {
    Comparison found = comparison(1);
    EXPECT_EQ(found.best_peer()->contender, "torch");
    EXPECT_DOUBLE_EQ(found.ratio(), 0.5);
    found.results.pop_back();
    EXPECT_DOUBLE_EQ(found.ratio(), 1.25);
    found.results.pop_back();
    EXPECT_EQ(found.best_peer(), nullptr);
    EXPECT_EQ(found.ratio(), 0);
    found.own = 0;
    EXPECT_EQ(found.tconv(), nullptr);
}

}  // namespace
}  // namespace tconv::bench
