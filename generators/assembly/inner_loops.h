// What the innermost loops of a kernel are made of, read from its assembly.
#pragma once

#include <string>
#include <vector>

#include "schedules/target.h"

namespace tconv {

/// An innermost loop that multiplies and adds.
struct InnerLoop {
    std::string label;
    int instructions = 0;
    int products = 0;  ///< multiply-adds; on machines without them, multiplications
    int loads = 0;     ///< of memory, operands in memory included
    int stores = 0;
    int stack = 0;     ///< loads and stores through the stack pointer: spilled registers, or arrays that found none
    std::string body;  ///< its instructions, a line each
};

/// The loops in the order of their products, most first. Throws Error for an instruction set whose assembly is not known here.
std::vector<InnerLoop> inner_loops(const std::string &assembly, const InstructionSet &);

}  // namespace tconv
