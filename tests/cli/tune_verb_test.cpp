// tconv tune, bench and compile --effort: little searches on this machine.
#include <gtest/gtest.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "tests/cli/layer_case.h"
#include "tests/cli/program.h"

namespace tconv::test {
namespace {

using nlohmann::json;

TEST(Tune, WritesATableThatCompilesAndIsBegunWithAgain) {
    const Folder folder;
    const std::string layer = folder.write("small.json", kSmallLayer), table = folder / "t.json";
    const Outcome first = tconv({"tune", layer, "-o", table, "--seconds", "3", "--json"});
    ASSERT_EQ(first.status, 0) << first.err;
    const json report = json::parse(first.out);
    EXPECT_EQ(report["interrupted"], false);
    ASSERT_EQ(report["layers"].size(), 1U);
    const json found = report["layers"][0];
    EXPECT_GT(found["tried"], 0);
    EXPECT_GT(found["milliseconds"], 0);
    EXPECT_GT(found["gflops"], 0);
    EXPECT_LT(found["roofline_share"], 4);
    for (const char *kind : {"wrong", "crashed", "hung", "refused"})
        EXPECT_TRUE(found["dropped"].contains(kind));
    EXPECT_EQ(tconv({"schedules", "check", table}).status, 0);

    const Outcome again = tconv({"tune", layer, "-o", table, "--seconds", "1"});
    EXPECT_EQ(again.status, 0) << again.err;
    EXPECT_NE(again.out.find("small "), std::string::npos) << again.out;
    const json entries = json::parse(read_text(table))["entries"];
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0]["effort"], "measure");
    EXPECT_EQ(tconv({"verify", layer, "--schedules", table, "--target", report["target"]}).status, 0);
}

TEST(Tune, EstimateIsRepeatable) {
    const Folder folder;
    const std::string layer = folder.write("small.json", kSmallLayer);
    const auto table_with_seed = [&](const std::string &name, const std::string &seed) {
        const Outcome outcome = tconv({"tune", layer, "-o", folder / name, "--effort", "estimate", "--seed", seed});
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        return read_text(folder / name);
    };
    const std::string table = table_with_seed("a.json", "1");
    EXPECT_EQ(table, table_with_seed("b.json", "1"));
    EXPECT_NE(table.find("\"milliseconds\":null"), std::string::npos) << table;
}

TEST(Tune, ShardsJoinToTheWhole) {
    const Folder folder;
    Arguments layers;
    for (const char *channels : {"3", "4", "5", "6", "7"})
        layers.push_back(folder.write(std::string("c") + channels + ".json", small_layer_with("channels", channels)));
    const auto tuned = [&](const std::string &shard, const std::string &name) {
        Arguments arguments{"tune", "-o", folder / name, "--effort", "estimate", "--shard", shard};
        arguments.insert(arguments.end(), layers.begin(), layers.end());
        EXPECT_EQ(tconv(arguments).status, 0);
        return folder / name;
    };
    const std::string whole = tuned("1/1", "whole.json");
    const Outcome merge =
        tconv({"schedules", "merge", tuned("1/2", "one.json"), tuned("2/2", "two.json"), "-o", folder / "joined.json"});
    EXPECT_EQ(merge.status, 0) << merge.err;
    const auto keys = [&](const std::string &file) {
        std::vector<std::string> found;
        const json table = json::parse(read_text(file));
        for (const json &entry : table["entries"])
            found.push_back(entry["key"]);
        return found;
    };
    EXPECT_EQ(keys(folder / "joined.json"), keys(whole));
    EXPECT_EQ(keys(whole).size(), 5U);
}

