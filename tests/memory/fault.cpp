// A signal handler that jumps back to the caller.
#include "tests/memory/fault.h"

#include <csetjmp>
#include <csignal>

namespace tconv::test {
namespace {

constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};

sigjmp_buf way_out;
volatile sig_atomic_t caught;
const void *volatile touched;

void leave(int signal, siginfo_t *info, void *) {
    caught = signal;
    touched = info->si_addr;
    siglongjmp(way_out, 1);
}

}  // namespace

std::optional<Fault> fault_in(const std::function<void()> &body) {
    struct sigaction handler = {}, before[std::size(kSignals)];
    handler.sa_sigaction = leave;
    handler.sa_flags = SA_SIGINFO;
    for (size_t i = 0; i < std::size(kSignals); i++) {
        sigaction(kSignals[i], &handler, &before[i]);
    }
    caught = 0;
    if (sigsetjmp(way_out, 1) == 0) {
        body();
    }
    for (size_t i = 0; i < std::size(kSignals); i++) {
        sigaction(kSignals[i], &before[i], nullptr);
    }
    return caught == 0 ? std::nullopt : std::optional<Fault>({caught, touched});
}

}  // namespace tconv::test
