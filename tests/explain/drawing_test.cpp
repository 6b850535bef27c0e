// Cells and taps of an axis: what is drawn must be what semantics.md, section 1, adds up.
#include "runtime/explain/drawing.h"

#include <gtest/gtest.h>

#include <map>

namespace tconv::test {
namespace {

Axis axis_of(int64_t input, int64_t kernel, int64_t stride, int64_t dilation, int64_t begin, int64_t end) {
    Axis axis;
    axis.input = input;
    axis.kernel = kernel;
    axis.stride = stride;
    axis.dilation = dilation;
    axis.crop_begin = begin;
    axis.crop_end = end;
    if (!axis.is_open()) {
        axis.set_output(axis.output_for(input));
    }
    return axis;
}

DrawingLimits everything(const Axis &) { return {1000, 1000}; }
DrawingLimits little(const Axis &) { return {12, 6}; }

/// Every pair of input and tap, one by one, beside what the drawing has.
void expect_true(const Axis &axis) {
    const AxisDrawing drawing = drawing_of(axis, nullptr, everything);
    std::map<int64_t, int64_t> reached;
    int64_t lost = 0;
    for (int64_t i = 0; i < axis.input; ++i) {
        for (int64_t t = 0; t < axis.kernel; ++t) {
            const int64_t position = i * axis.stride + t * axis.dilation;
            reached[position]++;
            const int64_t output = position - axis.crop_begin;
            lost += output < 0 || output >= axis.output ? 1 : 0;
        }
    }
    EXPECT_EQ(drawing.lost, lost);
    EXPECT_EQ(drawing.pairs, axis.input * axis.kernel);
    int64_t outputs = 0, drawn = 0;
    for (const Cell &cell : drawing.columns) {
        EXPECT_EQ(cell.reached, reached[cell.position]) << "cell " << cell.position;
        const bool inside = cell.position >= 0 && cell.position < drawing.full;
        if (cell.output == kOpen) {
            EXPECT_EQ(cell.kind, CellKind::cropped);
            continue;
        }
        EXPECT_EQ(cell.output, outputs++);
        EXPECT_EQ(cell.output + axis.crop_begin, cell.position);
        EXPECT_EQ(cell.kind, !inside ? CellKind::appended : cell.reached == 0 ? CellKind::unreached : CellKind::summed);
    }
    EXPECT_EQ(outputs, axis.output);
    for (const KernelRow &row : drawing.rows) {
        for (size_t i = 0; i < row.taps.size(); ++i) {
            if (row.taps[i] != kOpen) {
                EXPECT_EQ(row.input * axis.stride + row.taps[i] * axis.dilation, drawing.columns[i].position);
                drawn++;
            }
        }
    }
    EXPECT_EQ(drawn, drawing.pairs);
}

TEST(Drawing, EveryTapLandsWhereItDoes) {
    for (int64_t kernel = 1; kernel <= 5; ++kernel) {
        for (int64_t stride = 1; stride <= 4; ++stride) {
            for (int64_t dilation = 1; dilation <= 4; ++dilation) {
                for (const int64_t begin : {-3, 0, 1, 2}) {
                    const int64_t end = (kernel + stride) % 4 - 2;
                    const Axis axis = axis_of(5, kernel, stride, dilation, begin, end);
                    if (axis.output >= 1) {
                        SCOPED_TRACE(testing::Message() << "k" << kernel << " s" << stride << " d" << dilation
                                                        << " crop " << begin << " " << end);
                        expect_true(axis);
                    }
                }
            }
        }
    }
}

TEST(Drawing, ALongAxisShowsItsEndsAndItsCrops) {
    const AxisDrawing drawing = drawing_of(axis_of(1000, 400, 7, 1, 100, 90), nullptr, little);
    const auto shows = [&](int64_t position) {
        for (const Cell &cell : drawing.columns) {
            if (cell.position == position) {
                return true;
            }
        }
        return false;
    };
    EXPECT_LE(drawing.columns.size(), 12u);
    EXPECT_LE(drawing.rows.size(), 6u);
    for (const int64_t position :
         {int64_t{0}, int64_t{99}, int64_t{100}, drawing.full - 91, drawing.full - 90, drawing.full - 1}) {
        EXPECT_TRUE(shows(position)) << position;
    }
    EXPECT_EQ(drawing.rows.front().input, 0);
    EXPECT_EQ(drawing.rows.back().input, 999);
}

TEST(Drawing, OpenAxesAreExamplesWithAnOutput) {
    for (const int64_t end : {0, 40}) {
        const AxisDrawing drawing = drawing_of(axis_of(kOpen, 3, 2, 1, 1, end), nullptr, everything);
        EXPECT_TRUE(drawing.is_example);
        EXPECT_GE(drawing.axis.output, 3);
        EXPECT_EQ(drawing.axis.crop_begin + drawing.axis.crop_end + drawing.axis.output, drawing.full);
    }
    Axis given = axis_of(kOpen, 3, 2, 1, 0, 0);
    given.output = 9;  // an output size beside an open input
    const AxisDrawing drawing = drawing_of(given, nullptr, everything);
    EXPECT_EQ(drawing.axis.output, 9);
    EXPECT_EQ(drawing.axis.input, 4);
    EXPECT_FALSE(drawing_of(axis_of(3, 3, 2, 1, 0, 0), nullptr, everything).is_example);
}

TEST(Drawing, AxesThatAreAlikeAreDrawnOnce) {
    const auto names = [](const std::string &sizes) {
        const Layer layer = parse_layer(
            R"({"name": "a", "channels": 1, "filters": 1, "kernel_size": [3, 3, 3], "input_size": )" + sizes + "}", "");
        std::vector<std::string> found;
        for (const AxisDrawing &drawing : drawings_of(layer, everything)) {
            found.push_back(drawing.name);
        }
        return found;
    };
    EXPECT_EQ(names("[4, 4, 4]"), std::vector<std::string>{"axis z, y and x"});
    EXPECT_EQ(names("[4, 5, 4]"), (std::vector<std::string>{"axis z and x", "axis y"}));
    EXPECT_EQ(names("[4, 5, 6]"), (std::vector<std::string>{"axis z", "axis y", "axis x"}));
}

}  // namespace
}  // namespace tconv::test
