// One node that follows a ConvTranspose: what it does to the layer.
#pragma once

#include <filesystem>
#include <string>

#include "generators/import/fold.h"

namespace tconv {

struct Follower {
    const Scope &scope;
    const NodeProto &node;
    const std::string &value;  ///< the input that the layer gives
    const std::filesystem::path &model;
};

/// Whether its operator is one that layers may take in: Add, BatchNormalization, Identity, activations.
bool is_foldable(const NodeProto &node);

/// Folds the node in and says as what: "bias", "relu". Throws NotPossible, and changes nothing, where it does something else.
std::string fold_node(const Follower &follower, Folding &folding);

bool is_activation(const std::string &op_type);
/// The activation that a node of this operator computes on an output of so many dimensions. Throws NotPossible for one with other
/// parameters than tconv's.
Activation activation_of(const Follower &follower, size_t dimensions);

}  // namespace tconv
