// .npy and .safetensors files that must be refused.
#include <cstdint>

#include "tests/malformed/malformed.h"

namespace tconv::malformed {
namespace {

std::string little(uint64_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) {
        text += static_cast<char>(value >> (8 * i) & 255);
    }
    return text;
}

std::string npy(const std::string &header, const std::string &data,
                const std::string &version = std::string("\x01\x00", 2)) {
    return "\x93NUMPY" + version + little(header.size(), version[0] == 1 ? 2 : 4) + header + data;
}

/// A header with this shape and descr.
std::string npy_of(const std::string &shape, const std::string &data, const std::string &descr = "'<f4'",
                   const std::string &order = "False") {
    return npy("{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }\n", data);
}

std::string tensors(const std::string &header, const std::string &data) {
    return little(header.size(), 8) + header + data;
}

std::string tensor(const std::string &dtype, const std::string &shape, const std::string &offsets,
                   const std::string &data) {
    return tensors("{\"weight\":{\"dtype\":" + dtype + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}",
                   data);
}

std::string repeated(const std::string &piece, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) {
        text += piece;
    }
    return text;
}

}  // namespace

std::vector<File> npys() {
    const std::string data(24, '\0'), legal = npy_of("(2, 3)", data);
    return {
        {"empty", "", "not a .npy file"},
        {"magic_only", "\x93NUMPY", "the .npy version is 0.0"},
        {"wrong_magic", "\x93NUMPX\x01" + legal.substr(7), "not a .npy file"},
        {"zip", std::string("PK\x03\x04", 4) + data, "not a .npy file"},
        {"text", "1 2 3\n4 5 6\n", "not a .npy file"},
        {"version_0", npy("{}", data, std::string("\x00\x00", 2)), "the .npy version is 0.0: must be"},
        {"version_4", npy("{}", data, std::string("\x04\x00", 2)), "the .npy version is 4.0"},
        {"version_1_1", npy("{}", data, std::string("\x01\x01", 2)), "the .npy version is 1.1"},
        {"no_length", std::string("\x93NUMPY\x01\x00\x10", 9), "truncated"},
        {"header_cut", legal.substr(0, 40), "truncated"},
        {"header_4gb", std::string("\x93NUMPY\x02\x00\xff\xff\xff\xff", 12), "length is 4294967295"},
        {"header_64k", std::string("\x93NUMPY\x01\x00\xff\xff", 10), "truncated"},
        {"header_empty", npy("", data), "malformed at its byte 0"},
        {"header_not_a_dictionary", npy("[1, 2]", data), "must have '{'"},
        {"header_open", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)", data), "must have '}'"},
        {"header_no_shape", npy("{'descr': '<f4', 'fortran_order': False}", data),
         "the keys descr, fortran_order and shape"},
        {"header_other_key", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'a': 1}", data),
         "not \"a\""},
        {"header_key_twice", npy("{'descr': '<f4', 'descr': '<f4', 'shape': (2, 3)}", data), "twice"},
        {"header_text_behind", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} x", data),
         "nothing behind"},
        {"header_zero_behind",
         npy(std::string("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}\0", 58), data), "nothing behind"},
        {"header_open_string", npy("{'descr", data), "the end of a string"},
        {"header_open_tuple", npy("{'shape': (2, ", data), "a whole number"},
        {"header_code", npy("__import__('os').system('true')", data), "must have '{'"},
        {"order_number", npy_of("(2, 3)", data, "'<f4'", "0"), "True or False"},
        {"order_lower_case", npy_of("(2, 3)", data, "'<f4'", "false"), "True or False"},
        {"descr_record", npy_of("(2, 3)", data, "[('x', '<f4')]"), "must have a string"},
        {"descr_complex", npy_of("(3,)", data, "'<c8'"), "descr is \"<c8\""},
        {"descr_object", npy_of("(3,)", data, "'|O'"), "descr is \"|O\""},
        {"descr_string", npy_of("(6,)", data, "'<U1'"), "descr is \"<U1\""},
        {"descr_empty", npy_of("(2, 3)", data, "''"), "descr is \"\""},
        {"descr_no_order", npy_of("(2, 3)", data, "'f4'"), "descr is \"f4\""},
        {"descr_bar", npy_of("(2, 3)", data, "'|f4'"), "descr is \"|f4\""},
        {"descr_f16", npy_of("(2, 3)", data, "'<f16'"), "descr is \"<f16\""},
        {"shape_number", npy_of("6", data), "must have '('"},
        {"shape_number_in_brackets", npy_of("(6)", data), "a shape"},
        {"shape_list", npy_of("[2, 3]", data), "must have '('"},
        {"shape_negative", npy_of("(-2, 3)", data), "a whole number of 0 or more"},
        {"shape_real", npy_of("(2.0, 3)", data), "malformed"},
        {"shape_none", npy_of("(None, 3)", data), "a whole number"},
        {"shape_huge", npy_of("(99999999999999999999,)", data), "in 64 bits"},
        {"shape_2_63", npy_of("(9223372036854775807, 3)", data), "is too large"},
        {"shape_product_overflows", npy_of("(4294967296, 4294967296)", data), "is too large"},
        {"shape_2_31", npy_of("(2147483648,)", data), "is too large: must have fewer than 2^31"},
        {"shape_huge_beside_0", npy_of("(0, 9223372036854775807)", ""), "is too large"},
        {"shape_1000_dimensions", npy_of("(" + repeated("1,", 1000) + ")", data), "at most 32 dimensions"},
        {"shape_more_than_data", npy_of("(1000000, 500)", data), "24 bytes of data"},
        {"data_missing", npy_of("(2, 3)", ""), "0 bytes of data"},
        {"data_cut", legal.substr(0, legal.size() - 1), "23 bytes of data"},
        {"data_behind", legal + "x", "25 bytes of data"},
        {"data_as_f8", npy_of("(2, 3)", data, "'<f8'"), "need 48"},
    };
}

