#include "tests/dialects/random_layer.h"

#include <stdexcept>
#include <utility>

#include "tests/oracle/random_problem.h"

namespace tconv::test {
namespace {

/// A key, and JSON texts of which one is drawn. $n: a small whole number. One for each axis, without brackets: $k kernel, $s
/// stride, $d dilation, $z 0 to 2, $i input size or null, $o a likely output size, $b true or false. $c, $f, $g: channels, filters and
/// a common divisor. $x: an S for each axis, as one word. $w: an array of weights (c, f/g, k...), $v: (k..., f, c), $e: f numbers.
struct Choice {
    const char *key;
    std::vector<const char *> values;
};

struct Form {
    const char *dialect;
    std::vector<const char *> types;  ///< for ranks 1, 2 and 3; one for all; empty: none
    int least_rank;
    std::vector<Choice> always, sometimes;
};

const std::vector<Form> kForms = {
    {"native",
     {},
     1,
     {{"name", {"\"up\""}},
      {"channels", {"$c"}},
      {"filters", {"$f"}},
      {"kernel_size", {"[$k]"}},
      {"input_size", {"[$i]", "5", "null"}}},
     {{"stride", {"[$s]", "2"}},
      {"dilation", {"[$d]", "2"}},
      {"groups", {"$g"}},
      {"crop", {"\"same\"", "1", "0", "[$z]", "-1"}},
      {"output_padding", {"[$z]", "1"}},
      {"output_size", {"[$o]"}},
      {"layout", {"\"channels_first\"", "\"channels_last\""}},
      {"dtype", {"\"float32\""}},
      {"bias", {"true", "false"}},
      {"activation", {"\"relu\"", "\"linear\"", "\"tanh\""}},
      {"accuracy", {"\"fast\"", "\"exact_order\""}},
      {"batch", {"1", "0", "3", "null"}}}},
    {"matlab",
     {"transposedConv2dLayer", "transposedConv2dLayer", "transposedConv3dLayer"},
     2,
     {{"FilterSize", {"[$k]", "3"}}, {"NumFilters", {"$f"}}, {"InputSize", {"[$i, $c]"}}},
     {{"Stride", {"[$s]", "2"}},
      {"Cropping", {"\"same\"", "1", "0", "[$z]"}},
      {"NumChannels", {"\"auto\"", "$c"}},
      {"WeightsInitializer", {"\"he\"", "\"glorot\"", "\"narrow-normal\"", "\"zeros\"", "\"ones\""}},
      {"BiasInitializer", {"\"zeros\"", "\"ones\"", "\"narrow-normal\""}},
      {"Weights", {"[]", "$v"}},
      {"Bias", {"[]", "$e"}},
      {"WeightLearnRateFactor", {"0", "2.5"}},
      {"BiasLearnRateFactor", {"0", "1"}},
      {"WeightL2Factor", {"0.5"}},
      {"BiasL2Factor", {"1"}},
      {"Name", {"\"\"", "\"up-1\"", "\"up\""}},
      {"name", {"\"up\""}},
      {"batch", {"2", "null"}},
      {"InputFormat", {"\"$xCB\"", "\"$xC\""}},
      {"channels", {"$c"}},
      {"input_size", {"[$i]"}}}},
    {"keras",
     {"Conv1DTranspose", "Conv2DTranspose", "layer_conv_3d_transpose"},
     1,
     {{"filters", {"$f"}}, {"kernel_size", {"[$k]", "3"}}, {"channels", {"$c"}}},
     {{"strides", {"[$s]", "2"}},
      {"padding", {"\"same\"", "\"VALID\"", "\"valid\""}},
      {"output_padding", {"[$z]", "1", "null", "0"}},
      {"data_format", {"\"channels_first\"", "\"channels_last\"", "null"}},
      {"dilation_rate", {"[$d]", "1", "2"}},
      {"activation", {"\"relu\"", "\"swish\"", "null", "\"leaky_relu\"", "\"softmax\""}},
      {"use_bias", {"true", "false"}},
      {"kernel_initializer", {"\"he_normal\"", "{\"class_name\": \"Constant\", \"config\": {\"value\": 2}}"}},
      {"bias_initializer", {"\"ones\"", "\"zeros\""}},
      {"kernel_regularizer", {"\"l2\"", "null", "{\"class_name\": \"L1L2\", \"config\": {\"l1\": 0.5, \"l2\": 0.25}}"}},
      {"activity_regularizer", {"\"l1\""}},
      {"kernel_constraint", {"\"max_norm\"", "{\"class_name\": \"UnitNorm\", \"config\": {\"axis\": [0, 1]}}"}},
      {"bias_constraint", {"\"non_neg\""}},
      {"input_size", {"[$i]"}},
      {"batch_size", {"2", "null"}},
      {"dtype", {"\"float32\""}},
      {"name", {"\"up\"", "\"up-1\"", "null"}},
      {"trainable", {"true", "false"}},
      {"weights", {"[$v, $e]", "[$v]"}},
      {"bias_regularizer", {"\"l1_l2\"", "null"}},
      {"input_shape", {"[$i, $c]", "[$c, $i]", "null"}},
      {"batch_input_shape", {"[null, $i, $c]", "[2, $i, $c]", "null"}},
      {"batch", {"2", "null"}},
      {"args", {"[]"}}}},
    {"wolfram",
     {"DeconvolutionLayer"},
     1,
     {{"n", {"$f"}}, {"sz", {"[$k]"}}, {"channels", {"$c"}}},
     {{"Biases", {"\"Automatic\"", "\"None\"", "null", "$e"}},
      {"ChannelGroups", {"$g", "1"}},
      {"Dilation", {"[$d]", "2"}},
      {"Interleaving", {"true", "false"}},
      {"LearningRateMultipliers", {"\"Automatic\"", "0.5", "\"None\"", "{\"Weights\": 0, \"_\": 2}"}},
      {"PaddingSize", {"\"Same\"", "1", "[$z]", "0"}},
      {"Stride", {"[$s]", "2"}},
      {"Weights", {"\"Automatic\"", "$w"}},
      {"input_size", {"[$i]", "null"}},
      {"name", {"\"up\""}},
      {"batch", {"2", "null"}},
      {"GroupNumber", {"$g"}},
      {"Input", {"[$c, $i]", "[$i, $c]"}}}},
    {"cntk",
     {"ConvolutionTranspose"},
     1,
     {{"filter_shape", {"[$k]"}}, {"channels", {"$c"}}, {"input_size", {"[$i]"}}},
     {{"num_filters", {"$f", "$f", "null", "[]"}},
      {"activation", {"\"identity\"", "\"relu\"", "null", "\"exp\""}},
      {"init", {"\"he_normal\"", "0.5", "$w", "\"xavier\""}},
      {"pad", {"true", "false", "[$b]"}},
      {"strides", {"[$s]", "2"}},
      {"sharing", {"true"}},
      {"bias", {"true", "false"}},
      {"init_bias", {"0", "1", "$e"}},
      {"output_shape", {"null", "[$o]"}},
      {"max_temp_mem_size_in_samples", {"0", "1000"}},
      {"reduction_rank", {"1", "0"}},
      {"name", {"\"up\""}},
      {"batch", {"2", "null"}}}},
    {"torch",
     {"ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"},
     1,
     {{"in_channels", {"$c"}}, {"out_channels", {"$f"}}, {"kernel_size", {"[$k]", "3"}}},
     {{"stride", {"[$s]", "2"}},
      {"padding", {"[$z]", "1", "0"}},
      {"output_padding", {"[$z]", "1", "0"}},
      {"groups", {"$g", "1"}},
      {"bias", {"true", "false"}},
      {"dilation", {"[$d]", "2"}},
      {"padding_mode", {"\"zeros\""}},
      {"device", {"null", "\"cuda\""}},
      {"dtype", {"null", "\"torch.float32\""}},
      {"output_size", {"null", "[$o]"}},
      {"name", {"\"up\""}},
      {"input_size", {"[$i]", "4"}},
      {"batch", {"2", "null"}}}},
    {"onnx",
     {"ConvTranspose"},
     1,
     {{"kernel_shape", {"[$k]"}}, {"channels", {"$c"}}, {"filters", {"$f"}}},
     {{"auto_pad", {"\"NOTSET\"", "\"VALID\"", "\"SAME_UPPER\"", "\"SAME_LOWER\""}},
      {"dilations", {"[$d]"}},
      {"group", {"$g", "1"}},
      {"output_padding", {"[$z]"}},
      {"output_shape", {"null", "[$o]"}},
      {"pads", {"null", "[$z, $z]"}},
      {"strides", {"[$s]"}},
      {"auto_pad_policy", {"\"spec\"", "\"onnxruntime\""}},
      {"W", {"$w"}},
      {"B", {"true", "false", "$e"}},
      {"name", {"\"up\""}},
      {"input_size", {"[$i]", "4"}},
      {"batch", {"2", "null"}},
      {"activation", {"\"relu\"", "\"linear\"", "\"gelu\""}}}},
};

const char *const kWild[] = {"null",
                             "-1",
                             "0",
                             "2147483648",
                             "1e308",
                             "0.5",
                             "true",
                             "\"\"",
                             "\"\\u0000\"",
                             "\"same\\n\"",
                             "{}",
                             "[]",
                             "[[]]",
                             "[1, \"2\"]",
                             "[null]",
                             "[[1, 2], [3]]",
                             "{\"class_name\": 1}",
                             "[9, 9, 9, 9, 9, 9]",
                             "9223372036854775807",
                             "-9223372036854775808",
                             "18446744073709551615",
                             "[[[[[[[1]]]]]]]"};

/// What the placeholders of one layer stand for.
class Draw {
public:
    Draw(Random &random, size_t rank) : random_(random), rank_(rank) {
        groups_ = random.of({1, 1, 2});
        channels_ = groups_ * random.in(1, 2);
        filters_ = groups_ * random.in(1, 2);
        for (size_t i = 0; i < rank; ++i) {
            kernel_.push_back(random.in(1, 4));
        }
    }

