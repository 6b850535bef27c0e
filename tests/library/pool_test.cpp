// The pool: every task once, nested and concurrent calls, and what cannot be made.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tconv/kernel.h"

namespace {

struct Counts {
    tconv_parallel *pool;
    std::vector<std::atomic<int>> of;
    Counts(tconv_parallel *its_pool, size_t tasks) : pool(its_pool), of(tasks) {}
};

void count(void *argument, int index) { static_cast<Counts *>(argument)->of[static_cast<size_t>(index)]++; }

void count_nested(void *argument, int index) {
    const auto counts = static_cast<Counts *>(argument);
    count(argument, index);
    counts->pool->run(counts->pool->context, count, argument, static_cast<int>(counts->of.size()));
}

TEST(Pool, CannotBeMadeOfNoneOrTooMany) {
    EXPECT_EQ(tconv_pool_create(0), nullptr);
    EXPECT_EQ(tconv_pool_create(-1), nullptr);
    EXPECT_EQ(tconv_pool_create(1025), nullptr);
    tconv_pool_destroy(nullptr);
}

TEST(Pool, RunsEachTaskOnceOverAndOver) {
    for (const int threads : {1, 2, 3, 8}) {
        tconv_parallel *pool = tconv_pool_create(threads);
        ASSERT_NE(pool, nullptr);
        EXPECT_EQ(pool->threads, threads);
        Counts counts(pool, static_cast<size_t>(threads));
        constexpr int kCalls = 3000;
        for (int i = 0; i < kCalls; i++) {
            ASSERT_EQ(pool->run(pool->context, count, &counts, threads), 0);
            for (const auto &n : counts.of) {
                ASSERT_EQ(n, i + 1);  // done when run returns
            }
        }
        tconv_pool_destroy(pool);
    }
}

TEST(Pool, ThreadsThatSleepWakeUp) {
    tconv_parallel *pool = tconv_pool_create(3);
    Counts counts(pool, 3);
    for (int i = 0; i < 20; i++) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        pool->run(pool->context, count, &counts, 3);
    }
    for (const auto &n : counts.of) {
        EXPECT_EQ(n, 20);
    }
    tconv_pool_destroy(pool);
}

TEST(Pool, ANestedCallRunsWhereItIsMade) {
    tconv_parallel *pool = tconv_pool_create(3);
    Counts counts(pool, 3);
    pool->run(pool->context, count_nested, &counts, 3);
    for (const auto &n : counts.of) {
        EXPECT_EQ(n, 1 + 3);
    }
    tconv_pool_destroy(pool);
}

TEST(Pool, CallsOfSeveralThreadsAllFinish) {
    tconv_parallel *pool = tconv_pool_create(3);
    std::vector<std::thread> callers;
    for (int t = 0; t < 3; t++) {
        callers.emplace_back([pool] {
            Counts counts(pool, 3);
            for (int i = 0; i < 1000; i++) {
                pool->run(pool->context, count, &counts, 3);
            }
            for (const auto &n : counts.of) {
                EXPECT_EQ(n, 1000);
            }
        });
    }
    for (std::thread &caller : callers) {
        caller.join();
    }
    tconv_pool_destroy(pool);
}

}  // namespace
