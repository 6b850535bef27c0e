// Bands of layers: where they begin, what they read, and which are refused.
#include <gtest/gtest.h>

#include "generators/tune/space.h"
#include "schedules/fit.h"
#include "schedules/restated.h"
#include "schedules/schedule.h"
#include "schedules/transposed.h"
#include "tests/core/message.h"
#include "tests/oracle/random_problem.h"

namespace tconv::test {
namespace {

/// A layer of one axis.
Problem layer(const std::string &axis) { return parse_key("f32,first,n1,c8,f8,g1,bias,linear,fast," + axis); }

TEST(Bands, AreLayersOfTheirOwn) {
    // By hand: the first output of a band at position p is o = p * s; it reads inputs (o + crop - d * t) / s for t in [0, k).
    struct Row {
        const char *axis;
        int positions;
        int64_t bands, halo, input, crop, least_inputs, least_outputs;
    };
    const Row rows[] = {
        {"i40k4s2d1b1o80", 10, 4, 1, 12, 3, 11, 20},  // o = 0 reads input -1 (tap 3) and 0; o = 19 reads 10 (tap 0)
        {"i40k2s2d1b0o80", 16, 3, 0, 16, 0, 8, 16},   // taps and outputs meet: nothing is read twice
        {"i40k1s3d1b0o118", 13, 4, 0, 13, 0, 1, 1},   // of the last band one output is left, and one input
        {"i40k3s2d2b2o81", 10, 5, 1, 12, 4, 1, 1},    // dilated: o = 0 reads inputs 1, 0, -1
        {"i40k3s1d1b-5o52", 13, 4, 7, 15, 2, 8, 13},  // the first five outputs read nothing at all
        {"i40k3s2d1b20o40", 5, 4, -9, 6, 2, 6, 10},   // the crop takes the first ten inputs: bands begin behind them
    };
    for (const Row &row : rows) {
        const BandedAxis axis = in_bands(layer(row.axis), {0, row.positions}).axes.back();
        EXPECT_EQ(axis.bands, row.bands) << row.axis;
        EXPECT_EQ(axis.halo, row.halo) << row.axis;
        EXPECT_EQ(axis.axis.input, row.input) << row.axis;
        EXPECT_EQ(axis.axis.crop_begin, row.crop) << row.axis;
        EXPECT_EQ(axis.axis.output, row.positions * axis.axis.stride) << row.axis;
        EXPECT_EQ(axis.least_inputs, row.least_inputs) << row.axis;
        EXPECT_EQ(axis.least_outputs, row.least_outputs) << row.axis;
    }
}

TEST(Bands, AreRefusedWhereTheyAreNone) {
    const InstructionSet &set = *find_target("x86-64-linux-sse41").sets.front();
    const auto refusal = [&](const std::string &axes, bool transpose, std::vector<int> band) {
        DirectSchedule s;
        s.vector = 4;
        s.vectors = 1;
        s.packing.block = 4;
        s.transpose = transpose;
        s.band = std::move(band);
        return message_of([&] { check_legal(s, layer(axes), set); });
    };
    const std::string two = "i40k4s2d1b1o80,i40k4s2d1b1o80";
    EXPECT_EQ(refusal(two, false, {0, 4, 0}), "schedule.band is [0, 4, 0]: must be [] where transpose is false");
    EXPECT_EQ(refusal("i_k4s2d1b1e1,i40k4s2d1b1o80", true, {0, 4, 0}),
              "schedule.band is [0, 4, 0]: must be [] where sizes are open");
    EXPECT_EQ(refusal(two, true, {0, 4}),
              "schedule.band is [0, 4]: must be [], or images and positions of each axis: 3");
    EXPECT_EQ(refusal(two, true, {0, 40, 0}),
              "schedule.band[1] is 40: must be 0 (all), or fewer than the 40 there are");
    EXPECT_EQ(refusal(two, true, {0, 0, 0}), "schedule.band is [0, 0, 0]: must be [] for all of the layer");
    EXPECT_EQ(refusal(two, true, {0, 4, 13}),
              "schedule.band[2] is 13: must be 0, or so many that every band has 4 inputs and 16 outputs along x");
    EXPECT_EQ(refusal("i2k2s1d400000b0o400002,i40k1s1d1b0o40", true, {0, 1000, 0}),
              "schedule.band[1] is 1000: must be 0: a band would read more than the layer has");
    EXPECT_EQ(refusal(two, true, {0, 4, 0}), "");
}

/// What a band makes of the layer's packing: a band's outputs are a multiple of the stride, the layer's need not be.
TEST(Bands, HaveThePackingOfTheirLayer) {
    const InstructionSet &set = *find_target("x86-64-linux-avx512").sets.front();
    Random random(1);
    int bands = 0;
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        Problem problem = oracle::random_problem(seed, {3'000'000, 600'000});
        problem.layout = Layout::channels_first;
        std::vector<Schedule> schedules;
        for (int draws = 0; draws < 20; draws++) {
            if (const std::optional<Schedule> drawn = tune::random_schedule(problem, set, random))
                schedules.push_back(*drawn);
        }
        if (seed % 30 == 0) {
            for (const Schedule &s : suggested_schedules(problem, find_target("x86-64-linux-avx512"), set))
                schedules.push_back(s);
        }
        for (const Schedule &schedule : schedules) {
            const std::vector<int> band = std::visit([](const auto &s) { return s.band; }, schedule);
            if (band.empty())
                continue;
            bands++;
            const Problem of_band = in_bands(problem, band).band;
            EXPECT_NO_THROW(validate(of_band)) << key(problem) << to_json(schedule);
            ASSERT_NO_THROW(packed_sizes(problem, packing_of(schedule))) << key(problem) << to_json(schedule);
            EXPECT_EQ(packed_sizes(problem, packing_of(schedule)).total_floats,
                      packed_sizes(of_band, packing_of(schedule)).total_floats)
                << key(problem) << to_json(schedule);
        }
    }
    EXPECT_GT(bands, 300);
}

TEST(Bands, ToTryAreOfAboutOneLength) {
    const InstructionSet &set = *find_target("x86-64-linux-avx512").sets.front();
    const Problem problem = parse_key("f32,first,n1,c64,f32,g1,bias,linear,fast,i512k3s2d1b0o1025,i512k3s2d1b0o1025");
    const std::vector<std::vector<int>> bands = bands_to_try(problem, set);
    ASSERT_FALSE(bands.empty());
    for (const std::vector<int> &band : bands) {
        EXPECT_EQ(band.size(), 3U);
        EXPECT_EQ(band.front(), 0);
        EXPECT_EQ(band.back(), 0) << "rows stay whole";
        EXPECT_GT(band[1], 0);
    }
    std::vector<int> uneven{0, 30, 0};
    make_bands_even(uneven, parse_key("f32,first,n1,c64,f32,g1,bias,linear,fast,i31k4s2d1b1o62,i31k4s2d1b1o62"));
    EXPECT_EQ(uneven, (std::vector<int>{0, 16, 0}));
}

}  // namespace
}  // namespace tconv::test
