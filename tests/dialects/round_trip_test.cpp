// Layers of every dialect to files and back, and from each dialect to each other.
#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "runtime/dialects/dialect.h"
#include "tconv/convert.h"
#include "tconv/initializer.h"
#include "tconv/matlab.h"
#include "tests/dialects/dialect_layer.h"
#include "tests/dialects/random_layer.h"
#include "tests/files/folder.h"

namespace tconv::test {
namespace {

constexpr unsigned kFiles = 10000;

std::string printed(const std::vector<Property> &properties) {
    std::string text;
    for (const Property &row : properties) {
        text += row.name + ": " + row.json + "\n";
    }
    return text;
}

/// A message is one line of printable ASCII.
void expect_one_clear_line(const std::string &message, const std::string &text) {
    for (const char c : message) {
        ASSERT_TRUE(c >= 0x20 && c < 0x7f) << message << "\n" << text;
    }
    ASSERT_GT(message.size(), 10u) << text;
}

void expect_same_training(const Parameter &a, const Parameter &b) {
    EXPECT_EQ(a.initializer, b.initializer);
    EXPECT_EQ(a.learn_rate_factor, b.learn_rate_factor);
    EXPECT_EQ(a.l2_factor, b.l2_factor);
    EXPECT_EQ(a.regularizer, b.regularizer);
    EXPECT_EQ(a.constraint, b.constraint);
}

/// The conversion, or nothing with a clear message.
std::optional<Conversion> converted(const Layer &layer, const std::string &dialect) {
    try {
        return convert(layer, dialect);
    } catch (const Error &error) {
        expect_one_clear_line(error.what(), layer_text(layer));
        EXPECT_EQ(std::string(error.what()).find("would become"), std::string::npos) << error.what() << "\n"
                                                                                     << layer_text(layer);
        return std::nullopt;
    }
}

class EveryDialect : public testing::TestWithParam<std::string> {
protected:
    /// The layer of a random file, where it is one.
    static std::optional<Layer> random(unsigned seed, bool wild) {
        const std::string text = random_layer(GetParam(), seed, wild);
        try {
            return parse_layer(text, "layer.json");
        } catch (const Error &error) {
            expect_one_clear_line(error.what(), text);
            return std::nullopt;
        }
    }
};

TEST_P(EveryDialect, ARandomFileGivesALayerOrOneClearLine) {
    unsigned layers = 0, of_wild = 0;
    for (unsigned seed = 0; seed < kFiles; ++seed) {
        const bool wild = seed % 2 == 1;
        (wild ? of_wild : layers) += random(seed, wild).has_value();
    }
    EXPECT_GT(layers, kFiles / 8) << "too few are legal to say much";
    EXPECT_LT(of_wild, layers);
}

TEST_P(EveryDialect, AFileWrittenFromALayerGivesTheSameLayer) {
    for (unsigned seed = 0; seed < kFiles / 5; ++seed) {
        const std::optional<Layer> layer = random(seed, false);
        if (!layer) {
            continue;
        }
        const std::string text = layer_text(*layer);
        const Layer again = parse_layer(text, "again.json");
        EXPECT_EQ(key(again.problem), key(layer->problem)) << text;
        EXPECT_EQ(again.name, layer->name);
        EXPECT_EQ(again.type, layer->type);
        EXPECT_EQ(again.weights.shape, layer->weights.shape);
        EXPECT_EQ(own_input_shape(again), own_input_shape(*layer));
        EXPECT_EQ(again.trainable, layer->trainable);
        EXPECT_EQ(again.activity_regularizer, layer->activity_regularizer);
        EXPECT_EQ(again.max_workspace_bytes, layer->max_workspace_bytes);
        if (!layer->weights.value && !layer->bias.value) {  // values are not in the text, and some properties show them
            EXPECT_EQ(printed(again.properties), printed(layer->properties)) << text;
            expect_same_training(again.weights, layer->weights);
            expect_same_training(again.bias, layer->bias);
            EXPECT_EQ(layer_text(again), text);
        }
    }
}

TEST_P(EveryDialect, ConvertsToEveryOtherOrSaysWhyNot) {
    std::map<std::string, unsigned> count;
    for (unsigned seed = 0; seed < kFiles / 20; ++seed) {
        const std::optional<Layer> layer = random(seed, false);
        for (const Dialect *dialect : dialects()) {
            const auto there = layer ? converted(*layer, dialect->name) : std::nullopt;
            if (!there) {
                continue;
            }
            ++count[dialect->name];
            const Layer read = parse_layer(there->text, "converted.json");
            EXPECT_EQ(key(read.problem), key(there->layer.problem)) << there->text;
            EXPECT_EQ(there->layer.weights.value.has_value(), layer->weights.value.has_value());
            const auto back = converted(there->layer, layer->dialect);
            if (!back) {  // one way only: where arrays become channels first, Keras's softmax has no place any more
                EXPECT_EQ(layer->problem.activation, Activation::softmax) << layer_text(*layer);
                continue;
            }
            const auto again = converted(back->layer, dialect->name);
            ASSERT_TRUE(again) << layer_text(back->layer);
            EXPECT_EQ(key(again->layer.problem), key(there->layer.problem));
            if (layer->weights.value) {
                EXPECT_EQ(native_weights(back->layer, *back->layer.weights.value).data,
                          native_weights(*layer, *layer->weights.value).data);
            }
        }
    }
    for (const Dialect *dialect : dialects()) {
        EXPECT_GT(count[dialect->name], 10u) << "hardly a layer became one of " << dialect->name;
    }
}

INSTANTIATE_TEST_SUITE_P(RoundTrip, EveryDialect, testing::ValuesIn(random_layer_dialects()),
                         [](const auto &row) { return row.param; });

TEST(RoundTrip, KnowsEveryDialect) {
    std::vector<std::string> names;
    for (const Dialect *dialect : dialects()) {
        names.emplace_back(dialect->name);
    }
    std::vector<std::string> drawn = random_layer_dialects();
    std::sort(names.begin(), names.end());
    std::sort(drawn.begin(), drawn.end());
    EXPECT_EQ(drawn, names);
}

const char *const kWithValues =
    "{'dialect': 'cntk', 'type': 'ConvolutionTranspose', 'filter_shape': [2], 'num_filters': 2, 'input_size': [3],"
    " 'init': [[[1, 2], [3, 4.5]]], 'init_bias': [5, 6]}";

TEST(SaveLayer, KeepsValuesInTheFileWhereTheDialectHasAKey) {
    const Folder folder;
    const Layer layer = layer_of(kWithValues);
    save_layer(layer, folder.path() / "layer.json");
    const Layer again = load_layer(folder.path() / "layer.json");
    EXPECT_EQ(again.weights.value->data, layer.weights.value->data);
    EXPECT_EQ(again.bias.value->data, layer.bias.value->data);
    EXPECT_EQ(again.properties.size(), layer.properties.size());
}

TEST(SaveLayer, KeepsValuesBesideTheFile) {
    const Folder folder;
    for (const std::string dialect : {"torch", "keras", "matlab", "cntk"}) {
        Layer layer = convert(layer_of("{'name': 'up', 'channels': 3, 'filters': 2, 'kernel_size': [3, 2], "
                                       "'input_size': [4, 4]}"),
                              dialect)
                          .layer;
        layer.weights.value = own_weights(layer, counting({3, 2, 3, 2}));
        layer.bias.value = own_bias(layer, counting({2}));
        save_layer(layer, folder.path() / "layer.json", folder.path() / "layer.safetensors");
        const Layer again = load_layer(folder.path() / "layer.json", folder.path() / "layer.safetensors");
        EXPECT_EQ(again.weights.value->shape, layer.weights.shape);
        EXPECT_EQ(again.weights.value->data, layer.weights.value->data);
        EXPECT_EQ(again.bias.value->data, layer.bias.value->data);
    }
}

TEST(SaveLayer, KeepsNoFunctions) {
    const auto ones = [](const std::vector<int64_t> &size) { return Array{size, std::vector<float>(4, 1.0F)}; };
    Layer layer = matlab::transposedConv2dLayer(2, 1, {{"InputSize", {2, 2, 1}}, {"WeightsInitializer", ones}});
    EXPECT_THROW(layer_text(layer), Error);
    layer.weights.value = initial_weights(layer);
    const Layer again = parse_layer(layer_text(layer), "again.json");
    EXPECT_EQ(key(again.problem), key(layer.problem));
    EXPECT_EQ(again.weights.initializer, "glorot") << "what MATLAB has where nothing is said";
}

TEST(SaveLayer, LeavesNothingWhereTheValuesCannotBeWritten) {
    const Folder folder;
    Layer layer = layer_of(kWithValues);
    EXPECT_THROW(save_layer(layer, folder.path() / "layer.json", folder.path() / "none" / "w.safetensors"), Error);
    EXPECT_THROW(save_layer(layer, folder.path() / "none" / "layer.json", folder.path() / "w.safetensors"), Error);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(SaveLayer, SaysWhereValuesHaveNoPlace) {
    const Folder folder;
    Layer layer = layer_of("{'name': 'up', 'channels': 1, 'filters': 1, 'kernel_size': [2], 'input_size': [3]}");
    layer.weights.value = counting({1, 1, 2});
    const auto message_of_save = [&](auto &&...files) {
        try {
            save_layer(layer, files...);
            return std::string();
        } catch (const Error &error) {
            return std::string(error.what());
        }
    };
    const auto file = folder.path() / "layer.json";
    EXPECT_EQ(message_of_save(file), "a native layer file has no place for weights: a file for them must be named");
    EXPECT_NE(message_of_save(file, folder.path() / "w.npy").find("must end in .safetensors"), std::string::npos);
    layer.weights.value = counting({1, 2, 1});
    EXPECT_NE(message_of_save(file, folder.path() / "w.safetensors").find("[1, 1, 2]"), std::string::npos);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace tconv::test
