// tconv schedules, and tables given to other verbs. Tables come from `tune --effort estimate`, which measures nothing.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/layer_case.h"
#include "tests/cli/program.h"

namespace tconv::test {
namespace {

using nlohmann::json;

class Schedules : public testing::Test {
protected:
    /// A table for one layer; the program's defaults for what `more` does not say.
    std::string table_for(const std::string &name, const std::string &layer, const Arguments &more = {}) {
        Arguments arguments{"tune", layer, "-o", folder / name, "--effort", "estimate", "--processor", "zen4"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Outcome outcome = tconv(arguments);
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        return folder / name;
    }

    const Folder folder;
    const std::string small = folder.write("small.json", kSmallLayer);
    const std::string other = folder.write("other.json", small_layer_with("channels", "5"));
};

TEST_F(Schedules, AreListedShownMergedAndChecked) {
    const std::string a = table_for("a.json", small), b = table_for("b.json", other);
    const Outcome merge = tconv({"schedules", "merge", a, b, "-o", folder / "both.json", "--json"});
    ASSERT_EQ(merge.status, 0) << merge.err;
    EXPECT_EQ(json::parse(merge.out)["entries"], 2);
    const Outcome other_way = tconv({"schedules", "merge", b, a, "-o", folder / "again.json"});
    EXPECT_EQ(other_way.status, 0) << other_way.err;
    EXPECT_EQ(read_text(folder / "both.json"), read_text(folder / "again.json"));

    const Outcome list = tconv({"schedules", "list", folder / "both.json", "--json"});
    ASSERT_EQ(list.status, 0) << list.err;
    const json row = json::parse(list.out)["tables"][0];
    EXPECT_EQ(row["entries"], 2);
    EXPECT_EQ(row["processor"], "zen4");

    const Outcome show = tconv({"schedules", "show", folder / "both.json", "--json"});
    ASSERT_EQ(show.status, 0) << show.err;
    const json entries = json::parse(show.out)["entries"];
    ASSERT_EQ(entries.size(), 2U);
    const std::string key = entries[1]["key"];
    const Outcome one = tconv({"schedules", "show", folder / "both.json", "--key", key});
    EXPECT_EQ(one.status, 0);
    EXPECT_TRUE(one.out.starts_with(key + "\n")) << one.out;
    EXPECT_EQ(tconv({"schedules", "show", folder / "both.json", "--key", "nothing"}).err,
              "tconv: error: no entry has the key \"nothing\"\n");

    const Outcome check = tconv({"schedules", "check", a, b});
    EXPECT_EQ(check.status, 0) << check.err;
    EXPECT_EQ(check.out, a + "  right: 1 entry\n" + b + "  right: 1 entry\n");
    EXPECT_EQ(tconv({"schedules", "list"}).status, 0);
    EXPECT_EQ(tconv({"schedules", "check"}).status, 0) << "those that are shipped";
}

TEST_F(Schedules, ThatAreDamagedAreRefusedWithTheFile) {
    const std::string a = table_for("a.json", small);
    std::string text = read_text(a);
    text.replace(text.find("0.1.0"), 5, "9.9.9");
    const std::string newer = folder.write("newer.json", text);
    const std::string message =
        "tconv: error: version is \"9.9.9\": must be that of this program, 0.1 (" + newer + ")\n";
    for (const Arguments &arguments : {Arguments{"schedules", "check", newer},
                                       {"schedules", "merge", a, newer, "-o", folder / "both.json"},
                                       {"compile", small, "-o", folder / "out", "--schedules", newer},
                                       {"tune", small, "-o", newer, "--effort", "estimate"}}) {
        const Outcome outcome = tconv(arguments);
        EXPECT_EQ(outcome.status, 1);
        EXPECT_EQ(outcome.err, message);
    }
    EXPECT_EQ(folder.names(), (std::vector<std::string>{"a.json", "newer.json", "other.json", "small.json"}));
    const Outcome layer = tconv({"schedules", "check", small});
    EXPECT_EQ(layer.err, "tconv: error: format is missing (" + small + ")\n");
}

TEST_F(Schedules, OfAnotherTargetAreRefused) {
    const std::string avx2 = table_for("avx2.json", small, {"--target", "x86-64-linux-avx2"});
    const Outcome outcome =
        tconv({"compile", small, "-o", folder / "out", "--target", "x86-64-linux-avx512", "--schedules", avx2});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.err, "tconv: error: table avx2.json is for target x86-64-linux-avx2: target "
                           "x86-64-linux-avx512 has no such instruction set\n");
    const std::string avx512 = table_for("avx512.json", small, {"--target", "x86-64-linux-avx512"});
    EXPECT_EQ(tconv({"schedules", "merge", avx2, avx512, "-o", folder / "both.json"}).status, 1);
}

TEST_F(Schedules, AreWhatLibrariesAreCompiledWith) {
    // Direct sums, so that the table's schedule has the member that is changed below.
    const std::string in_order = small_layer_with("accuracy", "\"exact_order\"");
    const std::string file = folder.write("in_order.json", in_order);
    const std::string table = table_for("a.json", file, {"--target", "x86-64-linux-avx512"});
    const auto schedule_of = [&](const Arguments &more) {
        Arguments arguments{"inspect", file, "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Outcome outcome = tconv(arguments);
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        return json::parse(outcome.out);
    };
    // Another tile than the rule's, so that it shows.
    std::string text = read_text(table);
    const std::string member = "\"unroll_channels\":";
    ASSERT_NE(text.find(member), std::string::npos) << text;
    const size_t at = text.find(member) + member.size();
    text.replace(at, text.find(',', at) - at, "3");
    const std::string changed = folder.write("changed.json", text);
    const json with = schedule_of({"--schedules", changed}), without = schedule_of({});
    EXPECT_EQ(with["schedule"]["avx512"]["unroll_channels"], 3);
    EXPECT_NE(without["schedule"]["avx512"]["unroll_channels"], 3);
    EXPECT_EQ(with["schedule_from"]["avx512"], "table changed.json");
    EXPECT_EQ(with["schedule"]["sse41"]["packing"], with["schedule"]["avx512"]["packing"]);

    const LayerCase layer(folder, in_order, {1, 5, 6, 4});
    Arguments run = layer.run_arguments();
    run.insert(run.end(), {"--schedules", changed});
    EXPECT_EQ(tconv(run).status, 0);
    layer.expect_right();
}

}  // namespace
}  // namespace tconv::test
