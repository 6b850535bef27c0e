// Damaged models: every way in which bytes of a file change, by a seed.
#pragma once

#include <string>

#include "tests/core/message.h"
#include "tests/import/test_model.h"

namespace tconv::test {

/// A model with all that the importer reads: folded nodes, subgraphs, functions, typed and raw and external data ("w.bin", 4 bytes).
std::string model_of_everything();

/// The model with some bytes changed, taken out, doubled, or its end cut off.
std::string mutated_bytes(const std::string &model, uint64_t seed);
/// The model with some of its fields cleared, doubled, exchanged, or set to other numbers: what a parser takes.
std::string mutated_fields(const std::string &model, uint64_t seed);
/// One of both, in turn.
inline std::string mutated(const std::string &model, uint64_t seed) {
    return seed % 2 == 0 ? mutated_bytes(model, seed) : mutated_fields(model, seed);
}

/// Imports and writes the file. Whether it gave layers, or an Error of one line; anything else ends the process.
inline bool is_importable(const Folder &folder, const std::string &bytes) {
    const std::string model = folder.write("model.onnx", bytes);
    const std::string message = message_of([&] { write_import(import_model(model, true), folder.path() / "out"); });
    if (message.find('\n') != std::string::npos) {
        throw std::logic_error("a message of several lines: " + message);
    }
    return message.empty();
}

}  // namespace tconv::test
