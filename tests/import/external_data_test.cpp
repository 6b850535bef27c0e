// Weights in a file beside the model: where it may be, and what it must hold.
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

#include "tests/core/message.h"
#include "tests/import/test_model.h"

namespace tconv::test {
namespace {

namespace fs = std::filesystem;

using Entries = std::vector<std::pair<std::string, std::string>>;

TestModel external_model(const Entries &entries) {
    TestModel model = small_model();
    TensorProto &weights = *model.message.mutable_graph()->mutable_initializer(0);
    weights.clear_raw_data();
    weights.set_data_location(TensorProto::EXTERNAL);
    for (const auto &[key, value] : entries) {
        auto &entry = *weights.add_external_data();
        entry.set_key(key);
        entry.set_value(value);
    }
    return model;
}

/// `skip` bytes, and the weights.
std::string data(size_t skip) {
    const Floats values = counting(24);
    std::string bytes(skip, '?');
    return bytes.append(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(float));
}

/// The message; "" where the weights are those of `counting`.
std::string outcome(const Folder &folder, const Entries &entries) {
    const std::string model = folder.write("model.onnx", external_model(entries).bytes());
    return message_of([&] {
        const Import found = import_model(model, true);
        EXPECT_EQ(found.layers.at(0).weight.data, counting(24));
    });
}

TEST(ImportExternalData, IsReadFromTheModelsFolder) {
    const Folder folder;
    folder.write("w.bin", data(0));
    fs::create_directory(folder.path() / "below");
    folder.write("below/w.bin", data(64) + "rest");
    EXPECT_EQ(outcome(folder, {{"location", "w.bin"}}), "");
    EXPECT_EQ(outcome(folder, {{"location", "below/w.bin"}, {"offset", "64"}, {"length", "96"}, {"checksum", "?"}}),
              "");
}

TEST(ImportExternalData, ElsewhereItIsRefused) {
    const Folder outside, folder;
    outside.write("w.bin", data(0));
    fs::create_symlink(outside.path() / "w.bin", folder.path() / "link.bin");
    fs::create_directory(folder.path() / "below");
    folder.write("w.bin", data(0));
    const std::string must = "\": must be in the model's folder (" + (folder / "model.onnx") + ")";
    const std::string field = "the external data of tensor \"w\" is ";
    EXPECT_EQ(outcome(folder, {{"location", outside / "w.bin"}}), field + "in \"" + (outside / "w.bin") + must);
    EXPECT_EQ(outcome(folder, {{"location", "../w.bin"}}), field + "in \"../w.bin" + must);
    EXPECT_EQ(outcome(folder, {{"location", "below/../w.bin"}}), field + "in \"below/../w.bin" + must);
    EXPECT_EQ(outcome(folder, {{"location", "link.bin"}}),
              field + "a link out of the model's folder, \"link.bin" + must);
}

// A cache has the files of a model beside each other, and a folder of links with their names.
TEST(ImportExternalData, LinksBesideALinkedModelAreFollowed) {
    const Folder folder;
    for (const char *name : {"store", "names"}) {
        fs::create_directory(folder.path() / name);
    }
    folder.write("store/1", external_model({{"location", "w.bin"}}).bytes());
    folder.write("store/2", data(0));
    fs::create_symlink("../store/1", folder.path() / "names" / "model.onnx");
    fs::create_symlink("../store/2", folder.path() / "names" / "w.bin");
    EXPECT_EQ(import_model(folder.path() / "names" / "model.onnx", true).layers.at(0).weight.data, counting(24));
}

TEST(ImportExternalData, WhatIsNotThereIsSaid) {
    const Folder folder;
    const std::string file = folder.write("w.bin", data(0));
    fs::create_directory(folder.path() / "below");
    const std::pair<Entries, std::string> rows[] = {
        {{}, "the external data of tensor \"w\" has no location"},
        {{{"location", "none.bin"}},
         "the external data of tensor \"w\", \"none.bin\", cannot be opened: No such file or directory"},
        {{{"location", "below"}}, "not a regular file"},
        {{{"location", "w.bin"}, {"offset", "4"}},
         "the file is truncated: tensor \"w\" takes 96 bytes from byte 4, and the file has 96 (" + file + ")"},
        {{{"location", "w.bin"}, {"offset", "18446744073709551615"}}, "the file is truncated"},
        {{{"location", "w.bin"}, {"offset", "-1"}}, "the offset of tensor \"w\" is \"-1\": must be a number of bytes"},
        {{{"location", "w.bin"}, {"length", "92"}}, "the length of tensor \"w\" is 92: must be 96, as its shape says"},
    };
    for (const auto &[entries, message] : rows) {
        EXPECT_NE(outcome(folder, entries).find(message), std::string::npos) << outcome(folder, entries);
    }
}

}  // namespace
}  // namespace tconv::test
