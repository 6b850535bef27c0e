// A tensor's numbers, wherever it has them.
#include "generators/import/tensor.h"

#include <bit>
#include <cstring>
#include <vector>

#include "generators/import/external_data.h"
#include "runtime/arrays/element.h"
#include "runtime/arrays/readers.h"

namespace tconv {
namespace {

// Raw data has its lowest byte first, and is converted as it stands.
static_assert(std::endian::native == std::endian::little);

struct Type {
    int32_t number;
    const char *name;
    const char *element;  ///< among the types of array files
};

const Type kTypes[] = {
    {TensorProto::FLOAT, "float32", "F32"},
    {TensorProto::DOUBLE, "float64", "F64"},
    {TensorProto::FLOAT16, "float16", "F16"},
    {TensorProto::BFLOAT16, "bfloat16", "BF16"},
};

const Type &type_of(const TensorProto &tensor) {
    for (const Type &type : kTypes) {
        if (tensor.data_type() == type.number) {
            return type;
        }
    }
    // Enumerators that came after the library's have no name there.
    const std::string name = ::onnx::TensorProto_DataType_Name(tensor.data_type());
    throw NotPossible("tensor " + quoted(tensor.name()) + " is of type " +
                      (name.empty() ? std::to_string(tensor.data_type()) : name) + ": must be " +
                      listed(kTypes, &Type::name));
}

[[noreturn]] void reject_size(const TensorProto &tensor, const std::string &found, size_t wanted) {
    reject("the data of tensor " + quoted(tensor.name()), found, std::to_string(wanted) + ", as its shape says");
}

template <typename Field>
void take(const TensorProto &tensor, const Field &field, std::vector<float> &to) {
    if (static_cast<size_t>(field.size()) != to.size()) {
        reject_size(tensor, std::to_string(field.size()) + " numbers", to.size());
    }
    for (size_t i = 0; i < to.size(); ++i) {
        to[i] = static_cast<float>(field.Get(static_cast<int>(i)));
    }
}

/// The 16-bit types stand in int32_data, as bits.
void take_bits(const TensorProto &tensor, const ElementType &element, std::vector<float> &to) {
    if (static_cast<size_t>(tensor.int32_data_size()) != to.size()) {
        reject_size(tensor, std::to_string(tensor.int32_data_size()) + " numbers", to.size());
    }
    for (size_t i = 0; i < to.size(); ++i) {
        const auto bits = static_cast<uint16_t>(tensor.int32_data(static_cast<int>(i)));
        unsigned char bytes[sizeof bits];
        std::memcpy(bytes, &bits, sizeof bits);
        element.convert(bytes, 1, &to[i]);
    }
}

void take_raw(const TensorProto &tensor, const ElementType &element, std::vector<float> &to) {
    const std::string &raw = tensor.raw_data();
    if (raw.size() != to.size() * element.bytes) {
        reject_size(tensor, std::to_string(raw.size()) + " bytes", to.size() * element.bytes);
    }
    element.convert(reinterpret_cast<const unsigned char *>(raw.data()), to.size(), to.data());
}

void take_fields(const TensorProto &tensor, const ElementType &element, std::vector<float> &to) {
    switch (tensor.data_type()) {
    case TensorProto::FLOAT: return take(tensor, tensor.float_data(), to);
    case TensorProto::DOUBLE: return take(tensor, tensor.double_data(), to);
    default: return take_bits(tensor, element, to);
    }
}

/// Bytes that a tensor in the model itself has: what its shape promises is not believed before it is there.
void check_promise(const TensorProto &tensor, size_t elements) {
    const size_t there = tensor.raw_data().size() + static_cast<size_t>(tensor.float_data_size()) +
                         static_cast<size_t>(tensor.double_data_size()) + static_cast<size_t>(tensor.int32_data_size());
    if (elements > there) {
        reject_size(tensor, "too short", elements);
    }
}

}  // namespace

Constant read_tensor(const TensorProto &tensor, const std::filesystem::path &model) {
    const Type &type = type_of(tensor);
    const ElementType &element = *find_safetensors_type(type.element);
    Constant constant;
    constant.type = type.name;
    constant.array.shape.assign(tensor.dims().begin(), tensor.dims().end());
    for (const int64_t size : constant.array.shape) {
        if (size < 0) {
            reject("the shape of tensor " + quoted(tensor.name()), shape_text(constant.array.shape),
                   "without negative sizes");
        }
    }
    const size_t elements = elements_of(constant.array.shape);
    if (tensor.has_segment()) {
        throw Error("tensor " + quoted(tensor.name()) + " comes in segments, which ONNX has never defined");
    }
    if (tensor.data_location() == TensorProto::EXTERNAL) {
        read_external_data(tensor, model, element, elements, constant.array.data);
        return constant;
    }
    check_promise(tensor, elements);
    constant.array.data.resize(elements);
    if (tensor.has_raw_data()) {
        take_raw(tensor, element, constant.array.data);
    } else {
        take_fields(tensor, element, constant.array.data);
    }
    return constant;
}

}  // namespace tconv
