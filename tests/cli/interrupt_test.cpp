// What asks a search to stop.
#include "generators/cli/interrupt.h"

#include <gtest/gtest.h>

namespace tconv::test {
namespace {

TEST(Interrupt, IsAskedForBySignals) {
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        const auto before = std::signal(number, SIG_DFL);
        {
            Interrupt interrupt;
            EXPECT_FALSE(interrupt.requested());
            std::raise(number);
            EXPECT_TRUE(interrupt.requested()) << number;
        }
        EXPECT_EQ(std::signal(number, before), SIG_DFL) << "as it was: " << number;
    }
}

TEST(Interrupt, LeavesHangUpsIgnoredUnderNohup) {
    const auto before = std::signal(SIGHUP, SIG_IGN);
    {
        Interrupt interrupt;
        std::raise(SIGHUP);
        EXPECT_FALSE(interrupt.requested());
    }
    EXPECT_EQ(std::signal(SIGHUP, before), SIG_IGN);
}

}  // namespace
}  // namespace tconv::test
