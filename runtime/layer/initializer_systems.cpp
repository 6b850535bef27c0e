// The tables. A new initializer is a row; a new system is a table, and a row in the list at the end.
#include "runtime/layer/initializer_systems.h"

#include <cctype>
#include <utility>

#include "runtime/problem/message.h"

namespace tconv {

namespace {

using nlohmann::json;
using Rule = InitializerRule;

// ---- Parameters. ----

/// Beyond this, products with a gain would leave float32.
constexpr double kLargest = 1e30;

bool read_number(const json &value, double least, double &number) {
    if (!value.is_number() || !(value.get<double>() >= least) || value.get<double>() > kLargest) {
        return false;
    }
    number = value.get<double>();
    return true;
}

template <double Rule::*member>
bool any_number(Rule &rule, const json &value) {
    return read_number(value, -kLargest, rule.*member);
}

template <double Rule::*member>
bool no_negative_number(Rule &rule, const json &value) {
    return read_number(value, 0, rule.*member);
}

/// uniform(scale) is from -scale to scale.
bool both_sides(Rule &rule, const json &value) {
    const bool is_right = read_number(value, 0, rule.high);
    rule.low = -rule.high;
    return is_right;
}

bool positive_scale(Rule &rule, const json &value) {
    return no_negative_number<&Rule::scale>(rule, value) && rule.scale > 0;
}

template <typename Value>
struct Word {
    const char *name;
    Value value;
};

template <typename Words, typename Value>
bool read_word(const Words &words, const json &value, Value &found) {
    for (const auto &word : words) {
        if (value == word.name) {
            found = word.value;
            return true;
        }
    }
    return false;
}

bool fan_mode(Rule &rule, const json &value) {
    static constexpr Word<Fan> words[] = {{"fan_in", Fan::in}, {"fan_out", Fan::out}, {"fan_avg", Fan::average}};
    return read_word(words, value, rule.fan);
}

bool fan_in_or_out(Rule &rule, const json &value) { return value != "fan_avg" && fan_mode(rule, value); }

bool keras_distribution(Rule &rule, const json &value) {
    static constexpr Word<Distribution> words[] = {{"truncated_normal", Distribution::truncated_normal},
                                                   {"normal", Distribution::truncated_normal},  // as in Keras 1 and 2
                                                   {"untruncated_normal", Distribution::normal},
                                                   {"uniform", Distribution::uniform}};
    return read_word(words, value, rule.distribution);
}

bool wolfram_distribution(Rule &rule, const json &value) {
    static constexpr Word<Distribution> words[] = {{"Normal", Distribution::normal},
                                                   {"Uniform", Distribution::uniform}};
    return read_word(words, value, rule.distribution);
}

/// torch.nn.init.calculate_gain, squared: "a" is the slope of the leaky relu that follows.
bool leaky_slope(Rule &rule, const json &value) {
    double slope = 0;
    const bool is_right = read_number(value, -kLargest, slope);
    rule.scale = 2 / (1 + slope * slope);
    return is_right;
}

bool nonlinearity(Rule &rule, const json &value) {
    static constexpr Word<double> words[] = {
        {"linear", 1}, {"sigmoid", 1}, {"relu", 2}, {"tanh", 25.0 / 9.0}, {"selu", 9.0 / 16.0}};
    return value == "leaky_relu" || read_word(words, value, rule.scale);
}

constexpr const char *kAnyNumber = "a number from -1e30 to 1e30";
constexpr const char *kNoNegative = "a number from 0 to 1e30";

const Setting kGain{"gain", kAnyNumber, any_number<&Rule::gain>};
const Setting kMean{"mean", kAnyNumber, any_number<&Rule::mean>};
const Setting kValue{"value", kAnyNumber, any_number<&Rule::mean>};

// ---- Rules. ----

Rule constant(double value) {
    Rule rule;
    rule.mean = value;
    return rule;
}

/// Variance scale / fan.
Rule by_fan(Distribution distribution, double scale, Fan fan) {
    Rule rule;
    rule.distribution = distribution;
    rule.scale = scale;
    rule.fan = fan;
    return rule;
}

Rule normal(Distribution distribution, double deviation) {
    Rule rule;
    rule.distribution = distribution;
    rule.deviation = deviation;
    return rule;
}

Rule between(double low, double high) {
    Rule rule;
    rule.distribution = Distribution::uniform;
    rule.low = low;
    rule.high = high;
    return rule;
}

Rule of(Distribution distribution) {
    Rule rule;
    rule.distribution = distribution;
    return rule;
}

constexpr Distribution kUniform = Distribution::uniform, kNormal = Distribution::normal,
                       kTruncated = Distribution::truncated_normal;

const InitializerRow kZeros{"zeros", "0", Use::both, constant(0), {}};
const InitializerRow kOnes{"ones", "1", Use::both, constant(1), {}};
const InitializerRow kBilinear{
    "bilinear", "interpolation of each channel by itself", Use::weights, of(Distribution::bilinear), {}};

// ---- Systems. ----

std::string as_given(const std::string &name) { return name; }

/// Keras takes the classes' names as well: "HeNormal" is he_normal.
std::string keras_name(const std::string &name) {
    // keras.initializers.get takes these, too.
    static constexpr std::pair<const char *, const char *> aliases[] = {
        {"zero", "zeros"}, {"one", "ones"}, {"normal", "random_normal"}, {"uniform", "random_uniform"}};
    for (const auto &[alias, known] : aliases) {
        if (name == alias) {
            return known;
        }
    }
    std::string snake;
    for (const char letter : name) {
        const bool is_capital = std::isupper(static_cast<unsigned char>(letter)) != 0;
        snake += is_capital && !snake.empty() ? "_" : "";
        snake += static_cast<char>(is_capital ? std::tolower(static_cast<unsigned char>(letter)) : letter);
    }
    return snake;
}

/// torch.nn.init's functions end in an underscore.
std::string torch_name(const std::string &name) {
    return !name.empty() && name.back() == '_' ? name.substr(0, name.size() - 1) : name;
}

// MATLAB gives the bias no glorot and no he.
std::vector<InitializerRow> matlab_rows() {
    return {kZeros,
            kOnes,
            {"glorot", "uniform in +-sqrt(6/(in + out))", Use::weights, by_fan(kUniform, 1, Fan::average), {}},
            {"he", "normal, variance 2/in", Use::weights, by_fan(kNormal, 2, Fan::in), {}},
            {"narrow-normal", "normal, standard deviation 0.01", Use::both, normal(kNormal, 0.01), {}}};
}

/// The native form: MATLAB's, and one for layers that enlarge pictures.
std::vector<InitializerRow> native_rows() {
    std::vector<InitializerRow> rows = matlab_rows();
    rows.push_back(kBilinear);
    return rows;
}

std::vector<InitializerRow> keras_rows() {
    const Setting deviation{"stddev", kNoNegative, no_negative_number<&Rule::deviation>};
    return {
        kZeros,
        kOnes,
        {"constant", "value (0)", Use::both, constant(0), {kValue}},
        {"random_normal", "normal, mean (0), stddev (0.05)", Use::both, normal(kNormal, 0.05), {kMean, deviation}},
        {"random_uniform",
         "uniform from minval (-0.05) to maxval (0.05)",
         Use::both,
         between(-0.05, 0.05),
         {{"minval", kAnyNumber, any_number<&Rule::low>}, {"maxval", kAnyNumber, any_number<&Rule::high>}}},
        {"truncated_normal",
         "normal, mean (0), stddev (0.05), drawn anew beyond 2 stddev",
         Use::both,
         normal(kTruncated, 0.05),
         {kMean, deviation}},
        {"variance_scaling",
         "variance scale (1) / fan of mode (fan_in), distribution (truncated_normal)",
         Use::both,
         by_fan(kTruncated, 1, Fan::in),
         {{"scale", "a number above 0, up to 1e30", positive_scale},
          {"mode", "one of \"fan_in\", \"fan_out\", \"fan_avg\"", fan_mode},
          {"distribution", "one of \"truncated_normal\", \"untruncated_normal\", \"uniform\"", keras_distribution}}},
        {"glorot_uniform", "uniform in +-sqrt(6/(in + out))", Use::both, by_fan(kUniform, 1, Fan::average), {}},
        {"glorot_normal",
         "truncated normal, variance 2/(in + out)",
         Use::both,
         by_fan(kTruncated, 1, Fan::average),
         {}},
        {"he_uniform", "uniform in +-sqrt(6/in)", Use::both, by_fan(kUniform, 2, Fan::in), {}},
        {"he_normal", "truncated normal, variance 2/in", Use::both, by_fan(kTruncated, 2, Fan::in), {}},
        {"lecun_uniform", "uniform in +-sqrt(3/in)", Use::both, by_fan(kUniform, 1, Fan::in), {}},
        {"lecun_normal", "truncated normal, variance 1/in", Use::both, by_fan(kTruncated, 1, Fan::in), {}},
        {"orthogonal",
         "orthonormal rows or columns, times gain (1)",
         Use::weights,
         of(Distribution::orthogonal),
         {kGain}},
    };
}

std::vector<InitializerRow> cntk_rows() {
    const Setting scale{"scale", kAnyNumber, any_number<&Rule::gain>};
    Rule unit = normal(kNormal, 1);
    return {
        kZeros,
        kOnes,
        {"glorot_uniform",
         "uniform in +-scale (1) * sqrt(6/(in + out))",
         Use::both,
         by_fan(kUniform, 1, Fan::average),
         {scale}},
        {"glorot_normal",
         "normal, deviation scale (1) * sqrt(2/(in + out))",
         Use::both,
         by_fan(kNormal, 1, Fan::average),
         {scale}},
        {"he_uniform", "uniform in +-scale (1) * sqrt(6/in)", Use::both, by_fan(kUniform, 2, Fan::in), {scale}},
        {"he_normal", "normal, deviation scale (1) * sqrt(2/in)", Use::both, by_fan(kNormal, 2, Fan::in), {scale}},
        {"xavier", "uniform in +-scale (1) * sqrt(3/in)", Use::both, by_fan(kUniform, 1, Fan::in), {scale}},
        {"uniform", "uniform in +-scale", Use::both, between(0, 0), {{"scale", kNoNegative, both_sides, true}}},
        {"normal",
         "normal, deviation scale",
         Use::both,
         unit,
         {{"scale", kNoNegative, no_negative_number<&Rule::deviation>, true}}},
        kBilinear,
    };
}

// torch.nn.init, with kaiming_uniform as ConvTranspose's reset_parameters calls it (a = sqrt 5), also for the bias, whose
// fan is that of the weights. kaiming_normal keeps torch.nn.init's own a = 0.
std::vector<InitializerRow> torch_rows() {
    const Setting deviation{"std", kNoNegative, no_negative_number<&Rule::deviation>};
    const Setting slope{"a", kAnyNumber, leaky_slope}, mode{"mode", "\"fan_in\" or \"fan_out\"", fan_in_or_out},
        what_follows{"nonlinearity", "one of \"leaky_relu\", \"relu\", \"linear\", \"sigmoid\", \"tanh\", \"selu\"",
                     nonlinearity};
    return {
        kZeros,
        kOnes,
        {"constant", "val", Use::both, constant(0), {{"val", kAnyNumber, any_number<&Rule::mean>, true}}},
        {"uniform",
         "uniform from a (0) to b (1)",
         Use::both,
         between(0, 1),
         {{"a", kAnyNumber, any_number<&Rule::low>}, {"b", kAnyNumber, any_number<&Rule::high>}}},
        {"normal", "normal, mean (0), std (1)", Use::both, normal(kNormal, 1), {kMean, deviation}},
        {"kaiming_uniform",
         "uniform in +-sqrt(6/((1 + a^2) * fan)), a (sqrt 5): +-1/sqrt(in)",
         Use::both,
         by_fan(kUniform, 1.0 / 3.0, Fan::in),
         {slope, mode, what_follows}},
        {"kaiming_normal",
         "normal, variance 2/((1 + a^2) * fan), a (0)",
         Use::weights,
         by_fan(kNormal, 2, Fan::in),
         {slope, mode, what_follows}},
        {"xavier_uniform",
         "uniform in +-gain (1) * sqrt(6/(in + out))",
         Use::weights,
         by_fan(kUniform, 1, Fan::average),
         {kGain}},
        {"xavier_normal",
         "normal, deviation gain (1) * sqrt(2/(in + out))",
         Use::weights,
         by_fan(kNormal, 1, Fan::average),
         {kGain}},
        {"orthogonal",
         "orthonormal rows or columns, times gain (1)",
         Use::weights,
         of(Distribution::orthogonal),
         {kGain}},
    };
}

// NetInitialize's methods. Its document names what each preserves, not its formula: the variance of what comes out, so
// the fan is what truly meets in an output. The native form's names stand beside them.
std::vector<InitializerRow> wolfram_rows() {
    const Setting distribution{"Distribution", "\"Normal\" or \"Uniform\"", wolfram_distribution};
    const std::vector<InitializerRow> own = {
        {"Kaiming", "Distribution (Normal), variance 2/in", Use::weights, by_fan(kNormal, 2, Fan::in), {distribution}},
        {"Xavier",
         "Distribution (Normal), variance 2/(in + out)",
         Use::weights,
         by_fan(kNormal, 1, Fan::average),
         {distribution}},
        {"Orthogonal", "orthonormal rows or columns", Use::weights, of(Distribution::orthogonal), {}},
        {"Random", "normal, standard deviation 0.01", Use::both, normal(kNormal, 0.01), {}},
    };
    std::vector<InitializerRow> rows = native_rows();
    rows.insert(rows.end(), own.begin(), own.end());
    return rows;
}

}  // namespace

const std::vector<InitializerSystem> &initializer_systems() {
    static const std::vector<InitializerSystem> systems = {
        {"native", FanCount::connections, BiasFan::filters, MatrixRows::first_axis, as_given, native_rows()},
        {"matlab", FanCount::connections, BiasFan::filters, MatrixRows::all_but_last_axis, as_given, matlab_rows()},
        {"keras", FanCount::shape, BiasFan::filters, MatrixRows::all_but_last_axis, keras_name, keras_rows()},
        {"wolfram", FanCount::connections, BiasFan::filters, MatrixRows::first_axis, as_given, wolfram_rows()},
        {"cntk", FanCount::shape, BiasFan::filters, MatrixRows::first_axis, as_given, cntk_rows()},
        {"torch", FanCount::shape, BiasFan::of_weights, MatrixRows::first_axis, torch_name, torch_rows()},
        // ONNX has no initializers: it has the native form's.
        {"onnx", FanCount::connections, BiasFan::filters, MatrixRows::first_axis, as_given, native_rows()},
    };
    return systems;
}

const InitializerSystem &initializer_system(const std::string &dialect) {
    for (const InitializerSystem &system : initializer_systems()) {
        if (dialect == system.dialect) {
            return system;
        }
    }
    reject("dialect", quoted(dialect), "one of " + listed(initializer_systems(), &InitializerSystem::dialect));
}

}  // namespace tconv
