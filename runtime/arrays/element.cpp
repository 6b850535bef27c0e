// Conversion of array elements to float32.
#include "runtime/arrays/element.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace tconv {
namespace {

template <typename T>
T load(const unsigned char *from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

template <typename T>
void convert(const unsigned char *from, size_t count, float *to) {
    for (size_t i = 0; i < count; ++i) {
        to[i] = static_cast<float>(load<T>(from + i * sizeof(T)));
    }
}

void convert_bool(const unsigned char *from, size_t count, float *to) {
    for (size_t i = 0; i < count; ++i) {
        to[i] = from[i] != 0 ? 1.0f : 0.0f;
    }
}

float from_half(uint16_t bits) {
    const int exponent = (bits >> 10) & 31;
    const auto fraction = static_cast<float>(bits & 1023);
    const float sign = (bits & 0x8000) != 0 ? -1.0f : 1.0f;
    if (exponent == 31) {
        return fraction == 0 ? sign * INFINITY : NAN;
    }
    return sign * (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25));
}

void convert_half(const unsigned char *from, size_t count, float *to) {
    for (size_t i = 0; i < count; ++i) {
        to[i] = from_half(load<uint16_t>(from + 2 * i));
    }
}

void convert_bfloat(const unsigned char *from, size_t count, float *to) {
    for (size_t i = 0; i < count; ++i) {
        const uint32_t bits = static_cast<uint32_t>(load<uint16_t>(from + 2 * i)) << 16;
        std::memcpy(to + i, &bits, sizeof bits);
    }
}

const ElementType kTypes[] = {
    {"f4", "F32", 4, convert<float>},     {"f8", "F64", 8, convert<double>},   {"f2", "F16", 2, convert_half},
    {nullptr, "BF16", 2, convert_bfloat}, {"b1", "BOOL", 1, convert_bool},     {"i1", "I8", 1, convert<int8_t>},
    {"i2", "I16", 2, convert<int16_t>},   {"i4", "I32", 4, convert<int32_t>},  {"i8", "I64", 8, convert<int64_t>},
    {"u1", "U8", 1, convert<uint8_t>},    {"u2", "U16", 2, convert<uint16_t>}, {"u4", "U32", 4, convert<uint32_t>},
    {"u8", "U64", 8, convert<uint64_t>},
};

const ElementType *find_type(const char *ElementType::*name, const std::string &wanted) {
    for (const ElementType &type : kTypes) {
        if (type.*name != nullptr && wanted == type.*name) {
            return &type;
        }
    }
    return nullptr;
}

}  // namespace

bool machine_is_little() {
    const uint16_t one = 1;
    unsigned char first = 0;
    std::memcpy(&first, &one, 1);
    return first == 1;
}

const ElementType *find_npy_type(const std::string &kind_and_size) {
    return find_type(&ElementType::npy, kind_and_size);
}
const ElementType *find_safetensors_type(const std::string &name) { return find_type(&ElementType::safetensors, name); }

void read_elements(InputFile &file, const ElementType &type, bool swap, size_t count, float *to) {
    constexpr size_t kBlock = size_t{1} << 16;
    std::vector<unsigned char> bytes(std::min(count, kBlock) * type.bytes);
    for (size_t done = 0; done < count; done += kBlock) {
        const size_t here = std::min(kBlock, count - done);
        file.read(bytes.data(), here * type.bytes);
        if (swap) {
            for (size_t i = 0; i < here; ++i) {
                std::reverse(&bytes[i * type.bytes], &bytes[i * type.bytes] + type.bytes);
            }
        }
        type.convert(bytes.data(), here, to + done);
    }
}

void write_elements(OutputFile &file, const float *from, size_t count) {
    if (machine_is_little()) {
        file.write(from, count * sizeof(float));
        return;
    }
    for (size_t i = 0; i < count; ++i) {
        char bytes[sizeof(float)];
        std::memcpy(bytes, from + i, sizeof bytes);
        std::reverse(bytes, bytes + sizeof bytes);
        file.write(bytes, sizeof bytes);
    }
}

}  // namespace tconv
