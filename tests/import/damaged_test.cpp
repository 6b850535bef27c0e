// Files that are no models, or damaged ones: one clear line, never a crash.
#include <gtest/gtest.h>

#include "tests/core/message.h"
#include "tests/import/mutations.h"

namespace tconv::test {
namespace {

TEST(ImportDamaged, WhatIsNoModel) {
    const Folder folder;
    folder.write("empty.onnx", "");
    folder.write("text.onnx", "a picture of a model\n");
    folder.write("no_graph.onnx", "\x08\x08");
    std::filesystem::create_symlink("/dev/zero", folder.path() / "endless.onnx");
    folder.write("large.onnx", "x");
    std::filesystem::resize_file(folder.path() / "large.onnx", uintmax_t{1} << 32);
    const std::pair<const char *, const char *> rows[] = {
        {"none.onnx", "the model cannot be opened: No such file or directory"},
        {".", "the model is a directory"},
        {"empty.onnx", "the model is empty"},
        {"text.onnx", "the file is no ONNX model, or damaged: protobuf cannot read it"},
        {"no_graph.onnx", "the file is no ONNX model, or damaged: it has no graph"},
        {"endless.onnx", "the model is no regular file"},
        {"large.onnx", "the model's size is 4294967296 bytes: must be below 2 GiB, as protobuf reads no more; weights "
                       "may stand in external "
                       "data files"},
    };
    for (const auto &[name, message] : rows) {
        const std::filesystem::path file = folder.path() / name;
        EXPECT_EQ(message_of([&] { import_model(file, true); }), message + (" (" + file.string() + ")"));
    }
}

TEST(ImportDamaged, CutOffAnywhere) {
    const Folder folder;
    const std::string model = small_model().bytes();
    ASSERT_TRUE(is_importable(folder, model));
    for (size_t length = 0; length < model.size(); ++length) {
        is_importable(folder, model.substr(0, length));
    }
}

// As many as take a second; the tool mutate_models tries others.
TEST(ImportDamaged, BytesChangedAnywhere) {
    const Folder folder;
    folder.write("w.bin", std::string(4, '\0'));
    const std::string model = model_of_everything();
    ASSERT_EQ(message_of([&] { import_model(folder.write("model.onnx", model), true); }), "");
    int sound = 0;
    for (uint64_t seed = 1; seed <= 150; ++seed) {
        sound += is_importable(folder, mutated(model, seed));
    }
    EXPECT_GT(sound, 0);
    EXPECT_LT(sound, 150);
}

// Deep graphs end in protobuf's own limit, not in the stack's.
TEST(ImportDamaged, GraphsInGraphsWithoutEnd) {
    std::string graph;
    const auto field = [](char tag, const std::string &bytes) {
        std::string length;
        for (size_t rest = bytes.size(); length.empty() || rest > 0; rest >>= 7) {
            length += static_cast<char>((rest & 127) | (rest >> 7 ? 128 : 0));
        }
        return tag + length + bytes;
    };
    for (int depth = 0; depth < 5000; ++depth) {
        graph = field('\x0a', field('\x2a', field('\x32', graph)));  // node, its attribute, that one's graph
    }
    const Folder folder;
    EXPECT_FALSE(is_importable(folder, field('\x3a', graph)));
}

}  // namespace
}  // namespace tconv::test
