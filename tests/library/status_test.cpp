// Wrong arguments give a status and touch nothing.
#include <gtest/gtest.h>

#include <cstring>
#include <memory>

#include "tests/library/libraries.h"

namespace {

/// Buffers large enough for any call below, and pointers into them that a test can spoil.
struct Arguments {
    alignas(64) float memory[4][40000] = {};
    alignas(64) char workspace_memory[1 << 20] = {};
    const void *packed = memory[0];
    const float *x = memory[1];
    float *y = memory[2];
    void *workspace = workspace_memory;
    std::vector<int64_t> shape;
    bool null_shape = false;
    const tconv_parallel *parallel = nullptr;

    int run(const Library &library) const {
        return library.run(packed, null_shape ? nullptr : shape.data(), x, y, workspace, parallel);
    }
};

template <typename T>
T *moved(T *pointer) {
    return reinterpret_cast<T *>(reinterpret_cast<uintptr_t>(pointer) + 4);
}

int run_nothing(void *, void (*)(void *, int), void *, int) { return 0; }
int run_all(void *, void (*task)(void *, int), void *argument, int count) {
    for (int i = 0; i < count; i++) {
        task(argument, i);
    }
    return 0;
}
int run_fails(void *, void (*)(void *, int), void *, int) { return 42; }

class Status : public testing::Test {
protected:
    void SetUp() override {
        arguments_ = std::make_unique<Arguments>();
        arguments_->shape = {2, 9, 11, 24};
        original_ = cpu_level;
        std::memset(arguments_->memory[0], 0, sizeof arguments_->memory[0]);
    }
    void TearDown() override { cpu_level = original_; }

    Arguments &arguments() { return *arguments_; }