    std::string fill(const std::string &text) {
        std::string filled;
        for (size_t i = 0; i < text.size(); ++i) {
            filled += text[i] == '$' ? value(text[++i]) : std::string(1, text[i]);
        }
        return filled;
    }

private:
    template <typename Number>
    std::string list(Number number) {
        std::string text;
        for (size_t i = 0; i < rank_; ++i) {
            text += (i == 0 ? "" : ", ") + number(i);
        }
        return text;
    }

    std::string numbers(int64_t low, int64_t high) {
        return list([&](size_t) { return std::to_string(random_.in(low, high)); });
    }

    std::string array(const std::vector<int64_t> &shape, size_t axis = 0) {
        if (axis == shape.size()) {
            return std::to_string(random_.in(-9, 9));
        }
        std::string text = "[";
        for (int64_t i = 0; i < shape[axis]; ++i) {
            text += (i == 0 ? "" : ", ") + array(shape, axis + 1);
        }
        return text + "]";
    }

    std::vector<int64_t> with_kernel(std::vector<int64_t> before, const std::vector<int64_t> &after) {
        before.insert(before.end(), kernel_.begin(), kernel_.end());
        before.insert(before.end(), after.begin(), after.end());
        return before;
    }

    std::string value(char placeholder) {
        switch (placeholder) {
        case 'k': return list([&](size_t i) { return std::to_string(kernel_[i]); });
        case 's': return numbers(1, 3);
        case 'd': return numbers(1, 2);
        case 'z': return numbers(0, 2);
        case 'o': return numbers(1, 12);
        case 'i':
            return list(
                [&](size_t) { return random_.one_in(5) ? std::string("null") : std::to_string(random_.in(1, 6)); });
        case 'x': return std::string(rank_, 'S');
        case 'b': return list([&](size_t) { return std::string(random_.one_in(2) ? "true" : "false"); });
        case 'c': return std::to_string(channels_);
        case 'f': return std::to_string(filters_);
        case 'g': return std::to_string(groups_);
        case 'w': return array(with_kernel({channels_, filters_ / groups_}, {}));
        case 'v': return array(with_kernel({}, {filters_, channels_}));
        case 'e': return array({filters_});
        default: throw std::logic_error("an unknown placeholder");
        }
    }

