// The generated header: what the layer computes, in shapes and units, then constants, shared types and functions.
#include "generators/compile/header.h"

#include <cctype>
#include <sstream>

#include "generators/compile/entry.h"
#include "runtime/arrays/buffer.h"

namespace tconv {
namespace {

// The same lines as in runtime/include/tconv/kernel.h; a test compares them.
const char *const kSharedTypes = R"(#ifndef TCONV_STATUS_DEFINED
#define TCONV_STATUS_DEFINED
enum {
    TCONV_OK = 0,
    TCONV_NULL_POINTER = -1,       /* a required pointer is NULL                                         */
    TCONV_MISALIGNED = -2,         /* a buffer's address is not a multiple of the library's ALIGNMENT    */
    TCONV_BAD_SHAPE = -3,          /* the input shape does not fit the layer                             */
    TCONV_TOO_LARGE = -4,          /* an array or the tasks of a call would be 2^31 or more              */
    TCONV_BAD_THREADS = -5,        /* a thread count below 1, or a tconv_parallel without a function     */
    TCONV_NO_INSTRUCTION_SET = -6, /* this processor has none of the instruction sets in the library     */
    TCONV_TASK_FAILED = -7,        /* the program's own run function reported an error                   */
    TCONV_OUT_OF_MEMORY = -8,      /* tconv_pool_create only: kernels allocate nothing                   */
    TCONV_INTERNAL = -9            /* a bug in tconv                                                     */
};
#endif

#ifndef TCONV_PARALLEL_DEFINED
#define TCONV_PARALLEL_DEFINED
/* How a call runs its tasks: `run` calls task(argument, index) once for each index in [0, count), in any order, on any threads,
 * and returns when all are done: 0, or nonzero where it could not (the call then returns TCONV_TASK_FAILED). `count` is never
 * above `threads`, and each index works in its own part of the workspace. A parallel for of OpenMP, TBB or a pool does it. */
typedef struct tconv_parallel {
    int threads; /* 1 or more */
    int (*run)(void *context, void (*task)(void *argument, int index), void *argument, int count);
    void *context;
} tconv_parallel;
#endif
)";

std::string upper(std::string text) {
    for (char &c : text) {
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    return text;
}

std::string number_or_any(int64_t size) { return size == kOpen ? "any" : std::to_string(size); }

/// "(1, 16, 16, 256)"
std::string tuple(const std::vector<int64_t> &shape) {
    std::string text;
    for (const int64_t size : shape) {
        text += (text.empty() ? "(" : ", ") + number_or_any(size);
    }
    return text + ")";
}

std::string per_axis(const Problem &problem, int64_t Axis::*field) {
    std::vector<int64_t> values;
    for (const Axis &axis : problem.axes) {
        values.push_back(axis.*field);
    }
    return tuple(values);
}

/// What the layer computes, one line a fact.
std::string description(const Problem &problem, bool built_in) {
    const std::string axes = problem.rank() == 1 ? "1 axis" : std::to_string(problem.rank()) + " axes, slowest first";
    const char *names[] = {"i0", "i1", "i2"};
    std::string sizes;
    for (int a = 0; a < problem.rank(); a++) {
        sizes += std::string(", ") + names[a];
    }
    const bool last = problem.layout == Layout::channels_last;
    std::ostringstream text;
    text << " * Transposed convolution of " << axes << ", float32:\n"
         << " *\n"
         << " *   full[n, g*Fg + m, i*stride + t*dilation] += x[n, g*Cg + c, i] * weights[g*Cg + c, m, t]\n"
         << " *   y[n, f, o] = activation(bias[f] + full[n, f, o + crop])        (full is 0 outside its range)\n"
         << " *\n"
         << " *   channels " << problem.channels << ", filters " << problem.filters << ", groups " << problem.groups
         << " (Cg = " << problem.channels_per_group() << " channels and Fg = " << problem.filters_per_group()
         << " filters in each)\n"
         << " *   kernel " << per_axis(problem, &Axis::kernel) << ", stride " << per_axis(problem, &Axis::stride)
         << ", dilation " << per_axis(problem, &Axis::dilation) << ", crop " << per_axis(problem, &Axis::crop_begin)
         << "\n"
         << " *   activation " << name_of(problem.activation) << "\n"
         << " *\n"
         << " * Arrays are dense, the last index runs fastest; sizes are in elements, `any` is given at each call in "
            "input_shape.\n"
         << " *   x        " << tuple(problem.input_shape()) << ": n"
         << (last ? sizes + ", channels" : ", channels" + sizes) << "\n"
         << " *   y        " << tuple(problem.output_shape()) << ": n"
         << (last ? sizes + ", filters" : ", filters" + sizes) << "\n";
    if (built_in) {
        text << " *   The weights" << (problem.bias ? " and the bias" : "")
             << " are in the library: `packed` may be NULL.\n";
    } else {
        text << " *   weights  " << tuple(problem.weight_shape()) << ": channels, filters of a group, kernel\n"
             << " *   bias     "
             << (problem.bias ? tuple(problem.bias_shape()) + "; NULL means zeros" : "not used: the layer has none")
             << "\n";
    }
    return text.str();
}

const char *const kPromises = R"( *
 * The caller owns every buffer; a call keeps no pointer, allocates nothing, prints nothing and has no state, so calls from many
 * threads at once are fine, each with a workspace of its own. Buffers of one call do not overlap. The same call gives the same
 * bits on any number of threads. Every function returns TCONV_OK or a negative status; tconv_status_text of the kernel runtime
 * (libtconv_kernel.a, <tconv/kernel.h>), which the program links beside this library, gives the sentence for it.
 */
)";

}  // namespace

