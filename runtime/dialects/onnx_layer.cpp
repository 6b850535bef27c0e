// A node's inputs and attributes as the keys of a layer file.
#include "tconv/onnx.h"

#include "runtime/problem/message.h"

namespace tconv::onnx {
namespace {

Value size_value(int64_t size) { return size == kOpen ? Value(nullptr) : Value(size); }

Layer node(const std::vector<int64_t> &X, size_t dimensions, const Value &W, const Rules &attributes) {
    if (X.size() != dimensions || dimensions < 3) {
        throw Error("X has " + counted(static_cast<int64_t>(X.size()), "dimension", "dimensions") +
                    ": must have those of W, 3 to 5, and that has " + std::to_string(dimensions) + " (ConvTranspose)");
    }
    std::vector<Value> image;
    for (size_t i = 2; i < X.size(); ++i) {
        image.push_back(size_value(X[i]));
    }
    return make_layer("onnx", "ConvTranspose",
                      {{"W", W}, {"batch", size_value(X[0])}, {"channels", X[1]}, {"input_size", image}}, attributes);
}

}  // namespace

Layer ConvTranspose(const std::vector<int64_t> &X, const std::vector<int64_t> &W, const Rules &attributes) {
    return node(X, W.size(), Rules{{"shape", W}}, attributes);
}

Layer ConvTranspose(const std::vector<int64_t> &X, const Array &W, const Rules &attributes) {
    return node(X, W.shape.size(), W, attributes);
}

}  // namespace tconv::onnx
