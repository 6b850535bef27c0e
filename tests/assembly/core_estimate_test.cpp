#include "generators/assembly/core_estimate.h"

#include <gtest/gtest.h>

#include "schedules/target.h"

namespace tconv {
namespace {

const InstructionSet &neon() { return *find_target("arm-64-linux").sets.front(); }

/// Independent products, so many that a core is busy with nothing else.
InnerLoop busy_loop() {
    InnerLoop loop;
    loop.label = ".LBB0_1";
    for (int i = 0; i < 24; i++) {
        loop.body += "fmla v" + std::to_string(8 + i) + ".4s, v0.4s, v1.s[" + std::to_string(i % 4) + "]\n";
    }
    loop.body += "subs x8, x8, #1\nb.ne .LBB0_1\n";
    loop.products = 24;
    loop.instructions = 26;
    return loop;
}

TEST(CoreEstimate, TwoCoresAreNamedForAnArmSet) { EXPECT_EQ(cores_of(neon()).size(), 2U); }

TEST(CoreEstimate, ProductsAloneKeepACoreBusy) {
    const std::string llvm_mca = find_llvm_mca();
    ASSERT_NE(llvm_mca, "") << "cmake/packages.txt lists llvm";
    for (const NamedCore &core : cores_of(neon())) {
        const std::optional<double> share = product_share(llvm_mca, busy_loop(), core);
        ASSERT_TRUE(share) << core.name;
        EXPECT_GT(*share, 0.8) << core.name;
        EXPECT_LE(*share, 1) << core.name;
    }
}

TEST(CoreEstimate, AChainOfProductsDoesNot) {
    const std::string llvm_mca = find_llvm_mca();
    ASSERT_NE(llvm_mca, "") << "cmake/packages.txt lists llvm";
    InnerLoop chain;
    chain.label = ".LBB0_1";
    chain.instructions = 2;
    chain.products = 1;
    chain.body = "fmla v8.4s, v0.4s, v1.4s\nb.ne .LBB0_1\n";
    for (const NamedCore &core : cores_of(neon())) {
        const std::optional<double> share = product_share(llvm_mca, chain, core);
        ASSERT_TRUE(share) << core.name;
        EXPECT_LT(*share, 0.5) << core.name;
    }
}

TEST(CoreEstimate, NoneOfWhatIsNoAssembly) {
    const std::string llvm_mca = find_llvm_mca();
    ASSERT_NE(llvm_mca, "") << "cmake/packages.txt lists llvm";
    InnerLoop loop;
    loop.label = ".LBB0_1";
    loop.products = 1;
    loop.body = "no such instruction\n";
    EXPECT_FALSE(product_share(llvm_mca, loop, cores_of(neon()).front()));
    EXPECT_FALSE(product_share("no-such-program", busy_loop(), cores_of(neon()).front()));
}

}  // namespace
}  // namespace tconv
