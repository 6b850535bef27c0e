// Arrays: sizes, and parameters from whichever file a user names.
#include "tconv/array.h"

#include "runtime/arrays/readers.h"
#include "runtime/problem/message.h"
#include "tconv/problem.h"

namespace tconv {

int64_t Array::size() const {
    int64_t elements = 1;
    for (const int64_t length : shape) {
        elements *= length;
    }
    return elements;
}

std::string shape_text(const std::vector<int64_t> &shape) {
    const auto size_text = [](int64_t size) { return size == kOpen ? "any" : std::to_string(size); };
    return "[" + listed(shape, size_text) + "]";
}

void check_whole(const std::string &what, const Array &array) {
    const bool is_none = array.shape.empty() && array.data.empty();  // left out altogether
    if (!is_none && elements_of(array.shape) != array.data.size()) {
        throw Error(what + " of shape " + shape_text(array.shape) + ": must have " +
                    std::to_string(elements_of(array.shape)) + " numbers, not " + std::to_string(array.data.size()));
    }
}

void check_shape(const std::string &what, const Array &array, const std::vector<int64_t> &shape) {
    if (array.shape != shape) {
        throw Error(what + " have shape " + shape_text(array.shape) + ": must be " + shape_text(shape));
    }
    check_whole(what, array);
}

size_t elements_of(const std::vector<int64_t> &shape) {
    int64_t elements = 1;
    for (const int64_t size : shape) {
        if (size < 0 || size >= kMaxElements || (elements *= size) >= kMaxElements) {
            throw Error("the array of shape " + shape_text(shape) +
                        " is too large: must have fewer than 2^31 elements");
        }
    }
    return static_cast<size_t>(elements);
}

Array read_parameter(const std::filesystem::path &file, const std::string &name) {
    if (file.extension() == ".npy") {
        return read_npy(file);
    }
    if (file.extension() == ".safetensors") {
        return read_safetensor(file, name);
    }
    throw Error("the file's name ends in " + quoted(file.extension().string()) +
                ": must end in .npy or .safetensors (" + printable(file.string()) + ")");
}

}  // namespace tconv
