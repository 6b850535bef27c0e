// Object code of one instruction set: the kernel, made safe to link beside others, and the function that states its workspace.
#pragma once

#include <filesystem>
#include <string>

#include "schedules/schedule.h"

namespace tconv {

/// Names of a library's internal functions; hidden, so they never meet those of another library.
std::string kernel_symbol(const std::string &layer,
                          const InstructionSet &);  ///< int (call, x, weights, bias, workspace, y)
std::string workspace_symbol(const std::string &layer,
                             const InstructionSet &);  ///< int (const int64_t *shape, int64_t needs[3])
std::string pack_symbol(const std::string &layer);     ///< int (call, weights, bias, packed)

/// What the workspace function writes, in this order.
enum WorkspaceNeed { kSerialBytes, kTaskBytes, kLargestElements, kWorkspaceNeeds };

struct KernelObject {
    std::string object;                          ///< relocatable ELF
    int64_t serial_bytes = -1, task_bytes = -1;  ///< where every size is fixed
};

/// For worker processes only: these use Halide.
KernelObject compile_kernel(const std::string &layer, const Problem &, const Schedule &, const InstructionSet &,
                            bool checked);
/// The same kernel as assembly, as LLVM writes it for the target, into this file.
void write_assembly(const std::string &layer, const Problem &, const Schedule &, const InstructionSet &,
                    const std::filesystem::path &file);
std::string compile_pack(const std::string &layer, const Problem &, const Packing &, const InstructionSet &,
                         bool checked);
/// Packs here and now; the bytes that `pack` of the library would write. `bias` may be empty: zeros.
std::string pack_now(const Problem &, const Packing &, const std::vector<float> &weights,
                     const std::vector<float> &bias);

}  // namespace tconv
