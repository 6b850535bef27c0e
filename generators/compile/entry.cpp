// The entry points of a compiled library.
#include "generators/compile/entry.h"

#include <map>

#include "generators/algorithms/kernel.h"
#include "generators/compile/elf.h"
#include "generators/compile/module.h"
#include "generators/compile/shape.h"
#include "runtime/arrays/buffer.h"
#include "tconv/kernel.h"

namespace tconv {

using namespace Halide;
using namespace Halide::Internal;

namespace {

// LLVM takes seconds over an array of 32 MB, so it sees this in place of the parameters. What it puts behind it begins at no multiple
// of kBufferAlignment (replace_constants).
constexpr size_t kPlaceholderBytes = 96;
const char *const kParameters = "parameters";

Expr status_of(int status) { return make_const(Int(32), status); }

/// `pointer` moved by a number of floats.
Expr float_at(const Expr &pointer, int64_t index) {
    return reinterpret(Handle(), reinterpret<uint64_t>(pointer) + make_const(UInt(64), 4 * index));
}

/// A dense halide_buffer_t on the stack of the generated function.
Expr dense_buffer(const Expr &host, const std::vector<Expr> &extents) {
    BufferBuilder builder;
    builder.host = host;
    builder.type = Float(32);
    builder.dimensions = static_cast<int>(extents.size());
    Expr stride = int64_of(1);
    for (const Expr &extent : extents) {
        builder.mins.push_back(0);
        builder.extents.push_back(cast<int32_t>(extent));
        builder.strides.push_back(cast<int32_t>(stride));
        stride = stride * extent;
    }
    return builder.build();
}

/// struct tconv_call of runtime/kernel/runtime.h: parallel, slot, status.
Expr call_context(const Expr &parallel) {
    return Call::make(type_of<void *>(), Call::make_struct, {parallel, make_zero(Int(32)), status_of(TCONV_OK)},
                      Call::Intrinsic);
}
constexpr int kStatusInCall = 3;  // in 32-bit words

void check_pointer(Steps &steps, const std::string &name, int alignment) {
    steps.check(!is_null(name), TCONV_NULL_POINTER);
    steps.check(is_aligned(name, alignment), TCONV_MISALIGNED);
}

class EntryPoints {
public:
    EntryPoints(const std::string &layer, const Problem &problem, const Packing &packing,
                const std::vector<const InstructionSet *> &sets, bool built_in)
        : layer_(layer), problem_(problem), packed_(packed_sizes(problem, packing)), sets_(sets), built_in_(built_in) {}

    LoweredFunc output_shape() const {
        Steps steps;
        const CallShapes shapes = check_shapes(steps, problem_);
        check_pointer(steps, "output_shape", alignof(int64_t));
        for (size_t i = 0; i < shapes.output.size(); i++) {
            steps.add(store("output_shape", shapes.output[i], make_const(Int(32), static_cast<int>(i))));
        }
        return c_function(layer_ + "_output_shape", {"input_shape", "output_shape"}, steps);
    }

    LoweredFunc packed_size() const {
        Steps steps;
        check_pointer(steps, "bytes", alignof(int64_t));
        steps.add(store("bytes", int64_of(packed_.bytes()), 0));
        return c_function(layer_ + "_packed_size", {"bytes"}, steps);
    }

    LoweredFunc pack() const {
        Steps steps;
        check_pointer(steps, "weights", alignof(float));
        steps.check(is_aligned("bias", alignof(float)), TCONV_MISALIGNED);
        check_pointer(steps, "packed", kBufferAlignment);
        steps.check(call_c("tconv_cpu_level", {}) >= sets_.back()->cpu_level, TCONV_NO_INSTRUCTION_SET);
        // Without a bias the weights stand in for it, which are at least as many; then its place is cleared.
        const Expr no_bias = problem_.bias ? is_null("bias") : const_true();
        const Expr bias =
            select(no_bias, reinterpret<uint64_t>(pointer("weights")), reinterpret<uint64_t>(pointer("bias")));
        std::vector<Expr> extents;
        for (const int extent : weight_extents(problem_)) {
            extents.push_back(int64_of(extent));
        }
        steps.call("status",
                   call_c(pack_symbol(layer_), {call_context(null()), dense_buffer(pointer("weights"), extents),
                                                dense_buffer(reinterpret(Handle(), bias), {int64_of(problem_.filters)}),
                                                dense_buffer(pointer("packed"), {int64_of(packed_.total_floats)})}));
        const Expr first = cast<int32_t>(int64_of(packed_.bias_offset));
        const Expr count = cast<int32_t>(int64_of(packed_.total_floats - packed_.bias_offset));
        const Stmt clear = For::make("i", first, count, ForType::Serial, Partition::Never, DeviceAPI::None,
                                     store("packed", make_zero(Float(32)), Variable::make(Int(32), "i")));
        steps.add(IfThenElse::make(no_bias, clear));
        return c_function(layer_ + "_pack", {"weights", "bias", "packed"}, steps);
    }

