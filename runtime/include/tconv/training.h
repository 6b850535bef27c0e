// What a layer asks of training beside its gradients: penalties on the loss, and constraints on its parameters (semantics.md, sections 4
// and 6). Learn rates are Parameter::learn_rate_factor times the global one.
#pragma once

#include <string>

#include "tconv/array.h"
#include "tconv/layer.h"

namespace tconv {

/// What a regularizer adds to the loss for these values: l1 * sum |w| + l2 * sum w^2, without a half, as in Keras. `regularizer` is JSON as
/// Parameter::regularizer has it: {"name": "l1_l2", "l1": 0.01, "l2": 0.01}; "null" adds 0. Throws Error for anything else.
double penalty(const std::string &regularizer, const Array &values);
/// MATLAB's L2 regularization of a parameter: 1/2 * global * l2_factor * sum w^2.
double l2_penalty(const Parameter &parameter, const Array &values, double global);
/// The sum over a layer's weights and bias, those that it has values for, by their regularizers.
double penalty(const Layer &layer);
/// Layer::activity_regularizer of an output, after the activation, divided by the batch size (the first size of its shape).
double activity_penalty(const Layer &layer, const Array &output);

/// The values as a constraint leaves them after an update: {"name": "max_norm", "max_value": 2, "axis": 0}; "null" leaves them as they are.
/// Norms are square roots of sums of squares over `axis`, a number or a list, negative ones from the end. Throws Error for anything
/// else, or an axis that the array does not have.
Array constrained(const std::string &constraint, const Array &values);
/// The same for a layer's weights and bias, those that it has values for.
void constrain(Layer &layer);

}  // namespace tconv
