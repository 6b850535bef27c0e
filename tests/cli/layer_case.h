// A small layer with its data in files, as a user would have them, and what must come out.
#pragma once

#include <string>
#include <vector>

#include "tests/cli/program.h"
#include "tests/oracle/oracle.h"

namespace tconv::test {

/// A 2-D layer that compiles quickly: 4 channels, 6 filters, kernel 4, stride 2, input 5 x 6.
extern const char *const kSmallLayer;
/// kSmallLayer with `"key": value` in place of, or beside, its own keys.
std::string small_layer_with(const std::string &key, const std::string &value);

/// Layer, input, weights and bias of one call, written into a folder.
struct LayerCase {
    LayerCase(const Folder &folder, const std::string &layer_json, const std::vector<int64_t> &input_shape);

    std::string layer, input, weights, bias, output;  ///< paths; bias is empty where the layer has none
    oracle::Call call;                                ///< whole numbers: the output is exact

    /// Arguments of `run` that name these files.
    Arguments run_arguments() const;
    /// Whether the output file holds exactly what the references say.
    void expect_right() const;
};

}  // namespace tconv::test