std::vector<File> safetensors() {
    const std::string data(24, '\0'), legal = tensor("\"F32\"", "[2,3]", "[0,24]", data);
    return {
        {"empty", "", "truncated"},
        {"length_cut", legal.substr(0, 5), "truncated"},
        {"length_huge", little(~uint64_t{0}, 8) + "{}", "length is 18446744073709551615"},
        {"length_past_end", little(1000, 8) + "{}", "header's length is 1000: must be at most 2"},
        {"length_0", little(0, 8) + data, "not valid JSON"},
        {"header_cut", legal.substr(0, 30), "header's length"},
        {"header_list", tensors("[]", data), "must be an object"},
        {"header_bad_json", tensors("{\"weight\":", data), "not valid JSON"},
        {"header_text_behind", tensors("{} x", data), "not valid JSON"},
        {"header_deep", tensors("{\"a\":" + repeated("[", 100000), ""), "nested too deeply"},
        {"header_invalid_utf8", tensors("{\"\xff\":1}", data), "not valid JSON"},
        {"tensor_twice",
         tensors("{\"weight\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[0,24]},"
                 "\"weight\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[0,24]}}",
                 data),
         "stands twice"},
        {"tensor_number", tensors("{\"weight\":1}", data), "must be an object of dtype"},
        {"tensor_two_keys", tensors("{\"weight\":{\"dtype\":\"F32\",\"shape\":[6]}}", data),
         "must be an object of dtype"},
        {"tensor_other_key", tensors("{\"weight\":{\"dtype\":\"F32\",\"shape\":[6],\"offsets\":[0,24]}}", data),
         "has no data_offsets"},
        {"other_name", tensors("{\"w\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[0,24]}}", data),
         "no tensor \"weight\""},
        {"no_tensor", tensors("{}", ""), "no tensor \"weight\""},
        {"metadata_number", tensors("{\"__metadata__\":1}", ""), "__metadata__ is 1"},
        {"dtype_unknown", tensor("\"F99\"", "[2,3]", "[0,24]", data), "dtype of tensor \"weight\" is \"F99\""},
        {"dtype_number", tensor("32", "[2,3]", "[0,24]", data), "dtype of tensor \"weight\" is 32"},
        {"shape_number", tensor("\"F32\"", "6", "[0,24]", data), "must be a list"},
        {"shape_negative", tensor("\"F32\"", "[-2,-3]", "[0,24]", data), "without negative numbers"},
        {"shape_real", tensor("\"F32\"", "[2.0,3]", "[0,24]", data), "whole number"},
        {"shape_nan", tensor("\"F32\"", "[NaN,3]", "[0,24]", data), "not valid JSON"},
        {"shape_overflow", tensor("\"F32\"", "[4294967296,4294967296]", "[0,24]", data), "is too large"},
        {"shape_2_64", tensor("\"F32\"", "[18446744073709551616]", "[0,24]", data), "whole number"},
        {"offsets_apart", tensor("\"F32\"", "[2,3]", "[0,20]", data), "24 bytes apart"},
        {"offsets_past_end", tensor("\"F32\"", "[2,4]", "[0,32]", data), "inside the 24 bytes"},
        {"offsets_reversed", tensor("\"F32\"", "[2,3]", "[24,0]", data), "inside the 24 bytes"},
        {"offsets_negative", tensor("\"F32\"", "[2,3]", "[-24,0]", data), "without negative numbers"},
        {"offsets_huge", tensor("\"F32\"", "[2,3]", "[0,9223372036854775807]", data), "inside the 24 bytes"},
        {"offsets_three", tensor("\"F32\"", "[2,3]", "[0,12,24]", data), "[begin, end]"},
        {"overlap",
         tensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},"
                 "\"weight\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[12,24]}}",
                 data),
         "overlap at byte 12"},
        {"gap",
         tensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                 "\"weight\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[8,24]}}",
                 data),
         "leave a gap at byte 4"},
        {"data_cut", legal.substr(0, legal.size() - 1), "inside the 23 bytes"},
        {"data_behind", legal + "x", "1 bytes behind its last tensor"},
    };
}

}  // namespace tconv::malformed
