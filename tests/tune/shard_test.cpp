// Work on several machines: each layer is some machine's, whoever asks.
#include <gtest/gtest.h>

#include "generators/cli/layer_table.h"
#include "generators/tune/tune.h"
#include "tests/core/message.h"
#include "tests/schedules/random_table.h"

namespace tconv::test {
namespace {

std::vector<tune::Layer> table_layers() {
    std::vector<tune::Layer> layers;
    for (const TableLayer &row : read_layer_table(TCONV_LAYER_TABLE))
        layers.push_back({row.name, row.problem});
    return layers;
}

TEST(Shards, TogetherAreTheWhole) {
    const std::vector<tune::Layer> layers = table_layers();
    for (const int count : {1, 2, 3, 8, 50}) {
        std::map<std::string, int> shards_of;
        for (int index = 1; index <= count; index++) {
            for (const tune::Layer &layer : to_do(layers, {index, count}, {}, 1))
                shards_of[layer.name]++;
        }
        EXPECT_EQ(shards_of.size(), layers.size());
        for (const auto &[name, shards] : shards_of)
            EXPECT_EQ(shards, 1) << name;
    }
}

TEST(Shards, AreTheSameOnEveryMachine) {
    const Problem problem = parse_key("f32,last,n1,c8,f16,g1,bias,linear,fast,i9k4s2d1b1o18");
    std::string mine;
    for (int index = 1; index <= 7; index++)
        mine += tune::is_mine({index, 7}, problem) ? '1' : '0';
    EXPECT_EQ(mine, "0010000");  // FNV-1a of the key, modulo 7
}

TEST(Shards, AreWrittenAsIOfN) {
    EXPECT_EQ(tune::parse_shard("2/8").index, 2);
    EXPECT_EQ(tune::parse_shard("2/8").count, 8);
    for (const char *text : {"0/8", "9/8", "1", "1/", "/2", "a/b", "1/2/3", "-1/2", " 1/2"})
        EXPECT_EQ(message_of([&] { tune::parse_shard(text); }),
                  std::string("shard is \"") + text + "\": must be i/n, shard i of n, from 1/n to n/n");
}

TEST(ToDo, IsEachProblemOnceTheNewOnesFirst) {
    std::vector<tune::Layer> layers = table_layers();
    layers.resize(3);
    tune::Layer again = layers[1];
    again.name = "another name";
    layers.push_back(again);
    layers[2].problem.batch = 0;  // compiled as a batch of 1
    ScheduleTable table;
    table.entries[{key(layers[0].problem), 1}] = {};
    const std::vector<tune::Layer> mine = to_do(layers, {}, table, 1);
    ASSERT_EQ(mine.size(), 3U);
    EXPECT_EQ(mine[0].name, layers[1].name);
    EXPECT_EQ(mine[1].problem.batch, 1);
    EXPECT_EQ(mine[2].name, layers[0].name);
    EXPECT_EQ(to_do(layers, {}, table, 4)[0].name, layers[0].name) << "for 4 threads there is nothing yet";
}

}  // namespace
}  // namespace tconv::test
