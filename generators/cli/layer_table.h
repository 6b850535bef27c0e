// The layer table, bench/layers.csv: real layers of real networks, a row each.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tconv/problem.h"

namespace tconv {

struct TableLayer {
    std::string name, network, source;
    std::string kind;  ///< column `class`, where there is one: what makes the layer easy or hard
    Problem problem;   ///< channels last, float32, with bias, linear, fast
};

/// Throws Error naming the file, the line and what is wrong there. Columns are found by their names in the first line; a
/// spatial column holds one number for every axis, or one per axis joined by `x`.
std::vector<TableLayer> read_layer_table(const std::filesystem::path &file);

/// The layers whose names contain a match of the regular expression; Error where none does.
std::vector<TableLayer> matching_layers(const std::vector<TableLayer> &, const std::string &regex);

/// Of each class the layer with the least work (multiply-adds and bytes), in the table's order.
std::vector<TableLayer> one_per_class(const std::vector<TableLayer> &);

}  // namespace tconv
