// Files that must be refused: each a name, the bytes, and a piece of the message that says why. Tests read them in process
// (tests/core); write_corpus puts them into a folder for tests that run the program.
#pragma once

#include <string>
#include <vector>

namespace tconv::malformed {

struct File {
    std::string name;  ///< unique, without an ending
    std::string bytes;
    std::string fragment;  ///< stands in the message
};

std::vector<File> layers();       ///< for load_layer
std::vector<File> npys();         ///< for read_npy
std::vector<File> safetensors();  ///< for read_parameter(file, "weight")

/// The three kinds with their file ending.
struct Kind {
    const char *ending;
    std::vector<File> (*files)();
};
constexpr Kind kKinds[] = {{".json", layers}, {".npy", npys}, {".safetensors", safetensors}};

}  // namespace tconv::malformed
