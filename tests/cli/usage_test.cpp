// Exit statuses, help, and messages of the program (interface.md, section 3).
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/layer_case.h"
#include "tests/cli/program.h"

namespace tconv::test {
namespace {

const char *const kVerbs[] = {"compile", "run", "init", "inspect", "verify", "tune", "schedules", "bench", "targets"};

TEST(Usage, VersionIsTheProjects) {
    const Outcome outcome = tconv({"--version"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.out, "tconv " TCONV_VERSION "\n");
}

TEST(Usage, HelpNamesEveryVerbAndEachVerbHasItsOwnWithAnExample) {
    const Outcome all = tconv({"--help"});
    EXPECT_EQ(all.status, 0);
    EXPECT_EQ(all.err, "");
    for (const std::string verb : kVerbs) {
        EXPECT_NE(all.out.find(verb), std::string::npos);
        const Outcome one = tconv({verb, "--help"});
        EXPECT_EQ(one.status, 0);
        EXPECT_EQ(one.err, "");
        EXPECT_NE(one.out.find("Example:\n  tconv " + verb), std::string::npos) << one.out;
    }
}

TEST(Usage, WrongUsageIsStatus2WithOneLineOnStandardError) {
    const Arguments wrong[] = {
        {},
        {"tuna"},
        {"compile"},
        {"compile", "a.json"},
        {"compile", "a.json", "-o", "out", "--effort", "heroic"},
        {"compile", "a.json", "-o", "out", "--target", "pdp-11"},
        {"compile", "a.json", "-o", "out", "--bias", "b.npy"},
        {"inspect", "a.json", "--target", "pdp-11"},
        {"verify", "a.json", "--target", "pdp-11"},
        {"run", "a.json", "--input", "x.npy"},
        {"run", "a.json", "--input", "x.npy", "--output", "y.npy"},
        {"run", "a.json", "--input", "x.npy", "--output", "y.npy", "--weights", "w.npy", "--init", "he"},
        {"run", "a.json", "--input", "x.npy", "--output", "y.npy", "--weights", "w.npy", "--seed", "1"},
        {"run", "a.json", "--input", "x.npy", "--output", "y.npy", "--init", "he", "--threads", "0"},
        {"run", "a.json", "--input", "x.npy", "--output", "y.npy", "--init", "he", "--threads", "1025"},
        {"run", "a.json", "--input", "x.npy", "--output", "y.npy", "--init", "he", "--threads", "two"},
        {"run", "a.json", "--input", "x.npy", "--output", "y.npy", "--init", "he", "--repeat", "0"},
        {"run", "a.json", "--input", "x.npy", "--output", "y.npy", "--init", "he", "--seed", "-1"},
        {"run", "a.json", "--input", "x.npy", "--output", "y.npy", "--init", "he", "--seed", "18446744073709551616"},
        {"verify", "a.json", "--seed", "1.5"},
        {"init", "a.json"},
        {"init", "a.json", "-o", "w.npy", "--seed", "-1"},
        {"inspect"},
        {"inspect", "a.json", "b.json"},
        {"verify"},
        {"targets", "--yaml"},
        {"tune", "-o", "t.json"},
        {"tune", "a.json"},
        {"tune", "a.json", "-o", "t.json", "--effort", "heroic"},
        {"tune", "a.json", "-o", "t.json", "--shard", "3/2"},
        {"tune", "a.json", "-o", "t.json", "--seconds", "0"},
        {"tune", "a.json", "-o", "t.json", "--threads", "0"},
        {"tune", "a.json", "-o", "t.json", "--processor", "Zen 4"},
        {"tune", "a.json", "-o", "t.json", "--filter", "a"},
        {"schedules"},
        {"schedules", "sort"},
        {"schedules", "merge", "a.json"},
        {"schedules", "merge", "-o", "t.json"},
        {"bench"},
        {"bench", "a.json", "--threads", "0"},
        {"compile", "a.json", "-o", "out", "--processor", ""},
        {"compile", "a.json", "-o", "out", "--tuned-for", "0"},
    };
    for (const Arguments &arguments : wrong) {
        const Outcome outcome = tconv(arguments);
        EXPECT_EQ(outcome.status, 2) << testing::PrintToString(arguments);
        EXPECT_EQ(outcome.out, "");
        EXPECT_TRUE(is_one_line(outcome.err)) << outcome.err;
    }
}

TEST(Usage, AWordThatIsNoVerbIsNamedBesideTheVerbs) {
    const std::string verbs = "must be one of compile, run, init, convert, import, inspect, verify, tune, schedules, "
                              "bench, targets (see tconv --help)\n";
    EXPECT_EQ(tconv({"compil", "a.json"}).err, "tconv: the verb is \"compil\": " + verbs);
    EXPECT_EQ(tconv({"two\nlines"}).err, "tconv: the verb is \"two lines\": " + verbs);
    EXPECT_EQ(tconv({}).err, "tconv: the verb is missing: " + verbs);
}

TEST(Usage, AValueThatAnOptionDoesNotHaveIsNamedBesideThoseThatItHas) {
    const Folder folder;
    const std::string layer = folder.write("small.json", kSmallLayer);
    const std::pair<Arguments, std::string> rows[] = {
        {{"verify", "a.json", "--target", "pdp-11"}, "target is \"pdp-11\": must be one of x86-64-linux, "},
        {{"run", layer, "--input", "x.npy", "--output", "y.npy", "--init", "xavier"},
         "--init: initializer is \"xavier\": must be one of zeros, ones, "},
        {{"init", layer, "-o", folder / "w.npy", "--init", "he_normal"},
         "initializer is \"he_normal\": must be one of "},
        {{"compile", "a.json", "-o", "out", "--effort", "heroic"}, "heroic not in {estimate,measure,patient}"},
        {{"bench", layer, "--seconds", "-1"},
         "--seconds: -1 is no time: must be a number above 0 (see tconv bench --help)\n"},
        {{"tune", layer, "-o", "t.json", "--seconds", "inf"},
         "--seconds: inf is no time: must be a number above 0 (see tconv tune "},
        {{"compile", layer, "-o", "out", "--effort", "measure", "--seconds", "1s"},
         "--seconds: 1s is no time: must be a number above "},
        {{"bench", layer, "--processor-time", "--threads", "2"}, "--processor-time: is for one thread: --threads is 2"},
        {{"schedules"},
         "tconv: the action is missing: must be one of list, show, merge, check (see tconv schedules --"},
        {{"schedules", "sort"}, "tconv: the action is \"sort\": must be one of list, "},
        {{"schedules", "merge", "a.json"}, "tconv: --output is required (see tconv schedules merge --help)\n"},
    };
    for (const auto &[arguments, message] : rows) {
        const Outcome outcome = tconv(arguments);
        EXPECT_EQ(outcome.status, 2);
        EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err;
    }
}

TEST(Usage, WhatCannotBeDoneIsStatus1WithOneLineThatNamesIt) {
    const Folder folder;
    const std::string layer = folder.write("small.json", kSmallLayer);
    const std::string bad = folder.write("bad.json", small_layer_with("stride", "[2, 0]"));
    const struct {
        Arguments arguments;
        std::vector<std::string> named;
    } rows[] = {
        {{"inspect", folder / "none.json"}, {"none.json"}},
        {{"inspect", folder.path()}, {folder.path()}},
        {{"inspect", bad}, {"stride[1] is 0: must be 1 or more", "bad.json"}},
        {{"verify", layer, bad}, {"stride[1] is 0", "bad.json"}},
        {{"run", layer, "--input", "x.npy", "--output", folder / "y.npy", "--init", "he"}, {"x.npy"}},
    };
    for (const auto &row : rows) {
        const Outcome outcome = tconv(row.arguments);
        EXPECT_EQ(outcome.status, 1) << testing::PrintToString(row.arguments);
        EXPECT_EQ(outcome.out, "");
        EXPECT_EQ(outcome.err.rfind("tconv: error: ", 0), 0U) << outcome.err;
        EXPECT_TRUE(is_one_line(outcome.err)) << outcome.err;
        for (const std::string &part : row.named) {
            EXPECT_NE(outcome.err.find(part), std::string::npos) << part << " is not in " << outcome.err;
        }
    }
    EXPECT_EQ(folder.names(), (std::vector<std::string>{"bad.json", "small.json"}));
}

TEST(Targets, ListsTheTableAndThisMachine) {
    const Outcome outcome = tconv({"targets", "--json"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    const nlohmann::json report = nlohmann::json::parse(outcome.out);
    EXPECT_EQ(report["targets"][0]["name"], "x86-64-linux");
    EXPECT_EQ(report["targets"][0]["default"], true);
    EXPECT_GE(report["machine"]["cores"], 1);
    EXPECT_TRUE(report["machine"]["instruction_sets"].is_array());

    const Outcome text = tconv({"targets"});
    EXPECT_EQ(text.status, 0);
    for (const nlohmann::json &target : report["targets"]) {
        EXPECT_NE(text.out.find(target["name"].get<std::string>() + " "), std::string::npos);
    }
}

// /dev/full takes nothing: a report that nobody got is not a success.
TEST(Usage, StandardOutputThatCannotBeWrittenIsAnError) {
    const Outcome outcome = Process("/bin/sh", {"-c", "exec \"$0\" targets > /dev/full", kProgram}).wait();
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("standard output"), std::string::npos) << outcome.err;
}

TEST(Usage, AnEmptyFileNameIsWrongUsage) {
    for (const Arguments &arguments : {Arguments{"inspect", "a.json", "--svg", ""},
                                       {"import", "a.onnx", "-o", ""},
                                       {"compile", "a.json", "-o", ""}}) {
        const Outcome outcome = tconv(arguments);
        EXPECT_EQ(outcome.status, 2);
        EXPECT_NE(outcome.err.find("must not be empty"), std::string::npos) << outcome.err;
    }
}

}  // namespace
}  // namespace tconv::test
