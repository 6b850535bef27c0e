// The protocol: bench/contenders/python/peer.py with a system of the tests, and programs that do not keep to it.
#include "bench/contenders/peer.h"

#include <gtest/gtest.h>

#include "bench/check.h"
#include "bench/process.h"
#include "tconv/error.h"

namespace tconv::bench {
namespace {

/// 2-D, groups, dilation, bias, and an axis whose output goes on behind the last tap.
Problem problem(Layout layout) {
    return parse_key(std::string("f32,") + (layout == Layout::channels_last ? "last" : "first") +
                     ",n2,c4,f6,g2,bias,linear,fast,i3k3s2d1b1o6,i4k2s3d2b0o12");
}

PeerProgram naive(const std::vector<std::string> &formats) {
    return {"naive",
            {TCONV_PYTHON, "-B", TCONV_BENCH "/contenders/python/peer.py", "naive"},
            {"PYTHONPATH=" TCONV_BENCH_SYSTEMS},
            formats};
}

PeerProgram shell(const std::string &script) { return {"shell", {"/bin/sh", "-c", script}, {}, {"any"}}; }

std::string fault(Contender &contender, const Task &task) {
    try {
        contender.prepare(task);
    } catch (const Error &error) {
        return error.what();
    }
    return "none";
}

class PeerTest : public testing::Test {
protected:
    Problem problem_ = problem(Layout::channels_last);
    SharedArrays arrays_{problem_, 1};
    Task task_{"layer", problem_, arrays_, {}};

    std::string fault_of(const PeerProgram &program) { return fault(*make_peer(program, {}), task_); }
};

TEST(Peer, SaysTheProblemInWords) {
    EXPECT_EQ(problem_words(problem(Layout::channels_last)), "2 4 6 2 last 1 3 3 2 1 1 0 4 2 3 2 0 0");
    EXPECT_EQ(problem_words(problem(Layout::channels_first)).substr(0, 15), "2 4 6 2 first 1");
}

TEST(Peer, ComputesInBothLayouts) {
    for (const Layout layout : {Layout::channels_last, Layout::channels_first}) {
        for (const char *format : {"first", "last"}) {
            const Problem of_layout = problem(layout);
            SharedArrays arrays(of_layout, 1);
            const std::unique_ptr<Contender> peer = make_peer(naive({format}), {.threads = 3});
            peer->prepare({"layer", of_layout, arrays, {}});  // checks samples
            EXPECT_EQ(peer->note(), "3 threads");
            EXPECT_GE(peer->run(5), 0);
            peer->release();
            EXPECT_THROW(peer->run(1), Error);
        }
    }
}

TEST_F(PeerTest, WrongValuesAreNotTimed) {
    // The last output is one of the corners, which samples hold; the others are right.
    EXPECT_NE(fault_of(naive({"wrong"})).find("output["), std::string::npos);
}

TEST_F(PeerTest, ComparesWithWhatIsExpected) {
    std::vector<float> expected(arrays_.output().size(), 0.0F);
    task_.expected = expected;
    EXPECT_NE(fault_of(naive({"first"})).find("of tconv, which agrees with sums in double, 0.0"), std::string::npos);
}

TEST_F(PeerTest, AFormatThatIsRightTakesThePlaceOfOthers) {
    const std::unique_ptr<Contender> peer = make_peer(naive({"refuses", "wrong", "last"}), {});
    peer->prepare(task_);
    EXPECT_EQ(peer->note(), "last, 1 threads");
}

TEST_F(PeerTest, TellsWhyItRefuses) {
    EXPECT_EQ(fault_of(naive({"refuses"})), "nothing of this kind");
    EXPECT_EQ(fault_of(naive({"refuses", "dies"})),
              "refuses: nothing of this kind; dies: ended unasked: out of memory");
}

TEST_F(PeerTest, StartsAgainAfterItsEnd) {
    const std::unique_ptr<Contender> peer = make_peer(naive({"dies", "first"}), {});
    peer->prepare(task_);
    EXPECT_EQ(peer->note(), "first, 1 threads");
    const std::unique_ptr<Contender> alone = make_peer(naive({"dies"}), {});
    EXPECT_EQ(fault(*alone, task_), "ended unasked: out of memory");
    EXPECT_EQ(fault(*alone, task_), "ended unasked: out of memory");
}

TEST_F(PeerTest, ASystemThatIsNotInstalledIsARefusal) {
    PeerProgram program = naive({"any"});
    program.command.back() = "absent";
    EXPECT_EQ(fault_of(program), "ModuleNotFoundError: No module named 'absent_system'");
}

TEST_F(PeerTest, OtherAnswersAreRefused) {
    EXPECT_EQ(fault_of(shell("while read line; do echo yes; done")), "not an answer: 'yes'");
    EXPECT_EQ(fault_of(shell("while read line; do echo ok soon; done")),
              "the answer to output is 'soon': must be seconds, 0 or more");
    EXPECT_EQ(fault_of(shell("while read line; do echo ok -1; done")),
              "the answer to output is '-1': must be seconds, 0 or more");
    EXPECT_EQ(fault_of(shell("exit 0")), "ended unasked");
    EXPECT_EQ(fault_of({"none", {"/no/such/program"}, {}, {"any"}}),
              "cannot start /no/such/program: No such file or directory");
}

TEST(LineProcess, WaitsNoLongerThanItsLimit) {
    LineProcess process({"/bin/sh", "-c", "read line; echo one; exec sleep 60"}, {});
    EXPECT_EQ(process.ask("first", 10), "one");
    try {
        process.ask("second", 0.05);
        FAIL() << "no error";
    } catch (const Error &error) {
        EXPECT_STREQ(error.what(), "no answer within 0 s");
    }
    EXPECT_FALSE(process.alive());
}

TEST(LineProcess, GivesItsEnvironment) {
    LineProcess process({"/bin/sh", "-c", "read line; echo $line $PEER_THREADS $HOME"},
                        {"PEER_THREADS=7", "HOME=here"});
    EXPECT_EQ(process.ask("a", 10), "a 7 here");
}

}  // namespace
}  // namespace tconv::bench
