// The same bits on any number of threads, whoever's threads they are, and calls side by side.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>
#include <thread>

#include "tests/library/libraries.h"
#include "tests/memory/guarded.h"
#include "tests/oracle/random_problem.h"

using namespace tconv;
using test::Guarded;
using test::Side;

namespace {

size_t bytes_of(const std::vector<int64_t> &shape) {
    return sizeof(float) *
           static_cast<size_t>(std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>()));
}

/// One library with parameters and an input of reals, whose sums depend on their order.
class Session {
public:
    Session(const Library &library, const std::vector<int64_t> &shape)
        : library_(library), call_(oracle::real_call(library.problem().with_input_shape(shape), 3)),
          packed_(library.pack ? static_cast<size_t>(library.packed_bytes) : 0, Side::end),
          x_(call_.input.data, Side::end) {
        if (library.pack) {
            EXPECT_EQ(library.pack(call_.weights.data.data(), call_.bias.data.data(), packed_.data()), TCONV_OK);
        }
    }

    std::vector<float> run(const tconv_parallel *parallel) const {
        const std::vector<int64_t> &shape = call_.input.shape;
        int64_t bytes = 0;
        EXPECT_EQ(library_.workspace_size(shape.data(), parallel ? parallel->threads : 1, &bytes), TCONV_OK);
        const Guarded workspace(static_cast<size_t>(bytes), Side::end);
        const Guarded y(bytes_of(call_.problem.output_shape()), Side::end);
        EXPECT_EQ(library_.run(packed_.data(), shape.data(), x_.floats(), y.floats(), workspace.data(), parallel),
                  TCONV_OK);
        EXPECT_TRUE(workspace.intact() && y.intact());
        return y.values();
    }

    /// Runs everything as task `index` of `threads`, and says whether the other tasks' parts of the workspace are as before.
    bool stays_in_its_part(int index, int threads) const {
        const int64_t *shape = call_.input.shape.data();
        int64_t of_one = 0, of_all = 0;
        EXPECT_EQ(library_.workspace_size(shape, 1, &of_one), TCONV_OK);
        EXPECT_EQ(library_.workspace_size(shape, threads, &of_all), TCONV_OK);
        const int64_t task = (of_all - of_one) / (threads - 1), serial = of_one - task;
        const Guarded workspace(static_cast<size_t>(of_all), Side::end);
        const Guarded y(bytes_of(call_.problem.output_shape()), Side::end);
        const std::vector<float> before = workspace.values();
        const tconv_parallel parallel{threads, run_as, &index};
        EXPECT_EQ(library_.run(packed_.data(), shape, x_.floats(), y.floats(), workspace.data(), &parallel), TCONV_OK);
        const std::vector<float> after = workspace.values();
        for (int64_t byte = serial; byte < of_all; byte += 4) {
            const auto i = static_cast<size_t>(byte / 4);
            if ((byte - serial) / std::max<int64_t>(task, 1) != index && std::memcmp(&before[i], &after[i], 4) != 0) {
                return false;
            }
        }
        return true;
    }

private:
    static int run_as(void *index, void (*task)(void *, int), void *argument, int) {
        task(argument, *static_cast<int *>(index));
        return 0;
    }

    const Library &library_;
    const oracle::Call call_;
    Guarded packed_, x_;
};

/// A thread of its own for each task.
int run_on_new_threads(void *, void (*task)(void *, int), void *argument, int count) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; i++) {
        threads.emplace_back(task, argument, i);
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    return 0;
}

int run_backwards(void *calls, void (*task)(void *, int), void *argument, int count) {
    ++*static_cast<int *>(calls);
    for (int i = count; i-- > 0;) {
        task(argument, i);
    }
    return 0;
}

class Threads : public testing::TestWithParam<Library> {
protected:
    const Session session_{GetParam(), GetParam().input_shapes.size() > 2 ? GetParam().input_shapes[1]
                                                                          : GetParam().input_shapes[0]};
    const std::vector<float> expected_ = session_.run(nullptr);
};

TEST_P(Threads, APoolOfAnySizeGivesTheSameBits) {
    for (const int threads : {1, 2, 3, 7}) {
        tconv_parallel *pool = tconv_pool_create(threads);
        ASSERT_NE(pool, nullptr);
        for (int i = 0; i < 20; i++) {
            ASSERT_TRUE(session_.run(pool) == expected_) << threads << " threads, call " << i;
        }
        tconv_pool_destroy(pool);
    }
}

TEST_P(Threads, TheProgramsOwnFunctionGivesTheSameBits) {
    int calls = 0;
    const tconv_parallel fresh{5, run_on_new_threads, nullptr}, backwards{4, run_backwards, &calls};
    EXPECT_TRUE(session_.run(&fresh) == expected_);
    EXPECT_TRUE(session_.run(&backwards) == expected_);
}

TEST_P(Threads, EachTaskHasItsOwnPartOfTheWorkspace) {
    for (int index = 0; index < 3; index++) {
        EXPECT_TRUE(session_.stays_in_its_part(index, 3)) << "task " << index;
    }
}

TEST_P(Threads, CallsSideBySideDoNotMeet) {
    tconv_parallel *pool = tconv_pool_create(2);  // shared: one call at a time has its threads
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; t++) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 20; i++) {
                EXPECT_TRUE(session_.run(t == 0 ? nullptr : pool) == expected_);
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    tconv_pool_destroy(pool);
}

const Library without_calls[] = {library("fixed"), library("open"), library("deep"), library("line"),
                                 library("built_in")};
INSTANTIATE_TEST_SUITE_P(Libraries, Threads, testing::ValuesIn(without_calls),
                         [](const auto &test) { return test.param.name; });

}  // namespace
