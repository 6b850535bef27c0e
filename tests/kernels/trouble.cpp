// Compiles cases, calls them, and compares.
#include <cstring>

#include "generators/compile/worker.h"
#include "schedules/rounding.h"
#include "tests/kernels/call_kernel.h"
#include "tests/kernels/kernel_case.h"
#include "tests/oracle/random_problem.h"

namespace tconv::test {
namespace {

/// Whether whole numbers stay whole: sums are then exact in every order, and so is the result.
bool is_exact(Activation activation) {
    return activation == Activation::linear || activation == Activation::relu || activation == Activation::relu6;
}

bool same_bits(const std::vector<float> &a, const std::vector<float> &b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

/// Both sides, which are also one thread and several tasks: all with the same bits.
std::string trouble_of_call(const LoadedLibrary &library, const oracle::Call &call, const std::vector<double> &expected,
                            const std::vector<double> &bound) {
    std::vector<float> first;
    for (const Side side : {Side::end, Side::begin}) {
        const bool serial = side == Side::end;
        const Outcome outcome = call_kernel(library, call, side, serial ? nullptr : &backward_tasks());
        const std::string where = serial ? "end guarded, one task: " : "begin guarded, three tasks: ";
        if (!outcome.trouble.empty()) {
            return where + outcome.trouble;
        }
        const oracle::Comparison comparison = oracle::compare(outcome.output, expected, bound);
        if (comparison.wrong > 0) {
            return where + comparison.text();
        }
        if (serial) {
            first = outcome.output;
        } else if (!same_bits(first, outcome.output)) {
            return where + "other bits than with one task";
        }
    }
    return "";
}

/// The calls of a case with random data, as `find` sees them; its first trouble.
template <typename Find>
std::string first_trouble(const KernelCase &kernel_case, Find find) {
    const std::vector<std::vector<int64_t>> shapes = shapes_of(kernel_case.problem, kernel_case.seed);
    if (shapes.empty()) {
        return "no input to call it with was found";
    }
    for (const std::vector<int64_t> &shape : shapes) {
        const std::string trouble = find(kernel_case.problem.with_input_shape(shape));
        if (!trouble.empty()) {
            return "input " + shape_text(shape) + ", " + trouble;
        }
    }
    return "";
}

struct DestroyPool {
    void operator()(tconv_parallel *pool) const { tconv_pool_destroy(pool); }
};

}  // namespace

CompileRequest request_of(const KernelCase &kernel_case) {
    CompileRequest request;
    request.name = "layer";
    request.problem = kernel_case.problem;
    request.target = target_of(kernel_case.instruction_set);
    request.jobs = 1;  // cases run side by side
    request.checked = kernel_case.checked;
    if (kernel_case.schedule) {
        request.schedules[kernel_case.instruction_set] = *kernel_case.schedule;
    }
    return request;
}

std::string trouble_of(const KernelCase &kernel_case) {
    const LoadedLibrary library(request_of(kernel_case));
    if (kernel_case.published) {
        return trouble_of_call(library, kernel_case.published->call, kernel_case.published->expected, {});
    }
    return first_trouble(kernel_case, [&](const Problem &fixed) {
        const oracle::Call reals = oracle::real_call(fixed, kernel_case.seed);
        const auto regrouping = regrouping_of(library.schedule(), fixed);
        const auto bound_of = [&](const oracle::Call &call) {
            return regrouping ? oracle::error_bound(call, regrouping->growth, regrouping->roundings)
                              : oracle::error_bound(call);
        };
        std::string trouble = trouble_of_call(library, reals, oracle::gather(reals), bound_of(reals));
        if (trouble.empty() && is_exact(fixed.activation)) {
            const oracle::Call integers = oracle::integer_call(fixed, kernel_case.seed);
            const bool exact = !regrouping || regrouping->dyadic;
            trouble = trouble_of_call(library, integers, oracle::scatter(integers),
                                      exact ? std::vector<double>() : bound_of(integers));
        }
        return trouble;
    });
}

std::string trouble_with_threads(const KernelCase &kernel_case) {
    const LoadedLibrary library(request_of(kernel_case));
    return first_trouble(kernel_case, [&](const Problem &fixed) -> std::string {
        const oracle::Call call = oracle::real_call(fixed, kernel_case.seed);
        const Outcome serial = call_kernel(library, call, Side::end, nullptr);
        if (!serial.trouble.empty()) {
            return serial.trouble;
        }
        for (const int threads : {1, 2, 3, 5}) {
            const std::unique_ptr<tconv_parallel, DestroyPool> pool(tconv_pool_create(threads));
            const Outcome outcome = call_kernel(library, call, Side::end, pool.get());
            if (!outcome.trouble.empty() || !same_bits(serial.output, outcome.output)) {
                return std::to_string(threads) +
                       " threads: " + (outcome.trouble.empty() ? "other bits than with none" : outcome.trouble);
            }
        }
        return "";
    });
}

std::vector<std::string> troubles_of(const std::vector<KernelCase> &cases,
                                     const std::function<std::string(const KernelCase &)> &find) {
    std::vector<Work> work;
    for (const KernelCase &kernel_case : cases) {
        work.push_back({kernel_case.command(), [&kernel_case, &find]() -> Parts {
                            try {
                                return {find(kernel_case)};
                            } catch (const std::exception &error) {
                                return {error.what()};
                            }
                        }});
    }
    std::vector<std::string> troubles;
    const std::vector<Parts> results = run_workers(work, 0);
    for (size_t i = 0; i < results.size(); i++) {
        if (!results[i][0].empty()) {
            troubles.push_back(work[i].name + "\n    " + results[i][0]);
        }
    }
    return troubles;
}

}  // namespace tconv::test
