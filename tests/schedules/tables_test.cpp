// The text of tables: what is written is read again, and nothing else is.
#include <gtest/gtest.h>

#include "tests/core/message.h"
#include "tests/files/folder.h"
#include "tests/schedules/random_table.h"

namespace tconv::test {
namespace {

constexpr uint64_t kTables = 60;

TEST(Tables, AreReadAsTheyWereWritten) {
    for (uint64_t seed = 1; seed <= kTables; seed++) {
        const ScheduleTable table = draw_table(seed);
        const std::string text = text_of(table);
        EXPECT_EQ(table_from_text(text), table) << "seed " << seed;
        EXPECT_EQ(text_of(table_from_text(text)), text);
    }
}

TEST(Tables, HaveALineForEachEntryInTheOrderOfTheirKeys) {
    const ScheduleTable table = draw_table(3);
    ASSERT_GT(table.entries.size(), 1U);
    std::istringstream lines(text_of(table));
    std::vector<std::string> entries;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("{\"key\""))
            entries.push_back(line.substr(0, line.find(",\"milliseconds\"")));
    }
    EXPECT_EQ(entries.size(), table.entries.size());
    EXPECT_TRUE(std::is_sorted(entries.begin(), entries.end()));
}

const std::string kEntry =
    R"({"key": "f32,last,n1,c8,f16,g1,bias,linear,fast,i9k4s2d1b1o18", "threads": 1, "milliseconds": 0.5, "gflops": 2,
    "roofline_share": 0.25, "effort": "measure", "schedule": {"algorithm": "direct", "lanes": "filters", "phases": "inside",
    "border": "whole", "order": "filters_outer", "vector": 16, "vectors": 1, "broadcasts": 8, "unroll_channels": 1,
    "row_chunk": 0, "rows": 1, "trim_x": false, "prefetch": false,
    "packing": {"block": 16, "merge_x": false, "channels_outer": false, "depthwise": false}}})";

