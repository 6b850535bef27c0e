// .npy and .safetensors files. The bytes of the examples are what numpy 2.1 and safetensors 0.4 write.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>

#include "tconv/array.h"
#include "tests/core/message.h"

namespace tconv {
namespace {

namespace fs = std::filesystem;

class ArrayFiles : public testing::Test {
protected:
    ArrayFiles() : folder_(fs::temp_directory_path() / ("tconv_arrays_test_" + std::to_string(getpid()))) {
        fs::create_directories(folder_);
    }
    ~ArrayFiles() override { fs::remove_all(folder_); }

    fs::path file(const std::string &name, const std::string &bytes) const {
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
        return folder_ / name;
    }

    fs::path npy(const std::string &descr, const std::string &shape, const std::string &data,
                 const std::string &order = "False", int version = 1) const {
        const std::string header =
            "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }  \n";
        std::string start = "\x93NUMPY";
        start += {static_cast<char>(version), '\0', static_cast<char>(header.size()), '\0'};
        return file("a.npy", start + (version > 1 ? std::string(2, '\0') : "") + header + data);
    }

    fs::path safetensors(const std::string &header, const std::string &data) const {
        return file("a.safetensors",
                    std::string(1, static_cast<char>(header.size())) + std::string(7, '\0') + header + data);
    }

