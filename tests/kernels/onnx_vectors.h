// The node tests of ONNX's ConvTranspose as Debian's libonnx-testdata carries them.
#pragma once

#include <vector>

#include "tests/oracle/vectors.h"

namespace tconv::test {

/// Every one that is installed, by folder. Throws std::runtime_error for a file that is not what it should be.
std::vector<oracle::Vector> onnx_vectors();

}  // namespace tconv::test
