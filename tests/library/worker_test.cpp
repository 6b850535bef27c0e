// Worker processes: results in order, errors as they were thrown, crashes as bugs of tconv.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "generators/compile/worker.h"
#include "tconv/error.h"

using namespace tconv;

namespace {

Work gives(const std::string &text) {
    return {text, [=] { return Parts{text, std::to_string(getpid())}; }};
}

TEST(Worker, ResultsComeBackInOrderFromProcessesOfTheirOwn) {
    const std::string large(3 << 20, 'x');
    for (const int jobs : {0, 1, 2, 9}) {
        const std::vector<Parts> results = run_workers({gives("a"), gives(large), gives(""), gives("d")}, jobs);
        ASSERT_EQ(results.size(), 4u);
        EXPECT_EQ(results[0][0], "a");
        EXPECT_EQ(results[1][0], large);
        EXPECT_EQ(results[2][0], "");
        EXPECT_EQ(results[3][0], "d");
        EXPECT_NE(results[0][1], std::to_string(getpid()));
        EXPECT_NE(results[0][1], results[3][1]);
    }
}

TEST(Worker, AnErrorIsThrownAgain) {
    const Work fails{"b", []() -> Parts { throw Error("stride[1] is 0: must be 1 or more (up4.json)"); }};
    try {
        run_workers({gives("a"), fails}, 2);
        FAIL();
    } catch (const Error &error) {
        EXPECT_STREQ(error.what(), "stride[1] is 0: must be 1 or more (up4.json)");
    }
}

TEST(Worker, AnythingElseIsABug) {
    const Work bug{"b", []() -> Parts { throw std::runtime_error("two\nlines\n"); }};
    const Work crash{"c", []() -> Parts {
                         raise(SIGKILL);
                         return {};
                     }};
    const Work quits{"d", []() -> Parts { _exit(0); }};
    const auto message = [](const Work &work) -> std::string {
        try {
            run_workers({gives("a"), work}, 1);
        } catch (const std::logic_error &error) {
            return error.what();
        }
        return "nothing thrown";
    };
    EXPECT_EQ(message(bug), "two lines");
    EXPECT_EQ(message(crash), "worker for c was ended by signal 9");
    EXPECT_EQ(message(quits), "worker for d ended without a result");
}

/// The program is killed while its worker sleeps: the pipe of which the worker has an end closes at once, not after its sleep.
TEST(Worker, NoneOutlivesItsProgram) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t program = fork();
    if (program == 0) {
        close(ends[0]);
        const Work sleeps{"sleeps", [&]() -> Parts {
                              (void)!write(ends[1], "!", 1);
                              sleep(60);
                              return {};
                          }};
        run_workers({sleeps}, 1);
        _exit(0);
    }
    close(ends[1]);
    char started = 0;
    ASSERT_EQ(read(ends[0], &started, 1), 1);
    kill(program, SIGKILL);
    waitpid(program, nullptr, 0);
    pollfd end{ends[0], POLLIN, 0};
    EXPECT_EQ(poll(&end, 1, 10'000), 1) << "the worker still runs";
    EXPECT_EQ(read(ends[0], &started, 1), 0);
    close(ends[0]);
}

}  // namespace
