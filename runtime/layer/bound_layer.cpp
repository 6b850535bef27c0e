#include "tconv/bound_layer.h"

#include <optional>
#include <utility>

#include "runtime/arrays/buffer.h"
#include "runtime/problem/message.h"
#include "tconv/initializer.h"

namespace tconv {
namespace {

void check(const Layer &layer, int status, const char *function) {
    if (status != TCONV_OK) {
        throw Error(layer.name + "_" + function + " returned " + std::to_string(status) + ": " +
                    tconv_status_text(status));
    }
}

/// That the functions are there, and of a library of the layer's problem: they read and write what it says.
void check_functions(const Layer &layer, const KernelFunctions &functions) {
    const std::string own = key(layer.problem);
    if (!functions.key || own != functions.key) {
        throw Error("the library of " + layer.name + " is of the layer " +
                    (functions.key ? printable(functions.key) : "(none)") + ": must be of " + own);
    }
    if (!functions.output_shape || !functions.packed_size || !functions.workspace_size || !functions.run) {
        throw Error("a function of the library of " + layer.name + " is NULL: only pack may be");
    }
}

FloatBuffer pack(const Layer &layer, const KernelFunctions &functions, const Array &weights, const Array &bias) {
    check_whole("weights", weights);
    check_whole("bias", bias);
    int64_t bytes = 0;
    check(layer, functions.packed_size(&bytes), "packed_size");
    FloatBuffer packed(bytes);
    const Array native = native_weights(layer, weights);
    const Array native_values = bias.data.empty() ? Array{} : native_bias(layer, bias);
    check(layer,
          functions.pack(native.data.data(), bias.data.empty() ? nullptr : native_values.data.data(), packed.data()),
          "pack");
    return packed;
}

}  // namespace

struct BoundLayer::Parts {
    Layer layer;
    KernelFunctions functions;
    std::shared_ptr<const void> library;
    std::optional<FloatBuffer> packed;  ///< none where the weights are built in
};

BoundLayer::BoundLayer(Layer layer, const KernelFunctions &functions, std::shared_ptr<const void> library)
    : parts_(new Parts{std::move(layer), functions, std::move(library), std::nullopt}) {
    const Layer &own = parts_->layer;
    check_functions(own, functions);
    if (functions.pack) {
        parts_->packed = pack(own, functions, initial_weights(own), own.problem.bias ? initial_bias(own) : Array{});
    }
}

BoundLayer::~BoundLayer() = default;
BoundLayer::BoundLayer(BoundLayer &&) noexcept = default;
BoundLayer &BoundLayer::operator=(BoundLayer &&) noexcept = default;

const Layer &BoundLayer::layer() const { return parts_->layer; }

Array BoundLayer::forward(const Array &input, const tconv_parallel *parallel) const {
    const Layer &layer = parts_->layer;
    const KernelFunctions &functions = parts_->functions;
    check_whole("input", input);
    const std::vector<int64_t> shape = native_input_shape(layer, input.shape);
    Array output{layer.problem.output_shape_for(shape), {}};
    int64_t workspace_bytes = 0;
    check(layer, functions.workspace_size(shape.data(), parallel ? parallel->threads : 1, &workspace_bytes),
          "workspace_size");
    const FloatBuffer x(input.data);
    FloatBuffer y(output.size() * static_cast<int64_t>(sizeof(float))), workspace(workspace_bytes);
    check(layer,
          functions.run(parts_->packed ? parts_->packed->data() : nullptr, shape.data(), x.data(), y.data(),
                        workspace.data(), parallel),
          "run");
    output.data.assign(y.data(), y.data() + output.size());
    output.shape = own_output_shape(layer, output.shape);
    return output;
}

std::vector<Array> BoundLayer::forward(const std::vector<Array> &inputs, const tconv_parallel *parallel) const {
    std::vector<Array> outputs;
    for (const Array &input : inputs) {
        outputs.push_back(forward(input, parallel));
    }
    return outputs;
}

void BoundLayer::set_parameters(const Array &weights, const Array &bias) {
    Layer &layer = parts_->layer;
    if (!parts_->functions.pack) {
        throw Error("the weights of " + layer.name + " are built into its library: must stay");
    }
    parts_->packed = pack(layer, parts_->functions, weights, bias);
    layer.weights.value = weights;
    if (layer.problem.bias) {
        const bool zeros = bias.data.empty();
        layer.bias.value = zeros ? own_bias(layer, {layer.problem.bias_shape(),
                                                    std::vector<float>(static_cast<size_t>(layer.problem.filters))})
                                 : bias;
    }
}

}  // namespace tconv
