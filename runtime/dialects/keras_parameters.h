// Kernel and bias of a Keras layer.
#pragma once

#include <vector>

#include "runtime/dialects/fields.h"
#include "runtime/dialects/shared.h"
#include "tconv/layer.h"

namespace tconv {

/// Initializers, regularizers, constraints and weights, into the layer, whose problem has its sizes, and into the properties; and
/// activity_regularizer, which is of no parameter.
void read_keras_parameters(const Fields &, Layer &, Properties &);

/// weights = list(kernel, bias), as set_weights() takes them: as many arrays as the layer has, each of the shape that it has there.
void set_keras_weights(Layer &, std::vector<Array> arrays);

}  // namespace tconv
