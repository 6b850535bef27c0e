// Keras's initializers, regularizers and constraints in layer files.
#include <gtest/gtest.h>

#include "tests/dialects/dialect_layer.h"

namespace tconv::test {
namespace {

std::string with(const std::string &key, const std::string &value) {
    return "{'dialect': 'keras', 'type': 'Conv2DTranspose', 'filters': 2, 'kernel_size': 3, 'channels': 4, '" + key +
           "': " + value + "}";
}

TEST(KerasInitializers, EveryNameIsTaken) {
    for (const char *name : {"glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform",
                             "lecun_normal", "random_normal", "random_uniform", "truncated_normal", "variance_scaling",
                             "constant", "zeros", "ones", "orthogonal"}) {
        const Layer layer = layer_of(with("kernel_initializer", "'" + std::string(name) + "'"));
        EXPECT_EQ(layer.weights.initializer, name);
        EXPECT_EQ(property(layer, "kernel_initializer"), '"' + std::string(name) + '"');
    }
    EXPECT_EQ(layer_of(with("bias_initializer", "'RandomUniform'")).bias.initializer, "random_uniform");
    EXPECT_EQ(layer_of(with("kernel_initializer", "'normal'")).weights.initializer, "random_normal");
}

TEST(KerasInitializers, ArgumentsAreFilledIn) {
    const struct {
        const char *given, *property, *parameter;
    } rows[] = {
        {"{'class_name': 'HeNormal', 'config': {}}", "\"he_normal\"", "he_normal"},
        {"{'class_name': 'RandomNormal', 'config': {'mean': 0, 'stddev': 0.05, 'seed': null}}", "\"random_normal\"",
         "random_normal"},
        {"{'module': 'keras.initializers', 'class_name': 'RandomNormal', 'config': {'stddev': 0.1}, "
         "'registered_name': null}",
         R"({"class_name":"RandomNormal","config":{"mean":0.0,"seed":null,"stddev":0.1}})",
         R"({"mean":0.0,"name":"random_normal","seed":null,"stddev":0.1})"},
        {"{'class_name': 'variance_scaling', 'config': {'scale': 2, 'mode': 'fan_out', 'distribution': 'normal', "
         "'seed': 7, 'input_axes': null}}",
         R"({"class_name":"VarianceScaling","config":{"distribution":"truncated_normal","mode":"fan_out","scale":2,"seed":7}})",
         R"({"distribution":"truncated_normal","mode":"fan_out","name":"variance_scaling","scale":2,"seed":7})"},
        {"{'class_name': 'constant', 'config': {'value': 3}}", R"({"class_name":"Constant","config":{"value":3}})",
         R"({"name":"constant","value":3})"},
    };
    for (const auto &row : rows) {
        const Layer layer = layer_of(with("kernel_initializer", row.given));
        EXPECT_EQ(property(layer, "kernel_initializer"), row.property);
        EXPECT_EQ(layer.weights.initializer, row.parameter);
    }
}

TEST(KerasRegularizers, DefaultsAreThoseOfFunctionOrClass) {
    const std::pair<const char *, const char *> rows[] = {
        {"'l1'", R"({"l1":0.01,"name":"l1"})"},
        {"'L2'", R"({"l2":0.01,"name":"l2"})"},
        {"'l1_l2'", R"({"l1":0.01,"l2":0.01,"name":"l1_l2"})"},
        {"{'class_name': 'l1_l2', 'config': {'l2': 0.5}}", R"({"l1":0.01,"l2":0.5,"name":"l1_l2"})"},
        {"{'class_name': 'L1L2', 'config': {'l2': 0.5}}", R"({"l1":0.0,"l2":0.5,"name":"l1_l2"})"},
    };
    for (const auto &[given, expected] : rows) {
        EXPECT_EQ(layer_of(with("kernel_regularizer", given)).weights.regularizer, expected);
        EXPECT_EQ(layer_of(with("bias_regularizer", given)).bias.regularizer, expected);
    }
    const Layer layer = layer_of(with("activity_regularizer", "'l2'"));
    EXPECT_EQ(property(layer, "activity_regularizer"), R"({"class_name":"L2","config":{"l2":0.01}})");
    EXPECT_EQ(layer.weights.regularizer, "null");
}

TEST(KerasConstraints, DefaultsAreFilledIn) {
    const std::pair<const char *, const char *> rows[] = {
        {"'max_norm'", R"({"axis":0,"max_value":2,"name":"max_norm"})"},
        {"'NonNeg'", R"({"name":"non_neg"})"},
        {"'unit_norm'", R"({"axis":0,"name":"unit_norm"})"},
        {"'minmaxnorm'", R"({"axis":0,"max_value":1.0,"min_value":0.0,"name":"min_max_norm","rate":1.0})"},
        {"{'class_name': 'MaxNorm', 'config': {'max_value': 3, 'axis': [0]}}",
         R"({"axis":[0],"max_value":3,"name":"max_norm"})"},
    };
    for (const auto &[given, expected] : rows) {
        EXPECT_EQ(layer_of(with("kernel_constraint", given)).weights.constraint, expected);
        EXPECT_EQ(layer_of(with("bias_constraint", given)).bias.constraint, expected);
    }
}

TEST(KerasObjects, ErrorsNameWhatIsWrong) {
    const struct {
        const char *key, *value, *message;
    } rows[] = {
        {"kernel_initializer", "'he'",
         "kernel_initializer is \"he\": must be one of glorot_uniform, glorot_normal, he_uniform, he_normal, "
         "lecun_uniform, lecun_normal, random_normal, random_uniform, truncated_normal, variance_scaling, constant, "
         "zeros, ones, orthogonal, or {\"class_name\": ..., \"config\": {...}}"},
        {"kernel_regularizer", "{'config': {}}",
         "kernel_regularizer.class_name is missing: must be one of l1, l2, l1_l2, L1L2"},
        {"kernel_regularizer", "{'class_name': 'l2', 'config': null}",
         "kernel_regularizer.config is null: must be an object with the arguments of the class"},
        {"kernel_regularizer", "{'class_name': 'l2', 'l2': 1}",
         "kernel_regularizer has key \"l2\": must be one of class_name, config, module, registered_name"},
        {"kernel_regularizer", "{'class_name': 'l2', 'config': {'l': 1}}",
         "kernel_regularizer has config key \"l\": L2 has l2"},
        {"kernel_constraint", "{'class_name': 'non_neg', 'config': {'axis': 1}}",
         "kernel_constraint has config key \"axis\": NonNeg has none"},
        {"bias_regularizer", "{'class_name': 'l2', 'config': {'l2': -1}}",
         "bias_regularizer.l2 is -1: must be a number of 0 or more"},
        {"kernel_initializer", "{'class_name': 'random_normal', 'config': {'seed': 'x'}}",
         "kernel_initializer.seed is \"x\": must be a whole number or null"},
        {"kernel_initializer", "{'class_name': 'random_normal', 'config': {'mean': 1e300}}",
         "kernel_initializer.mean is 1e+300: must be a number that float32 holds"},
        {"kernel_initializer", "{'class_name': 'random_uniform', 'config': {'minval': 1}}",
         "kernel_initializer.minval is 1: must be at most maxval, which is 0.05"},
        {"kernel_initializer", "{'class_name': 'variance_scaling', 'config': {'scale': 0}}",
         "kernel_initializer.scale is 0: must be a number above 0"},
        {"kernel_initializer", "{'class_name': 'variance_scaling', 'config': {'mode': 'fan'}}",
         "kernel_initializer.mode is \"fan\": must be \"fan_in\", \"fan_out\" or \"fan_avg\""},
        {"kernel_constraint", "{'class_name': 'max_norm', 'config': {'axis': [0, 4]}}",
         "kernel_constraint.axis is 4: must be from -4 to 3"},
        {"bias_constraint", "{'class_name': 'max_norm', 'config': {'axis': 1}}",
         "bias_constraint.axis is 1: must be from -1 to 0"},
        {"kernel_constraint", "{'class_name': 'min_max_norm', 'config': {'rate': 2}}",
         "kernel_constraint.rate is 2: must be a number from 0 to 1"},
        {"kernel_constraint", "[1]",
         "kernel_constraint is [1]: must be one of max_norm, non_neg, unit_norm, min_max_norm, or {\"class_name\": "
         "..., \"config\": {...}}"},
    };
    for (const auto &row : rows) {
        EXPECT_EQ(message_of(with(row.key, row.value)), row.message);
    }
}

}  // namespace
}  // namespace tconv::test