    Random &random_;
    size_t rank_;
    int64_t groups_, channels_, filters_;
    std::vector<int64_t> kernel_;
};

const char *drawn(Random &random, const std::vector<const char *> &values) {
    return values[static_cast<size_t>(random.in(0, static_cast<int64_t>(values.size()) - 1))];
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

void spoil(Random &random, Pairs &pairs) {
    auto &pair = pairs[static_cast<size_t>(random.in(0, static_cast<int64_t>(pairs.size()) - 1))];
    if (random.one_in(8)) {
        pair.first += "s";
    } else {
        pair.second = kWild[random.in(0, static_cast<int64_t>(std::size(kWild)) - 1)];
    }
}

const Form &form_of(const std::string &dialect) {
    for (const Form &form : kForms) {
        if (dialect == form.dialect) {
            return form;
        }
    }
    throw std::logic_error("a dialect without random layers");
}

}  // namespace

std::vector<std::string> random_layer_dialects() {
    std::vector<std::string> names;
    for (const Form &form : kForms) {
        names.emplace_back(form.dialect);
    }
    return names;
}

std::string random_layer(const std::string &dialect, unsigned seed, bool wild) {
    const Form &form = form_of(dialect);
    Random random(seed);
    const auto rank = static_cast<size_t>(random.in(form.least_rank, 3));
    Draw draw(random, rank);
    Pairs pairs = {{"dialect", "\"" + dialect + "\""}};
    if (!form.types.empty()) {
        pairs.emplace_back("type", "\"" + std::string(form.types[form.types.size() == 1 ? 0 : rank - 1]) + "\"");
    }
    for (const Choice &choice : form.always) {
        pairs.emplace_back(choice.key, draw.fill(drawn(random, choice.values)));
    }
    for (const Choice &choice : form.sometimes) {
        if (random.one_in(4)) {
            pairs.emplace_back(choice.key, draw.fill(drawn(random, choice.values)));
        }
    }
    if (wild) {
        spoil(random, pairs);
    }
    std::string text;
    for (const auto &[key, value] : pairs) {
        text += (text.empty() ? "{\"" : ", \"") + key + "\": " + value;
    }
    return text + "}";
}

}  // namespace tconv::test
