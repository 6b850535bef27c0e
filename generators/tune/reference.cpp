// Right outputs. A bound that holds for every input (tests/oracle) is far above what rounding does to random ones, most of all for
// Winograd's algorithm, and computing it for a whole large output takes minutes. Here the rule's schedule is checked at samples, with that
// bound; every other schedule in full against the rule's output, with a bound for random data.
#include "generators/tune/reference.h"

#include <sys/mman.h>

#include <algorithm>
#include <cmath>

#include "runtime/problem/sizes.h"
#include "schedules/rounding.h"

namespace tconv::tune {

namespace {

constexpr int kSamples = 400;
constexpr double kUnit = 0x1p-24;

/// How many times the error of the reference a right candidate may have: in root mean square at the samples, and at any output. Rounding
/// errors of random data are close to normal, so that of 10^9 outputs the largest is 6 to 7 times the root mean square.
struct ErrorLimits {
    double samples, any;
};
/// The limits of one schedule's outputs: direct sums differ in their order, Winograd's have up to four times the error (rms_growth), and the
/// last of many outputs of a tile is off by some times more than they are on average.
constexpr ErrorLimits limits_of(const DirectSchedule &) { return {3, 50}; }
constexpr ErrorLimits limits_of(const WinogradSchedule &) { return {4, 200}; }

/// Deterministic, and quick for 10^8 numbers: uniform between -largest and largest.
void fill(std::span<float> values, uint64_t seed, float largest = 1) {
    uint64_t state = seed * 2 + 1;
    for (float &value : values) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        value = static_cast<float>(static_cast<int32_t>(state >> 32)) * 0x1p-31F * largest;
    }
}

/// The largest weight: sums are of magnitude 1 on average, so that activations which are flat far from 0 show how sums are rounded.
float largest_weight(const Problem &problem) {
    auto terms = static_cast<double>(problem.channels_per_group());
    for (const Axis &axis : problem.axes)
        terms *= std::max(1.0, static_cast<double>(axis.kernel) / static_cast<double>(axis.stride));
    return static_cast<float>(std::min(1.0, 3 / std::sqrt(terms)));
}

}  // namespace

Problem measured(const Problem &problem) {
    std::vector<int64_t> shape = problem.input_shape();
    const size_t first = problem.layout == Layout::channels_first ? 2 : 1;
    shape[0] = problem.batch == kOpen ? 1 : std::max<int64_t>(problem.batch, 1);
    Problem same = problem;
    same.batch = shape[0];
    if (problem.activation == Activation::softmax || problem.activation == Activation::exponential)
        same.activation = Activation::linear;
    for (size_t a = 0; a < problem.axes.size(); a++) {
        if (problem.axes[a].is_open()) {
            const InputLimits limits = input_limits(problem.axes[a]);
            shape[first + a] = std::clamp(kGuessedSize, limits.least, limits.most);
        }
    }
    return same.with_input_shape(shape);
}

Reference::Reference(const Problem &measured_problem, uint64_t seed) : problem_(measured_problem) {
    const auto elements = [](const std::vector<int64_t> &shape) {
        int64_t count = 1;
        for (const int64_t extent : shape)
            count *= extent;
        return static_cast<size_t>(count);
    };
    const auto rounded = [](size_t count) { return (count + 1023) / 1024 * 1024; };
    const size_t inputs = elements(problem_.input_shape()), outputs = elements(problem_.output_shape());
    bytes_ = (rounded(inputs) + 2 * rounded(outputs)) * sizeof(float);
    memory_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED)
        throw Error("cannot get " + std::to_string(bytes_ >> 20) + " MiB of memory for the layer's arrays");
    auto *floats = static_cast<float *>(memory_);
    input_ = {floats, inputs};
    output_ = {floats + rounded(inputs), outputs};
    expected_ = {floats + rounded(inputs) + rounded(outputs), outputs};
    fill(input_, seed);
    weights_.shape = problem_.weight_shape();
    weights_.data.resize(elements(weights_.shape));
    fill(weights_.data, seed + 1, largest_weight(problem_));
    bias_.shape = problem_.bias_shape();
    if (problem_.bias) {
        bias_.data.resize(elements(bias_.shape));
        fill(bias_.data, seed + 2);
    }
    const oracle::Arrays arrays{input_, weights_.data, bias_.data};
    at_ends_ = oracle::draw_samples(problem_, arrays, kSamples, seed, oracle::Ends::often);
    anywhere_ = oracle::draw_samples(problem_, arrays, kSamples, seed, oracle::Ends::as_others);
}

Reference::~Reference() {
    if (memory_ != nullptr)
        munmap(memory_, bytes_);
}

/// Ends would count too much: sums are short there, and the last output of a tile of Winograd's is off by most.
double Reference::rms_error() const {
    double squares = 0;
    for (const oracle::Sample &sample : anywhere_) {
        const double off = static_cast<double>(output_[static_cast<size_t>(sample.index)]) - sample.exact;
        squares += off * off;
    }
    return std::sqrt(squares / kSamples);
}

void Reference::accept_output(const Schedule &schedule) {
    // What the algorithm's rounding allows (schedules/rounding.h). No number here is above 1 in magnitude; no activation that is measured is
    // steeper than 1.8, or off by more than 8 ulp of results that are no larger than 2 |sum| + 1.
    const Rounding rounding = rounding_of(schedule, problem_);
    const auto channels = static_cast<double>(problem_.channels_per_group());
    const auto allowed_at = [&](const oracle::Sample &sample) {
        const double magnitude = rounding.regrouped ? 1 + channels * largest_weight(problem_) : sample.magnitude;
        const bool is_linear = problem_.activation == Activation::linear;
        return 1.8 * rounding.bound * magnitude + (is_linear ? 0 : 16 * kUnit * (2 * sample.magnitude + 1)) + 0x1p-100;
    };
    double squares = 0;
    for (const oracle::Sample &sample : at_ends_) {
        const double got = static_cast<double>(output_[static_cast<size_t>(sample.index)]);
        if (!(std::abs(got - sample.exact) <= allowed_at(sample)))
            throw Error("output[" + std::to_string(sample.index) + "] is " + std::to_string(got) + ": must be " +
                        std::to_string(sample.exact) + "; computed by " + to_json(schedule));
    }
    for (const oracle::Sample &sample : anywhere_)
        squares += sample.exact * sample.exact;
    // Direct sums are the measure, whatever this schedule is. Sums of few terms may happen to be exact: no candidate needs to be better than
    // one rounding of its result.
    unit_error_ = std::max(rms_error() / std::max(1.0, rounding.rms), kUnit * std::sqrt(squares / kSamples));
    std::copy(output_.begin(), output_.end(), expected_.begin());
}

std::string Reference::trouble(const Schedule &schedule) const {
    const ErrorLimits limits = std::visit([](const auto &s) { return limits_of(s); }, schedule);
    const double error = rms_error();
    if (!(error <= limits.samples * unit_error_))
        return "its error is " + std::to_string(error / unit_error_) + " times that of direct sums";
    const auto allowed = static_cast<float>(limits.any * unit_error_);
    for (size_t i = 0; i < output_.size(); i++) {
        if (!(std::abs(output_[i] - expected_[i]) <= allowed))
            return "output[" + std::to_string(i) + "] is " + std::to_string(output_[i]) + ": must be " +
                   std::to_string(expected_[i]);
    }
    return "";
}

}  // namespace tconv::tune
