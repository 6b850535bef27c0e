// Every dialect's table of keys, in a file of its own (matlab_keys.cpp, ...): what a layer file may hold, what is allowed, the default
// and the meaning. Messages, checks and docs/dialects.md are made of them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "runtime/dialects/fields.h"

namespace tconv {

const std::vector<Key> &native_keys();
const std::vector<Key> &matlab_keys_2d();
const std::vector<Key> &matlab_keys_3d();
const std::vector<Key> &keras_keys();
const std::vector<Key> &wolfram_keys();
const std::vector<Key> &cntk_keys();
const std::vector<Key> &torch_keys();
const std::vector<Key> &onnx_keys();

/// A row of interface.md, section 1, that may stand beside any dialect's own properties: "name", "channels", "filters", "input_size" or
/// "batch", with the default that it has in this dialect (Key::otherwise).
struct SharedKey {
    const char *name, *otherwise;
};

/// A dialect's table: its own rows and those of the shared ones for which it has no word.
std::vector<Key> with_shared_keys(std::vector<Key> own, const std::vector<SharedKey> &shared);

// What many tables allow.
constexpr const char *kCount = "a whole number of 1 or more";
constexpr const char *kCounts = "a whole number of 1 or more, or a list with one for each axis";
constexpr const char *kStride = "a whole number from 1 to 65536";
constexpr const char *kStrides = "a whole number from 1 to 65536, or a list with one for each axis";
constexpr const char *kFromZero = "a whole number of 0 or more";
constexpr const char *kEachFromZero = "a whole number of 0 or more, or a list with one for each axis";

// What many tables say.
constexpr const char *kStrideMeans = "distance of two inputs in the output";
constexpr const char *kDilationMeans = "distance of two taps in the output";
constexpr const char *kKernelMeans = "taps of the kernel on each axis";
constexpr const char *kReportedOnly = "reported, no effect on numbers";

}  // namespace tconv
