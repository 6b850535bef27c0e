// Problem: one transposed convolution as plain numbers. Every dialect lowers to it, and everything behind it
// (schedules, generators, kernels) knows nothing else of a layer.
//
// Per spatial axis, with input size I, kernel k, stride s, dilation d and effective kernel ke = (k-1)*d + 1:
//
//     full[n, g*Fg + m, i*s + t*d] += x[n, g*Cg + c, i] * w[g*Cg + c, m, t]       full has (I-1)*s + ke cells
//     y[n, f, o] = activation(bias[f] + (0 <= o + crop_begin < size(full) ? full[n, f, o + crop_begin] : 0))
//
// for o in [0, O). Crops may be negative: those cells hold activation(bias) alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tconv/error.h"

namespace tconv {

/// A size that is known only when the kernel is called.
constexpr int64_t kOpen = -1;

/// No array may have this many elements or more (interface.md, section 1).
constexpr int64_t kMaxElements = int64_t{1} << 31;

/// Every residue of a stride is a phase of its own: there may be as many as this on an axis.
constexpr int64_t kMaxStride = int64_t{1} << 16;

enum class DType { float32 };
enum class Layout { channels_last, channels_first };
/// Keras's list with its constants (semantics.md, section 4): leaky_relu's slope is 0.2, elu's alpha 1, gelu the one of erf,
/// hard_sigmoid clip(x/6 + 0.5, 0, 1). softmax is over the filters of each cell, in either layout; the others take a sum alone.
enum class Activation {
    linear,
    relu,
    relu6,
    leaky_relu,
    sigmoid,
    tanh,
    elu,
    selu,
    softplus,
    softsign,
    hard_sigmoid,
    exponential,
    silu,
    gelu,
    mish,
    softmax
};
/// fast: algorithms that regroup the sums (Winograd) may be chosen. exact_order: direct sums only.
enum class Accuracy { fast, exact_order };

/// Names as they stand in layer files and keys; `parse_*` throws Error naming what is allowed.
const char *name_of(DType);
const char *name_of(Layout);
const char *name_of(Activation);
const char *name_of(Accuracy);
DType parse_dtype(const std::string &);
Layout parse_layout(const std::string &);
Activation parse_activation(const std::string &);
Accuracy parse_accuracy(const std::string &);

/// One spatial axis. Either `output` is a number, or (`kOpen`) it follows from the input: O = full(I) - crop_begin - crop_end.
/// Where both input and output are numbers, crop_end == full - crop_begin - output holds (`set_output` keeps it).
struct Axis {
    int64_t input = 1;       ///< 1 or more, or kOpen
    int64_t kernel = 1;      ///< 1 or more
    int64_t stride = 1;      ///< 1 to kMaxStride
    int64_t dilation = 1;    ///< 1 or more
    int64_t crop_begin = 0;  ///< any; negative prepends cells that hold the bias
    int64_t crop_end = 0;    ///< any; negative appends such cells. 0 where input is open and output is a number
    int64_t output = kOpen;  ///< 1 or more, or kOpen (only where input is open)

    int64_t effective_kernel() const { return (kernel - 1) * dilation + 1; }
    /// (I-1)*s + ke; `input` must be given (here or as the argument).
    int64_t full(int64_t input_size) const { return (input_size - 1) * stride + effective_kernel(); }
    /// O for an input of this size. Below 1 where the crop eats everything: the caller reports it.
    int64_t output_for(int64_t input_size) const {
        return output != kOpen ? output : full(input_size) - crop_begin - crop_end;
    }
    bool is_open() const { return input == kOpen; }
    /// Gives the output its size; the crop at the end follows (0 where the input is open: it is then not known).
    void set_output(int64_t size) {
        output = size;
        crop_end = is_open() ? 0 : full(input) - crop_begin - size;
    }
};

/// The currency of the program. `axes` are slowest first (z, y, x); their number is the rank, 1 to 3.
struct Problem {
    int64_t batch = 1;     ///< 0 or more, or kOpen
    int64_t channels = 1;  ///< input channels, all groups together
    int64_t filters = 1;   ///< output channels, all groups together
    int64_t groups = 1;    ///< divides channels and filters
    DType dtype = DType::float32;
    Layout layout = Layout::channels_last;
    Activation activation = Activation::linear;
    Accuracy accuracy = Accuracy::fast;
    bool bias = true;
    std::vector<Axis> axes;

    int rank() const { return static_cast<int>(axes.size()); }
    int64_t channels_per_group() const { return channels / groups; }
    int64_t filters_per_group() const { return filters / groups; }
    bool is_open() const;  ///< batch or any input size is given at run time

    /// Array shapes, batch first, as `layout` says; kOpen where open.
    std::vector<int64_t> input_shape() const;
    std::vector<int64_t> output_shape() const;
    /// (channels, filters/groups, k...) and (filters).
    std::vector<int64_t> weight_shape() const;
    std::vector<int64_t> bias_shape() const;
    /// The output shape for an input of this shape; throws Error where it does not fit the problem.
    std::vector<int64_t> output_shape_for(const std::vector<int64_t> &input_shape) const;
    /// The same problem with every size given: the kernel call that such an input asks for.
    Problem with_input_shape(const std::vector<int64_t> &input_shape) const;
};

bool operator==(const Axis &, const Axis &);
bool operator==(const Problem &, const Problem &);

/// Throws Error naming the first field that is out of its range, or the array that has kMaxElements or more, or the size
/// that overflows. Everything else in the program may rely on a problem that passed it.
void validate(const Problem &);

/// The canonical text of a problem: equal problems have equal keys, and parse_key(key(p)) == p. No spaces.
///   f32,last,n1,c256,f128,g1,bias,linear,fast,i16k4s2d1b1o32,i16k4s2d1b1o32
/// `_` stands for an open size; an axis whose output follows from an open input ends in e<crop_end> in place of o<output>.
std::string key(const Problem &);
Problem parse_key(const std::string &);  ///< throws Error; validates

/// Multiply-adds that reach the output: no tap that is cropped away counts. Every size must be given.
int64_t useful_macs(const Problem &);

/// 64-bit sums and products that throw Error("<what> overflows") in place of wrapping.
int64_t checked_add(int64_t a, int64_t b, const char *what);
int64_t checked_mul(int64_t a, int64_t b, const char *what);

}  // namespace tconv