std::string make_header(const CompileRequest &request, const LibraryFacts &facts) {
    const Problem &problem = request.problem;
    const std::string &name = facts.name;
    const std::string prefix = upper(name), guard = "TCONV_LAYER_" + name + "_H";
    const std::string rank2 = std::to_string(problem.rank() + 2);
    const std::string shape_note = problem.is_open() ? "" : "\n * input_shape may be NULL: every size is fixed.";

    std::ostringstream text;
    text << "/* " << name << ".h: written by tconv " << facts.version << " for " << facts.target
         << ", instruction sets";
    for (const KernelFacts &kernel : facts.kernels) {
        text << (&kernel == &facts.kernels.front() ? " " : ", ") << kernel.instruction_set;
    }
    text << ".\n *\n"
         << description(problem, facts.built_in_weights) << kPromises << "#ifndef " << guard << "\n#define " << guard
         << "\n\n#include <stdint.h>\n\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
         << "#define " << name << "_key \"" << facts.key << "\" /* the layer in one line */\n"
         << "#define " << prefix << "_PACKED_BYTES " << facts.packed_bytes << "\n";
    if (facts.workspace_bytes >= 0) {
        text << "#define " << prefix << "_WORKSPACE_BYTES " << facts.workspace_bytes
             << " /* of a call on one thread */\n";
    }
    text << "#define " << prefix << "_ALIGNMENT " << kBufferAlignment
         << " /* of x, y, packed and workspace, in bytes */\n\n"
         << kSharedTypes << "\n"
         << "/* The output shape for an input shape; checks it. Both have " << rank2
         << " entries, as the arrays have them." << shape_note << " */\n"
         << "int " << name << "_output_shape(const int64_t *input_shape, int64_t *output_shape);\n\n"
         << "/* Bytes of the packed parameters" << (facts.built_in_weights ? ", which this library holds itself" : "")
         << ". */\n"
         << "int " << name << "_packed_size(int64_t *bytes);\n\n";
    if (!facts.built_in_weights) {
        text << "/* Lays weights and bias out as the kernels read them: once, at start. They are not needed "
                "afterwards. */\n"
             << "int " << name << "_pack(const float *weights, const float *bias, void *packed);\n\n";
    }
    text << "/* Bytes of scratch that a call on so many threads needs; its contents need not be kept between calls."
         << shape_note << " */\n"
         << "int " << name << "_workspace_size(const int64_t *input_shape, int threads, int64_t *bytes);\n\n"
         << "/* Computes y from x. workspace may be NULL where its size is 0; parallel NULL: on the caller's thread "
            "alone.\n"
         << " * A batch of 0 is done at once." << shape_note << " */\n"
         << "int " << name
         << "_run(const void *packed, const int64_t *input_shape, const float *x, float *y, void *workspace,\n"
         << std::string(name.size() + 9, ' ') << "const tconv_parallel *parallel);\n\n"
         << "#ifdef __cplusplus\n}\n#endif\n#endif\n";
    return text.str();
}

}  // namespace tconv
