// .safetensors files as tconv writes them, and the question whether one has a tensor.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tconv/array.h"
#include "tests/core/message.h"

namespace tconv {
namespace {

namespace fs = std::filesystem;

class Safetensors : public testing::Test {
protected:
    Safetensors() : folder_(fs::temp_directory_path() / ("tconv_safetensors_test_" + std::to_string(getpid()))) {
        fs::create_directories(folder_);
    }
    ~Safetensors() override { fs::remove_all(folder_); }

    std::string text(const char *name) const {
        std::ifstream stream(folder_ / name, std::ios::binary);
        return std::string((std::istreambuf_iterator<char>(stream)), {});
    }

    fs::path folder_;
};

// safetensors 0.8 (Python): safetensors.numpy.save({"weight": ones((2, 2), "f"), "bias": zeros(1, "f")}).
TEST_F(Safetensors, AreWrittenAsTheirLibraryDoes) {
    write_safetensors(folder_ / "w.safetensors", {{"weight", {{2, 2}, {1, 1, 1, 1}}}, {"bias", {{1}, {0}}}});
    const std::string header = R"({"bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                               R"("weight":{"dtype":"F32","shape":[2,2],"data_offsets":[4,20]}})"
                               "  ";
    ASSERT_EQ(header.size() % 8, 0U);
    std::string expected = std::string(1, static_cast<char>(header.size())) + std::string(7, '\0') + header;
    expected += std::string(4, '\0');
    for (int i = 0; i < 4; i++) {
        expected += std::string("\0\0\x80\x3f", 4);
    }
    EXPECT_EQ(text("w.safetensors"), expected);
}

TEST_F(Safetensors, ComeBackAsTheyWere) {
    const std::map<std::string, Array> tensors = {{"weight", {{2, 3}, {1, -2, 0.1F, 3e38F, 1e-45F, -0.0F}}},
                                                  {"a \"name\"\n", {{}, {7}}},
                                                  {"none", {{0, 4}, {}}},
                                                  {"bias", {{2}, {5, 6}}}};
    write_safetensors(folder_ / "w.safetensors", tensors);
    const auto back = read_safetensors(folder_ / "w.safetensors");
    ASSERT_EQ(back.size(), tensors.size());
    for (const auto &[name, array] : tensors) {
        EXPECT_EQ(back.at(name).shape, array.shape) << name;
        EXPECT_EQ(back.at(name).data, array.data) << name;
    }
    write_safetensors(folder_ / "w.safetensors", {});
    EXPECT_TRUE(read_safetensors(folder_ / "w.safetensors").empty());
}

TEST_F(Safetensors, NothingHalfWrittenIsLeft) {
    const std::map<std::string, Array> tensors = {{"weight", {{1}, {1}}}};
    EXPECT_NE(message_of([&] {
                  write_safetensors(folder_ / "missing" / "w.safetensors", tensors);
              }).find("cannot be written"),
              std::string::npos);
    EXPECT_TRUE(fs::is_empty(folder_));
    write_safetensors(folder_ / "w.safetensors", tensors);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

// Tensors of types that tconv cannot read are no reason to fail: nothing but the header is read.
TEST_F(Safetensors, SayWhichTensorsTheyHave) {
    const std::string header = R"({"weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                               R"("codes":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[4,6]}})";
    const fs::path file = folder_ / "w.safetensors";
    std::ofstream(file, std::ios::binary)
        << static_cast<char>(header.size()) << std::string(7, '\0') << header << "123456";
    EXPECT_TRUE(has_safetensor(file, "weight"));
    EXPECT_TRUE(has_safetensor(file, "codes"));
    EXPECT_FALSE(has_safetensor(file, "bias"));
    EXPECT_NE(message_of([&] { has_safetensor(folder_ / "none.safetensors", "bias"); }).find("does not exist"),
              std::string::npos);
}

}  // namespace
}  // namespace tconv