    const Library &fixed_ = library("fixed"), &open_ = library("open");

private:
    std::unique_ptr<Arguments> arguments_;
    int original_ = 0;
};

TEST_F(Status, RightArgumentsRun) {
    EXPECT_EQ(arguments().run(fixed_), TCONV_OK);
    arguments().null_shape = true;
    EXPECT_EQ(arguments().run(fixed_), TCONV_OK);
}

TEST_F(Status, NullPointers) {
    const auto with = [&](auto spoil) {
        SetUp();
        spoil(arguments());
        return arguments().run(fixed_);
    };
    EXPECT_EQ(with([](Arguments &a) { a.packed = nullptr; }), TCONV_NULL_POINTER);
    EXPECT_EQ(with([](Arguments &a) { a.x = nullptr; }), TCONV_NULL_POINTER);
    EXPECT_EQ(with([](Arguments &a) { a.y = nullptr; }), TCONV_NULL_POINTER);
    ASSERT_GT(fixed_.workspace_bytes, 0);
    EXPECT_EQ(with([](Arguments &a) { a.workspace = nullptr; }), TCONV_NULL_POINTER);

    arguments().null_shape = true;
    EXPECT_EQ(arguments().run(open_), TCONV_NULL_POINTER) << "sizes are open";
    int64_t numbers[5];
    EXPECT_EQ(open_.output_shape(nullptr, numbers), TCONV_NULL_POINTER);
    EXPECT_EQ(open_.workspace_size(nullptr, 1, numbers), TCONV_NULL_POINTER);
    EXPECT_EQ(fixed_.output_shape(nullptr, nullptr), TCONV_NULL_POINTER);
    EXPECT_EQ(fixed_.workspace_size(nullptr, 1, nullptr), TCONV_NULL_POINTER);
    EXPECT_EQ(fixed_.packed_size(nullptr), TCONV_NULL_POINTER);
    EXPECT_EQ(fixed_.pack(nullptr, nullptr, arguments().memory[0]), TCONV_NULL_POINTER);
    EXPECT_EQ(fixed_.pack(arguments().x, nullptr, nullptr), TCONV_NULL_POINTER);
}

TEST_F(Status, PackedMayBeNullWhereTheWeightsAreBuiltIn) {
    arguments().shape = {1, 8, 7, 5};
    arguments().packed = nullptr;
    EXPECT_EQ(arguments().run(library("built_in")), TCONV_OK);
}

TEST_F(Status, Misaligned) {
    const auto with = [&](auto spoil) {
        SetUp();
        spoil(arguments());
        return arguments().run(fixed_);
    };
    EXPECT_EQ(with([](Arguments &a) { a.packed = moved(a.memory[0]); }), TCONV_MISALIGNED);
    EXPECT_EQ(with([](Arguments &a) { a.x = moved(a.x); }), TCONV_MISALIGNED);
    EXPECT_EQ(with([](Arguments &a) { a.y = moved(a.y); }), TCONV_MISALIGNED);
    EXPECT_EQ(with([](Arguments &a) { a.workspace = moved(a.workspace_memory); }), TCONV_MISALIGNED);
    EXPECT_EQ(fixed_.pack(arguments().x, nullptr, moved(arguments().memory[0])), TCONV_MISALIGNED);
    const auto odd = reinterpret_cast<const float *>(reinterpret_cast<uintptr_t>(arguments().x) + 1);
    EXPECT_EQ(fixed_.pack(odd, nullptr, arguments().memory[0]), TCONV_MISALIGNED);
    EXPECT_EQ(fixed_.pack(arguments().x, odd, arguments().memory[0]), TCONV_MISALIGNED);
    EXPECT_EQ(fixed_.pack(moved(arguments().x), moved(arguments().x), arguments().memory[0]), TCONV_OK)
        << "floats anywhere";
}

TEST_F(Status, Shapes) {
    const auto run = [&](const Library &library, std::vector<int64_t> shape) {
        arguments().shape = std::move(shape);
        return arguments().run(library);
    };
    EXPECT_EQ(run(fixed_, {1, 9, 11, 24}), TCONV_BAD_SHAPE) << "batch is fixed";
    EXPECT_EQ(run(fixed_, {2, 9, 12, 24}), TCONV_BAD_SHAPE);
    EXPECT_EQ(run(open_, {1, 5, 4, 4}), TCONV_BAD_SHAPE) << "channels";
    EXPECT_EQ(run(open_, {-1, 6, 4, 4}), TCONV_BAD_SHAPE);
    EXPECT_EQ(run(open_, {1, 6, 0, 4}), TCONV_BAD_SHAPE);
    EXPECT_EQ(run(open_, {1, 6, 40000, 40000}), TCONV_TOO_LARGE);
    EXPECT_EQ(run(open_, {INT64_MAX, 6, 1, 1}), TCONV_TOO_LARGE);
    EXPECT_EQ(run(open_, {1, 6, INT64_MAX, INT64_MAX}), TCONV_TOO_LARGE);
    EXPECT_EQ(run(open_, {1, 6, 1, INT64_MIN}), TCONV_BAD_SHAPE);
}

TEST_F(Status, AnEmptyBatchIsDoneWhateverTheArrays) {
    arguments().x = nullptr;
    arguments().y = nullptr;
    arguments().packed = nullptr;
    arguments().workspace = nullptr;
    arguments().shape = {0, 6, 4, 4};
    EXPECT_EQ(arguments().run(open_), TCONV_OK);
    arguments().shape = {0, 3, 3, 4};
    EXPECT_EQ(arguments().run(library("empty")), TCONV_OK);
    arguments().shape = {0, 6, 0, 4};
    EXPECT_EQ(arguments().run(open_), TCONV_BAD_SHAPE);
}

TEST_F(Status, Threads) {
    int64_t bytes = 0;
    EXPECT_EQ(fixed_.workspace_size(nullptr, 0, &bytes), TCONV_BAD_THREADS);
    EXPECT_EQ(fixed_.workspace_size(nullptr, -1, &bytes), TCONV_BAD_THREADS);
    const tconv_parallel none{0, run_all, nullptr}, without_function{2, nullptr, nullptr};
    for (const tconv_parallel *parallel : {&none, &without_function}) {
        arguments().parallel = parallel;
        EXPECT_EQ(arguments().run(fixed_), TCONV_BAD_THREADS);
    }
}

TEST_F(Status, AFailureOfTheProgramsOwnThreadsIsHandedOn) {
    const tconv_parallel fails{2, run_fails, nullptr}, runs{2, run_all, nullptr}, nothing{2, run_nothing, nullptr};
    arguments().parallel = &fails;
    EXPECT_EQ(arguments().run(fixed_), TCONV_TASK_FAILED);
    arguments().parallel = &nothing;
    EXPECT_EQ(arguments().run(fixed_), TCONV_OK) << "nothing tells that the tasks did not run";
    arguments().parallel = &runs;
    EXPECT_EQ(arguments().run(fixed_), TCONV_OK);
}

TEST_F(Status, AProcessorWithoutTheInstructionSets) {
    cpu_level = 0;
    EXPECT_EQ(arguments().run(fixed_), TCONV_NO_INSTRUCTION_SET);
    EXPECT_EQ(fixed_.pack(arguments().x, nullptr, arguments().memory[0]), TCONV_NO_INSTRUCTION_SET);
}

TEST_F(Status, EveryNumberHasASentence) {
    for (int status = -20; status <= 20; status++) {
        ASSERT_NE(tconv_status_text(status), nullptr);
        EXPECT_GT(std::strlen(tconv_status_text(status)), 3u);
    }
    EXPECT_STRNE(tconv_status_text(TCONV_MISALIGNED), tconv_status_text(TCONV_BAD_SHAPE));
}

}  // namespace
