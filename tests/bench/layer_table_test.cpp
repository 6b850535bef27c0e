// The layer table: what it holds, how it is read, what a wrong one is told.
#include "generators/cli/layer_table.h"

#include <gtest/gtest.h>

#include <set>

#include "tconv/error.h"
#include "tests/files/folder.h"

namespace tconv::bench {
namespace {

constexpr char kHead[] = "name,network,class,rank,batch,cin,cout,input,kernel,stride,crop_begin,crop_end,output_"
                         "padding,dilation,groups,source\n";

std::vector<TableLayer> read(const std::string &lines) {
    const test::Folder folder;
    return read_layer_table(folder.write("layers.csv", kHead + lines));
}

std::string fault(const std::string &lines) {
    try {
        read(lines);
    } catch (const Error &error) {
        const std::string text = error.what();
        return text.substr(text.find("layers.csv"));
    }
    return "none";
}

TEST(LayerTable, ReadsOneNumberForAllAxesOrOneForEach) {
    const std::vector<TableLayer> layers = read("a,net,few filters,2,3,6,4,5x7,3,2x1,1,0x1,1x0,1,2,here\n");
    ASSERT_EQ(layers.size(), 1U);
    EXPECT_EQ(layers[0].kind, "few filters");
    EXPECT_EQ(layers[0].network, "net");
    // Output padding lengthens the end: it is taken from the crop there.
    EXPECT_EQ(key(layers[0].problem), "f32,last,n3,c6,f4,g2,bias,linear,fast,i5k3s2d1b1o11,i7k3s1d1b1o7");
}

TEST(LayerTable, WrongLinesAreToldWithTheirPlace) {
    EXPECT_EQ(fault("a,net\n"), "layers.csv:2: 2 cells: must be 16");
    EXPECT_EQ(fault("a,n,c,2,1,1,1,4,3,x,0,0,0,1,1,s\n").substr(0, 13), "layers.csv:2:");
    EXPECT_EQ(fault("a,n,c,2,1,1,1,4x4x4,3,2,0,0,0,1,1,s\n"),
              "layers.csv:2: input is 4x4x4: must have one number, or 2 joined by x");
    EXPECT_EQ(fault("a,n,c,2,1,many,1,4,3,2,0,0,0,1,1,s\n"), "layers.csv:2: cin is many: must be an integer");
}

TEST(LayerTable, NumbersThatNoLayerHasAreRefusedBeforeAnythingIsComputedFromThem) {
    const std::string most = "9223372036854775807", least = "-9223372036854775808";
    const std::pair<std::string, std::string> wrong[] = {
        {"a,n,c,2,0,1,1,4,3,2,0,0,0,1,1,s\n", "batch is 0: must be 1 or more"},
        {"a,n,c,2,-1,1,1,4,3,2,0,0,0,1,1,s\n", "batch is -1: must be 1 or more"},
        {"a,n,c,2,1,1,1,5x-1,3,2,0,0,0,1,1,s\n", "input is -1: must be 1 or more"},
        {"a,n,c,4,1,1,1,4,3,2,0,0,0,1,1,s\n", "rank is 4: must be at most 3"},
        {"a,n,c,2,1,1,1,4,0,2,0,0,0,1,1,s\n", "kernel is 0: must be 1 or more"},
        {"a,n,c,2,1,1,1,4,3,2,0,0,-1,1,1,s\n", "output_padding is -1: must be 0 or more"},
        {"a,n,c,2,1,1,1,4," + most + ",2,0,0,0,1,1,s\n", "kernel is " + most + ": must be below 2^31"},
        {"a,n,c,2,1,1,1,4,3,2,0," + least + ",1,1,1,s\n", "crop_end is " + least + ": must be "},
        {"a,n,c,2,1,1,1,4,2147483647,2,0,0,0,2147483647,1,s\n", "the output of axis 0 would have "},
        {"a,n,c,2,1,1,1,4,3,2,0,-2147483647,2147483647,1,1,s\n", "crop[0] end is -4294967294: must be "},
        {"a,n,c,1,1,1,1,4,3,2,0,10,0,1,1,s\n", "the output of axis 0 has -1 elements: must have 1 or more"},
        {"a,n,c,1,1,1,1,4,3,2,9,9,0,1,1,s\n", "the output of axis 0 has -9 elements: must have 1 or more"},
        {"a,n,c,1,1,1,1,4,3,2,0,0,0,1,3,s\n", "groups is 3: must be a divisor of channels"},
    };
    for (const auto &[line, message] : wrong) {
        const std::string expected = "layers.csv:2: " + message;
        EXPECT_EQ(fault(line).substr(0, expected.size()), expected);
    }
}

TEST(LayerTable, IsAFile) {
    for (const char *other : {"/dev/zero", "/tmp"}) {
        EXPECT_THROW(read_layer_table(other), Error) << other;
    }
}

TEST(LayerTable, OfEachClassTheLeastWorkIsChosen) {
    const std::vector<TableLayer> layers = read("large,n,one,1,1,8,8,100,3,2,0,0,0,1,1,s\n"
                                                "other,n,two,1,1,8,8,100,3,2,0,0,0,1,1,s\n"
                                                "small,n,one,1,1,8,8,10,3,2,0,0,0,1,1,s\n"
                                                "again,n,one,1,1,8,8,10,3,2,0,0,0,1,1,s\n");
    std::vector<std::string> names;
    for (const TableLayer &layer : one_per_class(layers)) {
        names.push_back(layer.name);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"other", "small"}));
}

TEST(LayerTable, TheBenchmarksOwnHoldEveryClassAndEverySweep) {
    const std::vector<TableLayer> layers = read_layer_table(TCONV_BENCH "/layers.csv");
    EXPECT_EQ(layers.size(), 35U);
    std::set<std::string> classes, chosen, sweeps;
    for (const TableLayer &layer : layers) {
        classes.insert(layer.kind);
    }
    for (const TableLayer &layer : one_per_class(layers)) {
        chosen.insert(layer.kind);
    }
    EXPECT_EQ(classes.size(), 11U);
    EXPECT_EQ(chosen, classes);
    for (const TableLayer &layer : read_layer_table(TCONV_BENCH "/sweep.csv")) {
        sweeps.insert(layer.kind);
        for (const Axis &axis : layer.problem.axes) {
            EXPECT_EQ(axis.output, 2 * axis.input) << layer.name;
        }
    }
    EXPECT_EQ(sweeps, (std::set<std::string>{"channels", "kernel", "pixels"}));
}

TEST(LayerTable, FiltersByRegularExpression) {
    const std::vector<TableLayer> layers = read_layer_table(TCONV_BENCH "/layers.csv");
    EXPECT_EQ(matching_layers(layers, "^dcgan").size(), 3U);
    EXPECT_THROW(matching_layers(layers, "nothing"), Error);
    EXPECT_THROW(matching_layers(layers, "("), Error);
}

}  // namespace
}  // namespace tconv::bench