    /// The most that any instruction set needs: the answer is the same on every machine.
    LoweredFunc workspace_size() const {
        Steps steps;
        check_shapes(steps, problem_);
        steps.check(Variable::make(Int(32), "threads") >= 1, TCONV_BAD_THREADS);
        check_pointer(steps, "bytes", alignof(int64_t));
        const Expr threads = cast<int64_t>(Variable::make(Int(32), "threads"));
        Expr most = int64_of(0);
        for (const InstructionSet *set : sets_) {
            const std::string needs = std::string("needs.") + set->name;
            const Expr memory =
                steps.let(needs, Call::make(Handle(), Call::make_struct,
                                            std::vector<Expr>(kWorkspaceNeeds, int64_of(0)), Call::Intrinsic));
            steps.call(needs + ".status", call_c(workspace_symbol(layer_, *set), {pointer("input_shape"), memory}));
            const Expr serial = load(needs, Int(64), kSerialBytes), task = load(needs, Int(64), kTaskBytes);
            steps.check(load(needs, Int(64), kLargestElements) < int64_of(kMaxElements), TCONV_TOO_LARGE);
            steps.check(task <= int64_of(int64_t{1} << 62) / threads, TCONV_TOO_LARGE);
            most = steps.let(needs + ".bytes", Halide::max(most, serial + task * threads));
        }
        steps.add(store("bytes", most, 0));
        return c_function(layer_ + "_workspace_size", {"input_shape", "threads", "bytes"}, steps);
    }

    LoweredFunc run() const {
        Steps steps;
        const Expr threads = steps.let("thread_count", call_c("tconv_threads", {pointer("parallel")}));
        steps.check(threads >= 1, TCONV_BAD_THREADS);
        const Expr memory =
            steps.let("needed", Call::make(Handle(), Call::make_struct, {int64_of(0)}, Call::Intrinsic));
        // Checks the shape too.
        steps.call("size_status", call_c(layer_ + "_workspace_size", {pointer("input_shape"), threads, memory}));
        const CallShapes shapes = read_shapes(problem_);
        steps.only_if(shapes.input[0] > int64_of(0));
        check_pointer(steps, "x", kBufferAlignment);
        check_pointer(steps, "y", kBufferAlignment);
        if (!built_in_) {
            check_pointer(steps, "packed", kBufferAlignment);
        }
        const Expr none = load("needed", Int(64), 0) == int64_of(0);
        steps.check(none || !is_null("workspace"), TCONV_NULL_POINTER);
        steps.check(none || is_aligned("workspace", kBufferAlignment), TCONV_MISALIGNED);

        const Expr parameters = built_in_ ? built_in_parameters() : pointer("packed");
        const int64_t bias_floats = packed_.total_floats - packed_.bias_offset;
        const std::vector<Expr> arguments = {
            steps.let("call", call_context(pointer("parallel"))),
            steps.let("x_buffer", dense_buffer(pointer("x"), buffer_extents(problem_.layout, shapes.input))),
            steps.let("weight_buffer", dense_buffer(parameters, {int64_of(packed_.weight_floats)})),
            steps.let("bias_buffer", dense_buffer(float_at(parameters, packed_.bias_offset), {int64_of(bias_floats)})),
            pointer("workspace"),
            steps.let("y_buffer", dense_buffer(pointer("y"), buffer_extents(problem_.layout, shapes.output))),
        };
        const Expr level = steps.let("level", call_c("tconv_cpu_level", {}));
        Stmt dispatch = require(const_false(), TCONV_NO_INSTRUCTION_SET);
        for (size_t i = sets_.size(); i-- > 0;) {
            Steps kernel;
            kernel.call("status", call_c(kernel_symbol(layer_, *sets_[i]), arguments));
            dispatch = IfThenElse::make(level >= sets_[i]->cpu_level, kernel.body(), dispatch);
        }
        steps.add(dispatch);
        // A kernel without assertions returns 0 also where a parallel loop failed.
        const Expr failure = steps.let("failure", load("call", Int(32), kStatusInCall));
        steps.add(require(failure == 0, failure));
        return c_function(layer_ + "_run", {"packed", "input_shape", "x", "y", "workspace", "parallel"}, steps);
    }

    Module module() const {
        Halide::Target target = Halide::Target(sets_.back()->halide).with_feature(Halide::Target::NoRuntime);
        Module module(layer_ + "_entry", target);
        module.append(output_shape());
        module.append(packed_size());
        if (!built_in_) {
            module.append(pack());
        }
        module.append(workspace_size());
        module.append(run());
        return module;
    }

private:
    static Expr null() { return make_zero(type_of<void *>()); }

    static Expr built_in_parameters() {
        const Expr buffer = Variable::make(type_of<halide_buffer_t *>(), kParameters + std::string(".buffer"));
        return Call::make(Handle(), Call::buffer_get_host, {buffer}, Call::Extern);
    }

    const std::string &layer_;
    const Problem &problem_;
    const PackedSizes packed_;
    const std::vector<const InstructionSet *> &sets_;
    const bool built_in_;
};

}  // namespace

std::string compile_entry(const std::string &layer, const Problem &problem, const Packing &packing,
                          const std::vector<const InstructionSet *> &sets, const std::string &parameters) {
    const bool built_in = !parameters.empty();
    Module module = EntryPoints(layer, problem, packing, sets, built_in).module();
    Buffer<uint8_t> placeholder(static_cast<int>(kPlaceholderBytes), kParameters);
    placeholder.fill(0x5a);
    if (built_in) {
        module.append(Buffer<void>(placeholder));
    }
    const Buffer<uint8_t> bytes = module.compile_to_buffer();
    std::string object(reinterpret_cast<const char *>(bytes.data()), bytes.size_in_bytes());
    if (built_in) {
        replace_constants(object, std::string(kPlaceholderBytes, 0x5a), parameters, kBufferAlignment);
    }
    return object;
}

}  // namespace tconv