TEST(Tune, StopsAtAnInterruptWithWhatItHas) {
    const Folder folder;
    const std::string layer = folder.write("small.json", kSmallLayer), table = folder / "t.json";
    Process program = start_tconv({"tune", layer, "-o", table, "--seconds", "600", "--json"});
    while (!std::filesystem::exists(table))
        usleep(10'000);
    usleep(1'500'000);
    kill(program.id(), SIGINT);
    const Outcome outcome = program.wait();
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(json::parse(outcome.out)["interrupted"], true);
    EXPECT_EQ(tconv({"schedules", "check", table}).status, 0);
    EXPECT_EQ(folder.names(), (std::vector<std::string>{"small.json", "t.json"}));
}

TEST(Tune, SaysWhichLayersItHadNoTimeFor) {
    const Folder folder;
    const std::string one = folder.write("one.json", kSmallLayer), table = folder / "t.json";
    const std::string two = folder.write("two.json", small_layer_with("channels", "5"));
    Process program = start_tconv({"tune", one, two, "-o", table, "--seconds", "600"});
    while (!std::filesystem::exists(table))
        usleep(10'000);
    kill(program.id(), SIGINT);
    const Outcome outcome = program.wait();
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_NE(outcome.out.find("; no time for "), std::string::npos) << outcome.out;
}

TEST(Tune, KeepsWhatAnotherSearchPutsIntoTheTable) {
    const Folder folder;
    const std::string layer = folder.write("small.json", kSmallLayer), table = folder / "t.json";
    Process program = start_tconv({"tune", layer, "-o", table, "--seconds", "600", "--json"});
    while (!std::filesystem::exists(table))
        usleep(10'000);
    EXPECT_EQ(tconv({"tune", layer, "-o", table, "--effort", "estimate", "--threads", "2"}).status, 0);
    usleep(1'500'000);
    kill(program.id(), SIGINT);
    const Outcome outcome = program.wait();
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_NE(read_text(table).find("\"threads\":1"), std::string::npos);
    EXPECT_NE(read_text(table).find("\"threads\":2"), std::string::npos);
}

TEST(Tune, SaysWhatIsWrong) {
    const Folder folder;
    const std::string layer = folder.write("small.json", kSmallLayer);
    const std::string rows = folder.write("rows.csv", "name,network\na\n");
    const std::pair<Arguments, std::string> wrong[] = {
        {{"tune", layer, "-o", layer, "--effort", "estimate"}, "a layer file"},
        {{"tune", layer, "-o", folder / "no/t.json"}, "no/t.json"},
        {{"tune", folder / "none.json", "-o", folder / "t.json"}, "none.json"},
        {{"tune", "--layers", rows, "-o", folder / "t.json"}, "rows.csv:2: 1 cells: must be 2"},
        {{"bench", folder / "none.json"}, "none.json"},
    };
    for (const auto &[arguments, part] : wrong) {
        const Outcome outcome = tconv(arguments);
        EXPECT_EQ(outcome.status, 1) << part;
        EXPECT_TRUE(is_one_line(outcome.err)) << outcome.err;
        EXPECT_NE(outcome.err.find(part), std::string::npos) << outcome.err;
    }
    EXPECT_EQ(folder.names(), (std::vector<std::string>{"rows.csv", "small.json"}));
}

TEST(Tune, TimesArePositiveNumbers) {
    const Folder folder;
    const std::string layer = folder.write("small.json", kSmallLayer);
    for (const char *seconds : {"0", "-1", "nan", "inf", "1e400", "x", ""}) {
        for (const std::vector<std::string> &arguments :
             {std::vector<std::string>{"tune", layer, "-o", folder / "t.json", "--seconds", seconds},
              std::vector<std::string>{"compile", layer, "-o", folder / "out", "--effort", "measure", "--seconds",
                                       seconds},
              std::vector<std::string>{"bench", layer, "--seconds", seconds}}) {
            const Outcome outcome = tconv(arguments);
            EXPECT_EQ(outcome.status, 2) << seconds;
            EXPECT_TRUE(is_one_line(outcome.err) && outcome.err.size() < 200) << outcome.err;
        }
    }
    EXPECT_EQ(folder.names(), std::vector<std::string>{"small.json"});
}

TEST(Tune, LogsIntoAFileOfItsOwn) {
    const Folder folder;
    const std::string layer = folder.write("small.json", kSmallLayer), other = folder / "other.json";
    ASSERT_EQ(tconv({"tune", layer, "-o", other, "--effort", "estimate"}).status, 0);
    const std::string rows = folder.write("rows.csv", "name,network,rank,batch,cin,cout,input,kernel,stride,crop_begin,"
                                                      "crop_end,output_padding,dilation,groups,source\n"
                                                      "a,n,1,1,1,1,4,3,2,0,0,0,1,1,s\n");
    const std::string table = folder / "t.json";
    std::filesystem::create_symlink("no/such/folder/log", folder / "nowhere");
    const std::pair<std::string, std::string> wrong[] = {
        {layer, "must be another file than a layer file"}, {rows, "must be another file than --layers"},
        {other, "must be another file than --schedules"},  {table, "must be another file than --output"},
        {folder / "no/log", "there is no folder"},         {folder / "nowhere", "cannot be written"},
    };
    for (const auto &[log, part] : wrong) {
        const Outcome outcome = tconv(
            {"tune", layer, "--layers", rows, "-o", table, "--effort", "estimate", "--schedules", other, "--log", log});
        EXPECT_EQ(outcome.status, 1) << log;
        EXPECT_TRUE(is_one_line(outcome.err)) << outcome.err;
        EXPECT_NE(outcome.err.find("--log is '" + log + "': "), std::string::npos) << outcome.err;
        EXPECT_NE(outcome.err.find(part), std::string::npos) << outcome.err;
        EXPECT_FALSE(std::filesystem::exists(table));
    }
    EXPECT_EQ(read_text(layer), kSmallLayer);
    EXPECT_EQ(tconv({"tune", layer, "-o", table, "--effort", "estimate", "--log", folder / "log"}).status, 0);
    EXPECT_TRUE(std::filesystem::exists(folder / "log"));
}

TEST(Compile, WithEffortSearchesFirst) {
    const Folder folder;
    const std::string layer = folder.write("small.json", kSmallLayer);
    const Outcome outcome =
        tconv({"compile", layer, "-o", folder / "out", "--effort", "measure", "--seconds", "1", "--json"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(json::parse(outcome.out)["kernels"][0]["schedule_from"], "given");
}

TEST(Bench, TellsSharesOfTheMachine) {
    const Folder folder;
    const std::string layer = folder.write("small.json", kSmallLayer);
    const Outcome outcome = tconv({"bench", layer, "--seconds", "0.05", "--json"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    const json report = json::parse(outcome.out);
    EXPECT_GT(report["machine"]["peak_gflops"], 0);
    const json row = report["layers"][0];
    for (const char *number : {"least_milliseconds", "gflops", "peak_share", "bandwidth_share", "roofline_share"})
        EXPECT_GT(row[number], 0) << number;
    EXPECT_GE(row["median_milliseconds"], row["least_milliseconds"]);
    EXPECT_LT(row["roofline_share"], 4);
}

}  // namespace
}  // namespace tconv::test
