// Right outputs. A bound that holds for every input (tests/oracle) is far above what rounding does to random ones, most of all for
// Winograd's algorithm, and computing it for a whole large output takes minutes. Here the rule's schedule is checked at samples, with that
// bound; every other schedule in full against the rule's output, with a bound for random data.
#include "generators/tune/reference.h"

#include <sys/mman.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "runtime/problem/sizes.h"
#include "schedules/rounding.h"
#include "tests/oracle/oracle.h"

namespace tconv::tune {

namespace {

constexpr int64_t kOpenSize = 64;
constexpr int kSamples = 400;
constexpr double kUnit = 0x1p-24;

/// How many times the error of the reference a right candidate may have: in root mean square at the samples, and at any output. Rounding
/// errors of random data are close to normal, so that of 10^9 outputs the largest is 6 to 7 times the root mean square.
struct ErrorLimits {
    double samples, any;
};
/// The limits of one schedule's outputs: direct sums differ in their order, Winograd's have up to four times the error (rms_growth).
ErrorLimits bound_of(const Schedule &schedule) {
    // The last of many outputs of a tile is off by some times more than they are on average.
    return std::holds_alternative<WinogradSchedule>(schedule) ? ErrorLimits{4, 200} : ErrorLimits{3, 50};
}

/// Deterministic, and quick for 10^8 numbers.
void fill(std::span<float> values, uint64_t seed) {
    uint64_t state = seed * 2 + 1;
    for (float &value : values) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        value = static_cast<float>(static_cast<int32_t>(state >> 32)) * 0x1p-31F;
    }
}

/// (input, tap) pairs that reach output `o` of an axis.
std::vector<std::pair<int64_t, int64_t>> pairs_at(const Axis &axis, int64_t o) {
    std::vector<std::pair<int64_t, int64_t>> pairs;
    for (int64_t tap = 0; tap < axis.kernel; tap++) {
        const int64_t from = o + axis.crop_begin - tap * axis.dilation;
        if (from >= 0 && from % axis.stride == 0 && from / axis.stride < axis.input)
            pairs.emplace_back(from / axis.stride, tap);
    }
    return pairs;
}

/// The axes z, y, x: those that a lower rank lacks have size 1.
std::array<Axis, 3> three_axes(const Problem &problem) {
    Axis unit;
    unit.output = 1;
    std::array<Axis, 3> axes{unit, unit, unit};
    std::copy(problem.axes.begin(), problem.axes.end(), axes.end() - problem.rank());
    return axes;
}

int64_t position(const Problem &problem, int64_t channels, const std::array<int64_t, 3> &sizes, int64_t n, int64_t c,
                 int64_t z, int64_t y, int64_t x) {
    const int64_t cells = sizes[0] * sizes[1] * sizes[2], cell = (z * sizes[1] + y) * sizes[2] + x;
    return problem.layout == Layout::channels_first ? (n * channels + c) * cells + cell
                                                    : (n * cells + cell) * channels + c;
}

Sample sample_at(const Problem &p, std::span<const float> input, const Array &weights, const Array &bias, int64_t n,
                 int64_t f, const std::array<int64_t, 3> &o) {
    const std::array<Axis, 3> axes = three_axes(p);
    std::array<int64_t, 3> in{}, out{};
    std::array<std::vector<std::pair<int64_t, int64_t>>, 3> pairs;
    for (size_t a = 0; a < 3; a++) {
        in[a] = axes[a].input;
        out[a] = axes[a].output;
        pairs[a] = pairs_at(axes[a], o[a]);
    }
    const int64_t channels = p.channels_per_group(), filters = p.filters_per_group(), first = f / filters * channels;
    double sum = bias.data.empty() ? 0.0 : static_cast<double>(bias.data[static_cast<size_t>(f)]);
    double magnitude = std::abs(sum);
    int64_t terms = 2;  // the bias, and one for this sum's own rounding
    for (const auto &[iz, tz] : pairs[0]) {
        for (const auto &[iy, ty] : pairs[1]) {
            for (const auto &[ix, tx] : pairs[2]) {
                const int64_t tap = (tz * axes[1].kernel + ty) * axes[2].kernel + tx;
                const int64_t taps = axes[0].kernel * axes[1].kernel * axes[2].kernel;
                for (int64_t c = first; c < first + channels; c++) {
                    const double product =
                        static_cast<double>(input[static_cast<size_t>(position(p, p.channels, in, n, c, iz, iy, ix))]) *
                        static_cast<double>(
                            weights.data[static_cast<size_t>((c * filters + f % filters) * taps + tap)]);
                    sum += product;
                    magnitude += std::abs(product);
                }
                terms += channels;
            }
        }
    }
    const double nu = static_cast<double>(terms) * kUnit;
    // No activation that is measured is steeper than 1.8, or off by more than 8 ulp of results that are no larger than 2 |sum| + 1.
    return {position(p, p.filters, out, n, f, o[0], o[1], o[2]), oracle::activate(p.activation, sum),
            1.8 * nu / (1 - nu) * magnitude +
                (p.activation == Activation::linear ? 0 : 16 * kUnit * (2 * magnitude + 1)) + 0x1p-100};
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
            shape[first + a] = std::clamp(kOpenSize, limits.least, limits.most);
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
    fill(weights_.data, seed + 1);
    bias_.shape = problem_.bias_shape();
    if (problem_.bias) {
        bias_.data.resize(elements(bias_.shape));
        fill(bias_.data, seed + 2);
    }
    std::mt19937_64 random(seed);
    const auto draw = [&](int64_t extent) {  // every third one at an end, where the border is
        const auto place = static_cast<int64_t>(random() % static_cast<uint64_t>(extent));
        const uint64_t where = random() % 6;
        return where == 0 ? 0 : where == 1 ? extent - 1 : place;
    };
    const std::array<Axis, 3> axes = three_axes(problem_);
    for (int i = 0; i < kSamples; i++) {
        const int64_t n = draw(problem_.batch), f = draw(problem_.filters);
        samples_.push_back(sample_at(problem_, input_, weights_, bias_, n, f,
                                     {draw(axes[0].output), draw(axes[1].output), draw(axes[2].output)}));
    }
}

Reference::~Reference() {
    if (memory_ != nullptr)
        munmap(memory_, bytes_);
}

double Reference::samples_error() const {
    double squares = 0;
    for (const Sample &sample : samples_) {
        const double off = static_cast<double>(output_[static_cast<size_t>(sample.index)]) - sample.exact;
        squares += off * off;
    }
    return std::sqrt(squares / kSamples);
}

void Reference::accept_output(const Schedule &schedule) {
    // The bound of an algorithm that regroups the sums (schedules/rounding.h); no number here is above 1, no activation steeper than 1.8.
    const std::optional<Regrouping> regrouping = regrouping_of(schedule, problem_);
    double regrouped = 0;
    if (regrouping) {
        const auto channels = static_cast<double>(problem_.channels_per_group());
        const double nu = (channels + static_cast<double>(regrouping->roundings)) * kUnit;
        regrouped = 1.8 * regrouping->growth * nu / (1 - nu) * (1 + channels) + 32 * kUnit * (1 + channels);
    }
    double squares = 0;
    for (const Sample &sample : samples_) {
        const double got = static_cast<double>(output_[static_cast<size_t>(sample.index)]);
        const double allowed = regrouping ? regrouped : sample.bound;
        if (!(std::abs(got - sample.exact) <= allowed))
            throw Error("output[" + std::to_string(sample.index) + "] is " + std::to_string(got) + ": must be " +
                        std::to_string(sample.exact) + "; computed by " + to_json(schedule));
        squares += sample.exact * sample.exact;
    }
    // Sums of few terms may happen to be exact: no candidate needs to be better than one rounding of its result.
    unit_error_ = std::max(samples_error(), kUnit * std::sqrt(squares / kSamples));
    std::copy(output_.begin(), output_.end(), expected_.begin());
}

std::string Reference::trouble(const Schedule &schedule) const {
    const ErrorLimits limits = bound_of(schedule);
    const double error = samples_error();
    if (!(error <= limits.samples * unit_error_))
        return "its error is " + std::to_string(error / unit_error_) + " times that of the rule's schedule";
    const auto allowed = static_cast<float>(limits.any * unit_error_);
    for (size_t i = 0; i < output_.size(); i++) {
        if (!(std::abs(output_[i] - expected_[i]) <= allowed))
            return "output[" + std::to_string(i) + "] is " + std::to_string(output_[i]) + ": must be " +
                   std::to_string(expected_[i]);
    }
    return "";
}

}  // namespace tconv::tune
