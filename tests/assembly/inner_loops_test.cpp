#include "generators/assembly/inner_loops.h"

#include <gtest/gtest.h>

#include "schedules/target.h"
#include "tconv/error.h"

namespace tconv {
namespace {

const InstructionSet &set_of(const char *target) { return *find_target(target).sets.front(); }

TEST(InnerLoops, OfArmByElement) {
    const std::vector<InnerLoop> loops = inner_loops(R"(
kernel:
	.cfi_startproc
	sub	sp, sp, #64
.LBB0_1:                                // the outer loop
	ldr	x9, [sp, #8]
.LBB0_2:                                // the inner one
	ldr	q0, [x8], #16
	ldp	q1, q2, [x10]
	fmla	v16.4s, v1.4s, v0.s[0]          // fmla in a comment: fmla
	fmla	v17.4s, v2.4s, v0.s[1]
	str	q3, [sp, #32]                   // 16-byte Folded Spill
	subs	x11, x11, #1
	b.ne	.LBB0_2
	str	q16, [x12]
	cbnz	x9, .LBB0_1
	ret
)",
                                                     set_of("arm-64-linux"));
    ASSERT_EQ(loops.size(), 1U) << "a loop with one inside is no inner one";
    EXPECT_EQ(loops[0].label, ".LBB0_2");
    EXPECT_EQ(loops[0].instructions, 7);
    EXPECT_EQ(loops[0].products, 2);
    EXPECT_EQ(loops[0].loads, 2);
    EXPECT_EQ(loops[0].stores, 1);
    EXPECT_EQ(loops[0].stack, 1);
    EXPECT_EQ(loops[0].body.find("comment"), std::string::npos);
}

TEST(InnerLoops, OfX86CountOperandsInMemory) {
    const std::vector<InnerLoop> loops = inner_loops(R"(
.LBB1_4:
	vmovups	(%rdi,%rax), %zmm0
	vfmadd231ps	4(%rsi){1to16}, %zmm0, %zmm1
	vfmadd231ps	%zmm0, %zmm2, %zmm3
	vmovups	%zmm4, 64(%rsp)                 # 64-byte Spill
	prefetcht0	512(%rdi)
	leaq	4(%rsi), %rsi
	cmpq	%rax, 8(%rdx)
	jne	.LBB1_4
)",
                                                     set_of("x86-64-linux"));
    ASSERT_EQ(loops.size(), 1U);
    EXPECT_EQ(loops[0].instructions, 8);
    EXPECT_EQ(loops[0].products, 2);
    EXPECT_EQ(loops[0].loads, 3);
    EXPECT_EQ(loops[0].stores, 1);
    EXPECT_EQ(loops[0].stack, 1);
}

TEST(InnerLoops, ComeInTheOrderOfTheirProducts) {
    const std::vector<InnerLoop> loops = inner_loops(R"(
.LBB0_1:
	fmla	v0.4s, v1.4s, v2.4s
	b.ne	.LBB0_1
.LBB0_2:
	ldr	q0, [x0]
	b.ne	.LBB0_2
.LBB0_3:
	fmla	v0.4s, v1.4s, v2.4s
	fmla	v3.4s, v1.4s, v2.4s
	b.ne	.LBB0_3
	b	.LBB0_9
.LBB0_9:
	ret
)",
                                                     set_of("arm-64-linux"));
    ASSERT_EQ(loops.size(), 2U) << "a loop that only copies is none of them";
    EXPECT_EQ(loops[0].label, ".LBB0_3");
    EXPECT_EQ(loops[1].label, ".LBB0_1");
}

TEST(InnerLoops, OfNothing) { EXPECT_TRUE(inner_loops("", set_of("arm-64-linux")).empty()); }

}  // namespace
}  // namespace tconv
