// Every malformed file gives an Error of one line that says what is wrong.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "tconv/explain.h"
#include "tconv/layer.h"
#include "tests/core/message.h"
#include "tests/malformed/malformed.h"

namespace tconv {
namespace {

namespace fs = std::filesystem;

void refuse_all(const malformed::Kind &kind, void (*read)(const fs::path &)) {
    const fs::path path =
        fs::temp_directory_path() / ("tconv_malformed_test_" + std::to_string(getpid()) + kind.ending);
    std::set<std::string> names;
    for (const auto &file : kind.files()) {
        EXPECT_TRUE(names.insert(file.name).second) << file.name << " stands twice";
        std::ofstream(path, std::ios::binary) << file.bytes;
        const std::string message = message_of([&] { read(path); });
        EXPECT_NE(message.find(file.fragment), std::string::npos)
            << file.name << ": \"" << message << "\" has no \"" << file.fragment << "\"";
        EXPECT_TRUE(std::all_of(message.begin(), message.end(), [](char c) { return c >= ' ' && c < 127; }))
            << file.name;
        EXPECT_LT(message.size(), 600u) << file.name;
        EXPECT_NE(message.find(path.string()), std::string::npos) << file.name << ": the file is not named";
    }
    fs::remove(path);
}

TEST(Malformed, Layers) {
    refuse_all(malformed::kKinds[0], [](const fs::path &file) { load_layer(file); });
}
TEST(Malformed, Npy) {
    refuse_all(malformed::kKinds[1], [](const fs::path &file) { read_npy(file); });
}
TEST(Malformed, Safetensors) {
    refuse_all(malformed::kKinds[2], [](const fs::path &file) { read_parameter(file, "weight"); });
}

/// A file that is read, with each of its bytes changed in turn: it is read or refused, and nothing else happens.
void change_bytes(const char *ending, const std::string &legal, void (*read)(const fs::path &)) {
    const fs::path path = fs::temp_directory_path() / ("tconv_changed_test_" + std::to_string(getpid()) + ending);
    const auto message = [&](const std::string &bytes) {
        std::ofstream(path, std::ios::binary) << bytes;
        return message_of([&] { read(path); });
    };
    EXPECT_EQ(message(legal), "");
    for (size_t at = 0; at < legal.size(); ++at) {
        for (const char byte : {'\0', '\n', '\'', '"', '0', '9', '-', '(', '{', '\x7f', '\xff'}) {
            std::string changed = legal;
            changed[at] = byte;
            EXPECT_EQ(message(changed).find('\n'), std::string::npos);
        }
    }
    fs::remove(path);
}

TEST(Malformed, AnyByteOfAnArrayFileChanged) {
    const std::string data(24, '\0');
    const std::string dictionary = "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }\n";
    change_bytes(".npy",
                 std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(dictionary.size()) + '\0' + dictionary + data,
                 [](const fs::path &file) { read_npy(file); });
    const std::string header = R"({"weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}})";
    change_bytes(".safetensors", static_cast<char>(header.size()) + std::string(7, '\0') + header + data,
                 [](const fs::path &file) { read_safetensors(file); });
}

TEST(Malformed, EveryBeginningOfALayerIsRefused) {
    const std::string text =
        R"({"name": "up", "channels": 4, "filters": 6, "kernel_size": [3], "crop": [[1, 1]], "input_size": [5]})";
    for (size_t length = 0; length < text.size(); ++length) {
        EXPECT_NE(message_of([&] { parse_layer(text.substr(0, length), "cut.json"); }), "") << length;
    }
    EXPECT_EQ(message_of([&] { parse_layer(text, "whole.json"); }), "");
}

TEST(Malformed, AnyByteChangedGivesALayerOrAnError) {
    const std::string text =
        R"({"name": "up", "channels": 4, "kernel_size": [3], "crop": [[1, 1]], "input_size": [5], "filters": 6})";
    for (size_t at = 0; at < text.size(); ++at) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string changed = text;
            changed[at] = static_cast<char>(byte);
            const std::string message = message_of([&] {
                const Layer layer = parse_layer(changed, "changed.json");
                explain(layer);  // whatever is a layer can be explained
                explain_svg(layer);
            });
            EXPECT_EQ(message.find('\n'), std::string::npos);
        }
    }
}

}  // namespace
}  // namespace tconv