    fs::path folder_;
};

/// Values as the bytes of T, lowest byte first (as this machine has them) or highest first.
template <typename T>
std::string bytes(std::initializer_list<double> values, bool big = false) {
    std::string text;
    for (const double value : values) {
        const T element = static_cast<T>(value);
        std::string one(sizeof(T), '\0');
        std::memcpy(one.data(), &element, sizeof(T));
        text += big ? std::string(one.rbegin(), one.rend()) : one;
    }
    return text;
}

TEST_F(ArrayFiles, NpyOfEveryType) {
    const std::vector<float> expected{1, 2, 3};
    const std::pair<const char *, std::string> files[] = {
        {"<f4", bytes<float>({1, 2, 3})},
        {">f4", bytes<float>({1, 2, 3}, true)},
        {"=f4", bytes<float>({1, 2, 3})},
        {"<f8", bytes<double>({1, 2, 3})},
        {">f8", bytes<double>({1, 2, 3}, true)},
        {"|i1", bytes<int8_t>({1, 2, 3})},
        {"|u1", bytes<uint8_t>({1, 2, 3})},
        {"<i2", bytes<int16_t>({1, 2, 3})},
        {">u2", bytes<uint16_t>({1, 2, 3}, true)},
        {"<i4", bytes<int32_t>({1, 2, 3})},
        {">i4", bytes<int32_t>({1, 2, 3}, true)},
        {"<u4", bytes<uint32_t>({1, 2, 3})},
        {"<i8", bytes<int64_t>({1, 2, 3})},
        {">u8", bytes<uint64_t>({1, 2, 3}, true)},
        {"<f2", bytes<uint16_t>({0x3c00, 0x4000, 0x4200})},
        {">f2", bytes<uint16_t>({0x3c00, 0x4000, 0x4200}, true)},
    };
    for (const auto &[descr, data] : files) {
        const Array array = read_npy(npy(descr, "(3,)", data));
        EXPECT_EQ(array.shape, std::vector<int64_t>{3}) << descr;
        EXPECT_EQ(array.data, expected) << descr;
    }
    EXPECT_EQ(read_npy(npy("|b1", "(3,)", std::string("\0\x01\x02", 3))).data, (std::vector<float>{0, 1, 1}));
    EXPECT_EQ(read_npy(npy("<i2", "(2,)", bytes<int16_t>({-1, -32768}))).data, (std::vector<float>{-1, -32768}));
}

TEST_F(ArrayFiles, NpyHalves) {
    const Array a =
        read_npy(npy("<f2", "(8,)", bytes<uint16_t>({0, 0x8000, 0x0001, 0x03ff, 0x0400, 0x7bff, 0xfc00, 0x7e00})));
    EXPECT_EQ(a.data[0], 0.0f);
    EXPECT_TRUE(std::signbit(a.data[1]));
    EXPECT_EQ(a.data[2], std::ldexp(1.0f, -24));
    EXPECT_EQ(a.data[3], std::ldexp(1023.0f, -24));
    EXPECT_EQ(a.data[4], std::ldexp(1.0f, -14));
    EXPECT_EQ(a.data[5], 65504.0f);
    EXPECT_EQ(a.data[6], -std::numeric_limits<float>::infinity());
    EXPECT_TRUE(std::isnan(a.data[7]));
}

TEST_F(ArrayFiles, NpyOfEveryVersionAndOrder) {
    const std::string data = bytes<float>({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
    for (int version = 1; version <= 3; ++version) {
        EXPECT_EQ(read_npy(npy("<f4", "(2, 2, 3)", data, "False", version)).data[11], 11.0f);
    }
    // numpy: np.arange(12).reshape((2, 2, 3), order="F").ravel()
    const Array fortran = read_npy(npy("<f4", "(2, 2, 3)", data, "True"));
    EXPECT_EQ(fortran.shape, (std::vector<int64_t>{2, 2, 3}));
    EXPECT_EQ(fortran.data, (std::vector<float>{0, 4, 8, 2, 6, 10, 1, 5, 9, 3, 7, 11}));
}

TEST_F(ArrayFiles, NpyScalarsAndEmptyArrays) {
    EXPECT_EQ(read_npy(npy("<f4", "()", bytes<float>({7}))).data, std::vector<float>{7});
    const Array empty = read_npy(npy("<f4", "(0, 5)", "", "True"));
    EXPECT_EQ(empty.shape, (std::vector<int64_t>{0, 5}));
    EXPECT_TRUE(empty.data.empty());
}

TEST_F(ArrayFiles, NpyIsWrittenAsNumpyDoes) {
    const Array array{{2, 3}, {1, 2, 3, 4, 5, 6}};
    write_npy(folder_ / "w.npy", array);
    std::ifstream stream(folder_ / "w.npy", std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(stream)), {});
    const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    EXPECT_EQ(text, std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header + std::string(117 - header.size(), ' ') +
                        "\n" + bytes<float>({1, 2, 3, 4, 5, 6}));
    const std::vector<std::vector<int64_t>> shapes = {{}, {1}, {0, 3}, {1, 2, 3}};
    for (const auto &shape : shapes) {
        Array written{shape, {}};
        written.data.assign(static_cast<size_t>(written.size()), 0.5f);
        write_npy(folder_ / "w.npy", written);
        const Array back = read_npy(folder_ / "w.npy");
        EXPECT_EQ(back.shape, written.shape);
        EXPECT_EQ(back.data, written.data);
    }
}

TEST_F(ArrayFiles, NothingHalfWrittenIsLeft) {
    EXPECT_NE(message_of([&] {
                  write_npy(folder_ / "missing" / "w.npy", {{1}, {1}});
              }).find("cannot be written"),
              std::string::npos);
    EXPECT_NE(message_of([&] { write_npy(folder_, {{1}, {1}}); }).find("it is a directory"), std::string::npos);
    EXPECT_TRUE(fs::is_empty(folder_));
    write_npy(folder_ / "w.npy", {{1}, {1}});
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(ArrayFiles, SafetensorsOfEveryType) {
    const std::string header = R"({"__metadata__":{"format":"pt"},)"
                               R"("weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
                               R"("half":{"dtype":"F16","shape":[1],"data_offsets":[16,18]},)"
                               R"("brain":{"dtype":"BF16","shape":[],"data_offsets":[18,20]},)"
                               R"("bias":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}})";
    const std::string data = bytes<float>({1, -2}) + bytes<double>({0.5}) + bytes<uint16_t>({0x3c00, 0x4040});
    std::string length(8, '\0');
    length[0] = static_cast<char>(header.size() & 255);
    length[1] = static_cast<char>(header.size() >> 8);
    const fs::path path = file("b.safetensors", length + header + data);
    const auto arrays = read_safetensors(path);
    ASSERT_EQ(arrays.size(), 4u);
    EXPECT_EQ(arrays.at("weight").shape, (std::vector<int64_t>{2, 1}));
    EXPECT_EQ(arrays.at("weight").data, (std::vector<float>{1, -2}));
    EXPECT_EQ(arrays.at("bias").data, std::vector<float>{0.5});
    EXPECT_EQ(arrays.at("half").data, std::vector<float>{1});
    EXPECT_EQ(arrays.at("brain").data, std::vector<float>{3});
    EXPECT_TRUE(arrays.at("brain").shape.empty());
    EXPECT_EQ(read_parameter(path, "bias").data, std::vector<float>{0.5});
}

TEST_F(ArrayFiles, OtherTensorsMayBeOfTypesThatAreNotRead) {
    const fs::path path = safetensors(R"({"weight":{"dtype":"I32","shape":[1],"data_offsets":[0,4]},)"
                                      R"("codes":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[4,6]}})",
                                      bytes<int32_t>({5}) + "xx");
    EXPECT_EQ(read_parameter(path, "weight").data, std::vector<float>{5});
    EXPECT_NE(message_of([&] { read_safetensors(path); }).find("dtype of tensor \"codes\" is \"F8_E4M3\""),
              std::string::npos);
}

TEST_F(ArrayFiles, ParametersAreReadByTheFilesEnding) {
    EXPECT_EQ(read_parameter(npy("<f4", "(1,)", bytes<float>({4})), "weight").data, std::vector<float>{4});
    const fs::path text = file("w.txt", "1 2 3");
    EXPECT_EQ(message_of([&] { read_parameter(text, "weight"); }),
              "the file's name ends in \".txt\": must end in .npy or .safetensors (" + text.string() + ")");
    EXPECT_EQ(message_of([&] { read_npy(folder_ / "none.npy"); }),
              "the file does not exist (" + (folder_ / "none.npy").string() + ")");
    EXPECT_EQ(message_of([&] { read_npy(folder_); }), "not a regular file (" + folder_.string() + ")");
    EXPECT_EQ(message_of([] { read_npy("/dev/zero"); }), "not a regular file (/dev/zero)");
}

TEST(Shape, IsPrintedAsAList) {
    EXPECT_EQ(shape_text({1, -1, 3}), "[1, any, 3]");
    EXPECT_EQ(shape_text({}), "[]");
}

}  // namespace
}  // namespace tconv
