// .npy files. The format: numpy/lib/format.py, "Format Version 1.0" to "3.0".
#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "runtime/arrays/element.h"
#include "runtime/arrays/npy_header.h"
#include "runtime/arrays/readers.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

constexpr char kMagic[] = "\x93NUMPY";
constexpr size_t kMagicBytes = sizeof kMagic - 1;
constexpr size_t kMaxHeaderBytes = size_t{1} << 16;

std::string read_header(InputFile &file) {
    unsigned char start[kMagicBytes + 2] = {};
    file.read(start, std::min<uint64_t>(file.left(), sizeof start));
    if (std::memcmp(start, kMagic, kMagicBytes) != 0) {
        throw Error("not a .npy file: its first bytes are not \\x93NUMPY");
    }
    const int major = start[kMagicBytes], minor = start[kMagicBytes + 1];
    if (major < 1 || major > 3 || minor != 0) {
        reject("the .npy version", std::to_string(major) + "." + std::to_string(minor), "1.0, 2.0 or 3.0");
    }
    unsigned char length[4] = {};
    file.read(length, major == 1 ? 2 : 4);  // little-endian on every machine
    const size_t bytes = length[0] | size_t{length[1]} << 8 | size_t{length[2]} << 16 | size_t{length[3]} << 24;
    if (bytes > kMaxHeaderBytes) {
        reject("the .npy header's length", static_cast<int64_t>(bytes), "at most " + std::to_string(kMaxHeaderBytes));
    }
    if (bytes > file.left()) {
        throw Error("the file is truncated: its header would have " + std::to_string(bytes) + " bytes, " +
                    std::to_string(file.left()) + " are left");
    }
    std::string header(bytes, '\0');
    file.read(header.data(), bytes);
    return header;
}

/// The same elements, from Fortran order (first index fastest) to C order.
std::vector<float> to_c_order(const std::vector<float> &from, const std::vector<int64_t> &shape) {
    std::vector<float> to(from.size());
    std::vector<int64_t> index(shape.size()), step(shape.size(), 1);
    for (size_t i = 1; i < shape.size(); ++i) {
        step[i] = step[i - 1] * shape[i - 1];
    }
    int64_t source = 0;
    for (float &value : to) {
        value = from[static_cast<size_t>(source)];
        for (size_t axis = shape.size(); axis-- > 0;) {
            source += step[axis];
            if (++index[axis] < shape[axis]) {
                break;
            }
            source -= step[axis] * shape[axis];
            index[axis] = 0;
        }
    }
    return to;
}

Array read(InputFile &file) {
    const NpyHeader header = parse_npy_header(read_header(file));
    const std::string known = "a byte order and one of f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8, b1";
    const char order = header.descr.empty() ? '\0' : header.descr[0];
    const ElementType *type = header.descr.empty() ? nullptr : find_npy_type(header.descr.substr(1));
    if (type == nullptr || std::strchr("<>=|", order) == nullptr || (order == '|' && type->bytes > 1)) {
        reject("descr", quoted(header.descr), known);
    }
    const size_t elements = elements_of(header.shape);
    if (file.left() != elements * type->bytes) {
        throw Error("the file has " + std::to_string(file.left()) + " bytes of data: shape " +
                    shape_text(header.shape) + " and descr " + quoted(header.descr) + " need " +
                    std::to_string(elements * type->bytes));
    }
    Array array{header.shape, std::vector<float>(elements)};
    const bool swap = order == (machine_is_little() ? '>' : '<');
    read_elements(file, *type, swap, elements, array.data.data());
    if (header.fortran_order) {
        array.data = to_c_order(array.data, array.shape);
    }
    return array;
}

}  // namespace

Array read_npy(const std::filesystem::path &path) {
    return found_in(path.string(), [&] {
        InputFile file(path);
        return read(file);
    });
}

void write_npy(const std::filesystem::path &path, const Array &array) {
    std::string shape;
    for (const int64_t size : array.shape) {
        shape += std::to_string(size) + (array.shape.size() == 1 ? "," : ", ");
    }
    if (array.shape.size() > 1) {
        shape.resize(shape.size() - 2);
    }
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
    // The data starts at a multiple of 64 bytes, behind magic, version (2), length (2) and the header's newline.
    const size_t before = kMagicBytes + 4;
    header.append(63 - (before + header.size()) % 64, ' ');
    header += '\n';
    const std::string start = std::string(kMagic) + '\x01' + '\x00' + static_cast<char>(header.size() & 255) +
                              static_cast<char>(header.size() >> 8) + header;
    found_in(path.string(), [&] {
        if (array.data.size() != elements_of(array.shape)) {
            throw std::logic_error("write_npy: data and shape differ");
        }
        OutputFile file(path);
        file.write(start.data(), start.size());
        write_elements(file, array.data.data(), array.data.size());
        file.commit();
    });
}

}  // namespace tconv
