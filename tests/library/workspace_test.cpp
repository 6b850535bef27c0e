// The pass that moves allocations into the caller's workspace, on pipelines small enough to work the sizes out by hand.
#include "generators/compile/workspace.h"

#include <gtest/gtest.h>

using namespace Halide;
using namespace Halide::Internal;
using tconv::WorkspacePass;

namespace {

constexpr int kRow = 1000;           // floats
constexpr int64_t kRowBytes = 4096;  // of a row, rounded up to 128

/// Lowers `out` over [0, width) x [0, height).
void lower(WorkspacePass &pass, Func out, const std::vector<Argument> &inputs, int width, int height) {
    out.output_buffer().dim(0).set_bounds(0, width);
    out.output_buffer().dim(1).set_bounds(0, height).set_stride(width);
    Pipeline pipeline(out);
    pipeline.add_custom_lowering_pass(&pass, nullptr);
    std::vector<Argument> arguments = inputs;
    arguments.emplace_back(tconv::kWorkspaceArgument, Argument::InputScalar, type_of<void *>(), 0, ArgumentEstimates{});
    pipeline.compile_to_module(arguments, "kernel",
                               Target("x86-64-linux-no_asserts-no_bounds_query-no_runtime-user_context"));
    pipeline.clear_custom_lowering_passes();
}

int64_t number(const Expr &e) {
    const auto value = as_const_int(simplify(e));
    EXPECT_TRUE(value.has_value()) << e;
    return value.value_or(-1);
}

class Workspace : public testing::Test {
protected:
    Var x{"x"}, y{"y"}, yo{"yo"};
    Func stage{"stage"}, other{"other"}, out{"out"};
    WorkspacePass pass;

    void SetUp() override {
        stage(x, y) = cast<float>(x * y);
        stage.store_in(MemoryType::Heap);
        other.store_in(MemoryType::Heap);
    }
};

TEST_F(Workspace, StagesOutsideLoopsLieSideBySide) {
    other(x, y) = stage(x, y) + 1.0f;
    out(x, y) = other(x, y) + stage(x, y);
    stage.compute_root();
    other.compute_root();
    lower(pass, out, {}, kRow, 1);
    EXPECT_EQ(number(pass.serial_bytes()), 2 * kRowBytes);
    EXPECT_EQ(number(pass.task_bytes()), 0);
    EXPECT_EQ(number(pass.largest_elements()), kRow);
}

TEST_F(Workspace, StagesOfDifferentLoopsHaveBytesOfTheirOwn) {
    // Two updates, each with a stage of its own inside its loop. They are never alive together, but LLVM is told that arrays of
    // different names are apart, and moves reads and writes of one across those of the other.
    other(x, y) = cast<float>(x + y);
    out(x, y) = 0.0f;
    out(x, y) += stage(x, y);
    out(x, y) += other(x, y);
    stage.compute_at(out, y);
    other.compute_at(out, y);
    lower(pass, out, {}, kRow, 7);
    EXPECT_EQ(number(pass.serial_bytes()), 2 * kRowBytes);
}

TEST_F(Workspace, StagesInsideTheParallelLoopAreOfATask) {
    other(x, y) = stage(x, y) + 1.0f;
    out(x, y) = other(x, y);
    stage.compute_root();
    other.compute_at(out, y);
    out.parallel(y);
    lower(pass, out, {}, kRow, 4);
    EXPECT_EQ(number(pass.serial_bytes()), (4 * kRow * 4 + 127) / 128 * 128);
    EXPECT_EQ(number(pass.task_bytes()), kRowBytes);
}

TEST_F(Workspace, SmallStagesStayOnTheStack) {
    out(x, y) = stage(x, y) + stage(x + 1, y);
    stage.store_in(MemoryType::Auto).compute_at(out, y);
    lower(pass, out, {}, 15, 4);
    EXPECT_EQ(number(pass.serial_bytes()), 0);
}

TEST_F(Workspace, TheStackHasALimit) {
    // Seven stages of 12000 bytes alive together: five fit below 64 KB.
    Func stages[7];
    Expr sum = 0.0f;
    for (Func &f : stages) {
        f(x, y) = cast<float>(x * y);
        f.compute_at(out, y);
        sum += f(x, y) + f(x + 1, y);
    }
    out(x, y) = sum;
    lower(pass, out, {}, 2999, 3);
    EXPECT_EQ(number(pass.serial_bytes()), 2 * 12032);
}

TEST_F(Workspace, AnExtentThatVariesWithALoopCountsAtItsLargest) {
    RDom r(0, 500);
    r.where(r <= y * 10);
    out(x, y) = 0.0f;
    out(x, y) += stage(r, y);
    stage.compute_at(out, y);
    lower(pass, out, {}, 3, 20);
    EXPECT_EQ(number(pass.serial_bytes()), 768);  // y = 19: 191 floats, 764 bytes
}

TEST_F(Workspace, OpenSizesAreThoseOfTheBuffers) {
    ImageParam input(Float(32), 1, "input");
    stage = Func("copy");
    stage(x) = input(x) * 2.0f;
    stage.compute_root().store_in(MemoryType::Heap);
    RDom r(0, input.dim(0).extent());
    out(x, y) = 0.0f;
    out(x, y) += stage(r);
    lower(pass, out, {input}, 3, 3);
    const Expr extent = Call::make(Int(32), Call::buffer_get_extent,
                                   {Variable::make(type_of<halide_buffer_t *>(), "input.buffer"), 0}, Call::Extern);
    for (const auto &[elements, bytes] : {std::pair{1, 128}, {32, 128}, {33, 256}, {0, 0}, {(1 << 30) + 1, 0}}) {
        const Expr need = substitute(extent, Expr(elements), pass.serial_bytes());
        if (bytes != 0 || elements == 0) {
            EXPECT_EQ(number(need), bytes);
        }
        EXPECT_EQ(number(substitute(extent, Expr(elements), pass.largest_elements())), elements);
    }
}

TEST_F(Workspace, OneLoopIsParallel) {
    out(x, y) = stage(x, y);
    out.parallel(y).parallel(x);
    EXPECT_THROW(lower(pass, out, {}, 8, 8), std::logic_error);
}

}  // namespace
