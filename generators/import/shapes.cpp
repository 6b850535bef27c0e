// Inference in a child process: ONNX's C++ library of Debian 12 is not made for damaged models, and the copy of the model that it changes
// is the child's own.
#include "generators/import/shapes.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <unordered_map>

#include "generators/import/infer.h"
#include "generators/import/scope.h"
#include "tconv/problem.h"

namespace tconv {
namespace {

constexpr rlim_t kSeconds = 20, kMoreBytes = rlim_t{4} << 30;

Shape shape_of(const TypeProto &type) {
    if (!type.has_tensor_type() || !type.tensor_type().has_shape()) {
        return std::nullopt;
    }
    std::vector<int64_t> shape;
    for (const auto &dim : type.tensor_type().shape().dim()) {
        // Exporters write 0 and -1 for sizes that they do not know.
        const bool is_known = dim.has_dim_value() && dim.dim_value() >= 1 && dim.dim_value() <= kMaxSize;
        shape.push_back(is_known ? dim.dim_value() : kOpen);
    }
    return shape;
}

/// What the graph of a scope says of its values.
std::unordered_map<std::string, Shape> shapes_in(const GraphProto &graph) {
    std::unordered_map<std::string, Shape> shapes;
    for (const auto *list : {&graph.input(), &graph.output(), &graph.value_info()}) {
        for (const auto &value : *list) {
            if (Shape shape = shape_of(value.type())) {
                shapes.emplace(value.name(), std::move(shape));
            }
        }
    }
    return shapes;
}

/// As the model's value_info, inputs and outputs have them.
std::vector<Shape> declared_shapes(const ModelProto &model) {
    std::unordered_map<const Scope *, std::unordered_map<std::string, Shape>> known;
    std::vector<Shape> shapes;
    for (const auto &scope : scopes_of(model)) {
        if (scope->graph) {
            known[scope.get()] = shapes_in(*scope->graph);
        }
        for (const NodeProto &node : *scope->nodes) {
            if (!is_conv_transpose(node)) {
                continue;
            }
            Shape shape;
            for (const Scope *at = scope.get(); at && !shape && node.input_size() > 0; at = at->outer) {
                const auto found = known[at].find(node.input(0));
                shape = found == known[at].end() ? std::nullopt : found->second;
            }
            shapes.push_back(std::move(shape));
        }
    }
    return shapes;
}

/// Numbers for the pipe: for each shape how many dimensions, -1 for none, then these.
std::vector<int64_t> numbers_of(const std::vector<Shape> &shapes) {
    std::vector<int64_t> numbers;
    for (const Shape &shape : shapes) {
        numbers.push_back(shape ? static_cast<int64_t>(shape->size()) : -1);
        if (shape) {
            numbers.insert(numbers.end(), shape->begin(), shape->end());
        }
    }
    return numbers;
}

/// The way back; empty where the child did not write `count` shapes.
std::vector<Shape> shapes_of(const std::vector<int64_t> &numbers, size_t count) {
    std::vector<Shape> shapes;
    for (size_t at = 0; at < numbers.size() && shapes.size() < count;) {
        const int64_t size = numbers[at++];
        if (size > static_cast<int64_t>(numbers.size() - at)) {
            return {};
        }
        const auto begin = numbers.begin() + static_cast<std::ptrdiff_t>(at);
        shapes.push_back(size < 0 ? Shape() : Shape(std::vector<int64_t>(begin, begin + size)));
        at += size < 0 ? 0 : static_cast<size_t>(size);
    }
    return shapes.size() == count ? shapes : std::vector<Shape>();
}

void limit(int resource, rlim_t value) {
    const struct rlimit limits = {value, value};
    setrlimit(resource, &limits);
}

/// Standard error goes nowhere: the C++ library writes there when it ends a process.
[[noreturn]] void infer_in_child(ModelProto &model, bool propagate, int to) {
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nowhere, STDERR_FILENO);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, kSeconds);
#ifndef __SANITIZE_ADDRESS__  // whose shadow is larger than any limit
    limit(RLIMIT_DATA, kMoreBytes);
#endif
    int status = 1;
    try {
        infer_shapes(model, propagate);
        const std::vector<int64_t> numbers = numbers_of(declared_shapes(model));
        const auto *bytes = reinterpret_cast<const char *>(numbers.data());
        size_t left = numbers.size() * sizeof(int64_t);
        while (left > 0) {
            const ssize_t written = write(to, bytes, left);
            if (written < 0 && errno != EINTR) {
                break;
            }
            bytes += written > 0 ? written : 0;
            left -= written > 0 ? static_cast<size_t>(written) : 0;
        }
        status = left > 0;
    } catch (...) {  // of whatever type: the status says it
    }
    _exit(status);
}

std::vector<int64_t> read_numbers(int from) {
    std::string bytes;
    char block[4096];
    for (;;) {
        const ssize_t count = read(from, block, sizeof block);
        if (count > 0) {
            bytes.append(block, static_cast<size_t>(count));
        } else if (count == 0 || errno != EINTR) {
            break;
        }
    }
    std::vector<int64_t> numbers(bytes.size() / sizeof(int64_t));
    bytes.copy(reinterpret_cast<char *>(numbers.data()), numbers.size() * sizeof(int64_t));
    return numbers;
}

/// Empty where it fails.
std::vector<Shape> inferred_shapes(const ModelProto &model, bool propagate, size_t count) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return {};
    }
    const pid_t child = fork();
    if (child == 0) {
        infer_in_child(const_cast<ModelProto &>(model), propagate, ends[1]);  // the child's own copy
    }
    close(ends[1]);
    std::vector<int64_t> numbers;
    int status = 1;
    if (child > 0) {
        numbers = read_numbers(ends[0]);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
    }
    close(ends[0]);
    return status == 0 ? shapes_of(numbers, count) : std::vector<Shape>();
}

}  // namespace

InputShapes input_shapes(const ModelProto &model) {
    InputShapes result{declared_shapes(model), ""};
    const size_t count = result.shapes.size();
    if (count == 0) {
        return result;
    }
    // Following the values of shapes through the graph (Shape, Gather, Reshape) finds more, and fails more often.
    for (const bool propagate : {true, false}) {
        if (std::vector<Shape> inferred = inferred_shapes(model, propagate, count); !inferred.empty()) {
            result.shapes = std::move(inferred);
            return result;
        }
    }
    result.note = "shape inference failed: sizes are known where the model declares them";
    return result;
}

}  // namespace tconv