std::string table_with(const std::string &entries) {
    return R"({"format": 1, "version": "0.1.0", "target": "x86-64-linux-avx512", "processor": "zen4", "entries": [)" +
           entries + "]}";
}
std::string changed(const std::string &from, const std::string &to) {
    std::string text = table_with(kEntry);
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(Tables, OfAnotherKindAreRefusedWholeWithTheReason) {
    EXPECT_EQ(table_from_text(table_with(kEntry)).entries.size(), 1U);
    const std::pair<std::string, std::string> wrong[] = {
        {changed("\"format\": 1", "\"format\": 2"), "format is 2: must be 1"},
        {changed("0.1.0", "0.9.0"), "version is \"0.9.0\": must be that of this program, 0.1"},
        {changed("x86-64-linux-avx512", "x86-64-linux"),
         "target is \"x86-64-linux\": must be one with a single instruction set"},
        {changed("zen4", "Zen 4"),
         "processor is \"Zen 4\": must be 1 to 40 lower-case letters, digits and '-', as zen4"},
        {changed("\"threads\": 1", "\"threads\": 0"), "entries[0].threads is 0: must be 1 or more"},
        {changed("\"threads\": 1, ", ""), "entries[0].threads is missing"},
        {changed("\"threads\": 1", "\"thread\": 1, \"threads\": 1"), "entries[0] has the unknown member \"thread\""},
        {changed("0.5", "-0.5"), "entries[0].milliseconds is -0.5: must be a number above 0"},
        {changed("0.5", "null"), "entries[0].milliseconds is null: must be a number above 0"},
        {changed("\"measure\"", "\"estimate\""),
         "entries[0].milliseconds is 0.5: must be null where effort is estimate"},
        {changed("\"measure\"", "\"heroic\""),
         "entries[0].effort is \"heroic\": must be one of estimate, measure, patient"},
        {changed("\"vector\": 16", "\"vector\": 12"),
         "schedule.vector is 12: must be a power of two up to 16 (entries[0])"},
        {changed("\"block\": 16", "\"block\": 17"),
         "packing.block is 17: must be 1 to 16, the lanes of a group (entries[0])"},
        {changed("\"rows\": 1", "\"row\": 1"), "schedule has the unknown member \"row\" (entries[0])"},
        {changed("\"merge_x\"", "\"merge_z\""), "schedule.packing has the unknown member \"merge_z\" (entries[0])"},
        {changed("\"algorithm\": \"direct\", ", ""), "schedule.algorithm is missing (entries[0])"},
        {changed("\"effort\": \"measure\", ", ""), "entries[0].effort is missing"},
        {changed("o18", "o19x"), "key is \"f32,last,n1,c8,f16,g1,bias,linear,fast,i9k4s2d1b1o19x\": must be ',' at "
                                 "character 53 (entries[0])"},
        {table_with(kEntry + "," + kEntry), "entries[1] has the key and threads of another entry: "
                                            "f32,last,n1,c8,f16,g1,bias,linear,fast,i9k4s2d1b1o18"},
        {changed("\"entries\"", "\"extra\": 1, \"entries\""), "the table has the unknown member \"extra\""},
        {table_with("7"), "entries[0] is 7: must be an object"},
        {"{}", "format is missing"},
    };
    for (const auto &[text, message] : wrong)
        EXPECT_EQ(message_of([&text = text] { table_from_text(text); }), message);
}

TEST(Tables, ASchedulesLaterMembersTakeTheirDefaults) {
    const ScheduleTable whole = table_from_text(table_with(kEntry));
    for (const char *later :
         {", \"prefetch\": false", ", \"depthwise\": false", "\"row_chunk\": 0, ", "\"lanes\": \"filters\", ",
          ",\n    \"packing\": {\"block\": 16, \"merge_x\": false, \"channels_outer\": false, "
          "\"depthwise\": false}"}) {
        const ScheduleTable before = table_from_text(changed(later, ""));
        EXPECT_EQ(before, whole) << later;
        EXPECT_EQ(text_of(before), text_of(whole)) << "it is written whole";
    }
    DirectSchedule defaults;
    EXPECT_EQ(schedule_from_json(R"({"algorithm": "direct"})"), Schedule(defaults));
    defaults.broadcasts = 3;
    defaults.packing.merge_x = true;
    EXPECT_EQ(schedule_from_json(R"({"algorithm": "direct", "broadcasts": 3, "packing": {"merge_x": true}})"),
              Schedule(defaults));
    EXPECT_EQ(schedule_from_json(R"({"algorithm": "winograd"})"), Schedule(WinogradSchedule()));
}

TEST(Tables, DamagedAnywhereAreOneLineOrWholeAgain) {
    const std::string text = table_with(kEntry);
    for (size_t at = 0; at < text.size(); at++) {
        for (const std::string &damaged : {text.substr(0, at), text.substr(0, at) + "\x01" + text.substr(at + 1)}) {
            const std::string message = message_of([&] { table_from_text(damaged); });
            EXPECT_EQ(message.find('\n'), std::string::npos);
            EXPECT_FALSE(message.empty() && damaged.size() < text.size()) << at;
        }
    }
}

TEST(Tables, MessagesNameTheFile) {
    const Folder folder;
    EXPECT_EQ(message_of([&] { read_table(folder / "none.json"); }),
              "cannot read the table of schedules (" + folder / "none.json" + ")");
    EXPECT_EQ(message_of([&] { read_table(folder / "."); }),
              "the table of schedules must be a regular file (" + folder / "." + ")");
    const std::string file = folder.write("a.json", "{}");
    EXPECT_EQ(message_of([&] { read_table(file); }), "format is missing (" + file + ")");
}

TEST(Numbers, HaveFourDigits) {
    EXPECT_EQ(table_number(0.123456), 0.1235);
    EXPECT_EQ(table_number(123456.0), 123500.0);
}

}  // namespace
}  // namespace tconv::test
