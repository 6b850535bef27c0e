// Buffers, statuses and faults of one call.
#include "tests/kernels/call_kernel.h"

#include <optional>

#include "tests/memory/fault.h"

namespace tconv::test {
namespace {

int run_backward(void *, void (*task)(void *, int), void *argument, int count) {
    for (int index = count - 1; index >= 0; index--) {
        task(argument, index);
    }
    return 0;
}

struct NamedBuffer {
    const char *name;
    const Guarded *buffer;
};

std::string text_of(const Fault &fault, const std::vector<NamedBuffer> &buffers) {
    for (const auto &[name, buffer] : buffers) {
        if (const std::string place = buffer->place_of(fault.address); !place.empty()) {
            return std::string("touches ") + name + " " + place;
        }
    }
    char address[32];
    std::snprintf(address, sizeof address, "%p", fault.address);
    return "ends with signal " + std::to_string(fault.signal) + " at address " + address;
}

/// Calls `function`, which returns a status; empty where all is well with it and with the surroundings of the buffers.
std::string trouble_in(const char *function, const std::function<int()> &body,
                       const std::vector<NamedBuffer> &buffers) {
    int status = TCONV_OK;
    const std::optional<Fault> fault = fault_in([&] { status = body(); });
    if (fault) {
        return std::string(function) + " " + text_of(*fault, buffers);
    }
    if (status != TCONV_OK) {
        return std::string(function) + " returns " + std::to_string(status) + ": " + tconv_status_text(status);
    }
    for (const auto &[name, buffer] : buffers) {
        if (!buffer->intact()) {
            return std::string(function) + " writes beside " + name;
        }
    }
    return "";
}

size_t to_size(int64_t bytes) { return static_cast<size_t>(bytes); }

}  // namespace

const tconv_parallel &backward_tasks() {
    static const tconv_parallel parallel{3, run_backward, nullptr};
    return parallel;
}

Outcome call_kernel(const LoadedLibrary &library, const oracle::Call &call, Side side, const tconv_parallel *parallel) {
    const std::vector<int64_t> input_shape = call.problem.input_shape();
    const std::vector<int64_t> expected_shape = call.problem.output_shape();
    std::vector<int64_t> output_shape(expected_shape.size());
    int64_t packed_bytes = 0, workspace_bytes = 0;
    std::string trouble =
        trouble_in("output_shape", [&] { return library.output_shape(input_shape.data(), output_shape.data()); }, {});
    if (trouble.empty() && output_shape != expected_shape) {
        trouble = "output_shape gives " + shape_text(output_shape) + ", not " + shape_text(expected_shape);
    }
    if (trouble.empty()) {
        trouble = trouble_in("packed_size", [&] { return library.packed_size(&packed_bytes); }, {});
    }
    const int threads = parallel ? parallel->threads : 1;
    if (trouble.empty()) {
        trouble = trouble_in("workspace_size",
                             [&] { return library.workspace_size(input_shape.data(), threads, &workspace_bytes); }, {});
    }
    if (!trouble.empty()) {
        return {trouble, {}};
    }

    Guarded x(call.input.data, side), weights(call.weights.data, side), bias(call.bias.data, side);
    Guarded packed(to_size(packed_bytes), side), workspace(to_size(workspace_bytes), side);
    Guarded y(to_size(Array{expected_shape, {}}.size()) * sizeof(float), side);
    for (Guarded *input : {&x, &weights, &bias}) {
        input->make_read_only();
    }
    const float *bias_or_null = call.bias.data.empty() ? nullptr : bias.floats();
    trouble = trouble_in("pack", [&] { return library.pack(weights.floats(), bias_or_null, packed.data()); },
                         {{"weights", &weights}, {"bias", &bias}, {"packed", &packed}});
    if (trouble.empty()) {
        packed.make_read_only();
        trouble = trouble_in("run",
                             [&] {
                                 return library.run(packed.data(), input_shape.data(), x.floats(), y.floats(),
                                                    workspace.data(), parallel);
                             },
                             {{"x", &x}, {"packed", &packed}, {"y", &y}, {"workspace", &workspace}});
    }
    return {trouble, y.values()};
}

}  // namespace tconv::test
