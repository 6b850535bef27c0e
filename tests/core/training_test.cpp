// Penalties and constraints, by the numbers of Keras's own documents and of MATLAB's rule.
#include <gtest/gtest.h>

#include <cmath>

#include "tconv/keras.h"
#include "tconv/training.h"
#include "tests/core/message.h"

namespace tconv {
namespace {

const Array kValues{{2, 3}, {3, -1, 2, -4, 0.5F, 2}};

TEST(Training, PenaltiesAreSumsWithoutAHalf) {
    EXPECT_EQ(penalty("null", kValues), 0);
    EXPECT_DOUBLE_EQ(penalty(R"({"name": "l1", "l1": 0.1})", kValues), 0.1 * 12.5);
    EXPECT_DOUBLE_EQ(penalty(R"({"name": "l2", "l2": 0.1})", kValues), 0.1 * 34.25);
    EXPECT_DOUBLE_EQ(penalty(R"({"name": "l1_l2", "l1": 1, "l2": 2})", kValues), 12.5 + 68.5);
    Parameter weights;
    weights.l2_factor = 2;
    EXPECT_DOUBLE_EQ(l2_penalty(weights, kValues, 0.01), 0.01 * 34.25) << "half of twice";
}

TEST(Training, ALayersPenaltiesAreThoseOfItsParametersAndOutput) {
    keras::Options options;
    options.input_shape = {2, 1};
    options.kernel_regularizer = keras::regularizers::l2(0.5);
    options.bias_regularizer = keras::regularizers::l1(2);
    options.activity_regularizer = keras::regularizers::l1(3);
    Layer layer = keras::Conv1DTranspose(1, 2, options);
    EXPECT_EQ(penalty(layer), 0) << "it has no values yet";
    layer.weights.value = Array{{2, 1, 1}, {1, 2}};
    layer.bias.value = Array{{1}, {-3}};
    EXPECT_DOUBLE_EQ(penalty(layer), 0.5 * 5 + 2 * 3);
    EXPECT_DOUBLE_EQ(activity_penalty(layer, Array{{2, 1, 1}, {-1, 5}}), 3 * 6 / 2.0) << "by the batch";
    EXPECT_EQ(activity_penalty(layer, Array{{0, 1, 1}, {}}), 0);
}

void expect_near(const Array &array, const std::vector<double> &expected) {
    ASSERT_EQ(array.data.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
        EXPECT_NEAR(array.data[i], expected[i], 1e-5) << i;
    }
}

TEST(Training, ConstraintsScaleByNormsOverTheirAxes) {
    expect_near(constrained("null", kValues), {3, -1, 2, -4, 0.5, 2});
    expect_near(constrained(R"({"name": "non_neg"})", kValues), {3, 0, 2, 0, 0.5, 2});
    const double second = std::sqrt(1.25), third = std::sqrt(8);
    expect_near(constrained(R"({"name": "unit_norm", "axis": 0})", kValues),
                {0.6, -1 / second, 2 / third, -0.8, 0.5 / second, 2 / third});
    expect_near(constrained(R"({"name": "max_norm", "max_value": 2, "axis": -2})", kValues),
                {1.2, -1, 4 / third, -1.6, 0.5, 4 / third});
    const double all = std::sqrt(34.25);
    expect_near(constrained(R"({"name": "unit_norm", "axis": [0, 1]})", kValues),
                {3 / all, -1 / all, 2 / all, -4 / all, 0.5 / all, 2 / all});
    // Half of the way to the range: norms 5, 1.118 and 2.828 become 4.5, 1.559 and 2.914.
    expect_near(
        constrained(R"({"name": "min_max_norm", "min_value": 2, "max_value": 4, "rate": 0.5, "axis": 0})", kValues),
        {3 * 0.9, -(2 + second) / 2 / second, 2, -4 * 0.9, 0.5 * (2 + second) / 2 / second, 2});
    expect_near(constrained(R"({"name": "unit_norm", "axis": 0})", Array{{2}, {0, 0}}), {0, 0});
}

TEST(Training, AConstrainedLayerIsConstrainedInPlace) {
    keras::Options options;
    options.input_shape = {2, 1};
    options.kernel_constraint = keras::constraints::non_neg();
    Layer layer = keras::Conv1DTranspose(1, 2, options);
    constrain(layer);
    layer.weights.value = Array{{2, 1, 1}, {1, -2}};
    layer.bias.value = Array{{1}, {-3}};
    constrain(layer);
    EXPECT_EQ(layer.weights.value->data, (std::vector<float>{1, 0}));
    EXPECT_EQ(layer.bias.value->data, (std::vector<float>{-3}));
}

TEST(Training, RefusesWhatIsNone) {
    EXPECT_EQ(message_of([] { penalty(R"({"name": "l3"})", kValues); }),
              "regularizer.name is \"l3\": must be \"l1\", \"l2\" or \"l1_l2\"");
    EXPECT_EQ(message_of([] { penalty(R"({"name": "l1"})", kValues); }), "regularizer.l1 is missing: must be a number");
    EXPECT_EQ(message_of([] { constrained(R"({"name": "unit_norm", "axis": 2})", kValues); }),
              "constraint.axis is 2: must be from -2 to 1 for an array of 2 axes");
    EXPECT_EQ(message_of([] { constrained(R"({"name": "round"})", kValues); }),
              "constraint.name is \"round\": must be \"max_norm\", \"non_neg\", \"unit_norm\" or \"min_max_norm\"");
    EXPECT_NE(message_of([] { constrained("[", kValues); }).find("not valid JSON"), std::string::npos);
    EXPECT_EQ(message_of([] {
                  constrained("null", Array{{3}, {1, 2}});
              }),
              "the array of shape [3]: must have 3 numbers, not 2");
    EXPECT_EQ(message_of([] {
                  activity_penalty(Layer{}, Array{{}, {1}});
              }),
              "output has no axes: must have a batch axis, by whose size its penalty is divided");
}

}  // namespace
}  // namespace tconv
