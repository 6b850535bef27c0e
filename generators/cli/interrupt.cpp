#include "generators/cli/interrupt.h"

#include <poll.h>
#include <unistd.h>

namespace tconv {

namespace {

volatile std::sig_atomic_t signalled = 0;
void note_signal(int) { signalled = 1; }

}  // namespace

Interrupt::Interrupt() {
    signalled = 0;
    struct sigaction action {};
    action.sa_handler = note_signal;
    sigaction(SIGINT, &action, &interrupt_);
    sigaction(SIGTERM, &action, &terminate_);
    sigaction(SIGHUP, nullptr, &hang_up_);
    if (hang_up_.sa_handler != SIG_IGN)  // as nohup wants it
        sigaction(SIGHUP, &action, nullptr);
    // In the background, touching the terminal would stop this program.
    if (isatty(STDIN_FILENO) != 0 && tcgetpgrp(STDIN_FILENO) == getpgrp() && tcgetattr(STDIN_FILENO, &terminal_) == 0) {
        termios by_key = terminal_;
        by_key.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
        has_keys_ = tcsetattr(STDIN_FILENO, TCSANOW, &by_key) == 0;
    }
}

Interrupt::~Interrupt() {
    if (has_keys_)
        tcsetattr(STDIN_FILENO, TCSANOW, &terminal_);
    sigaction(SIGINT, &interrupt_, nullptr);
    sigaction(SIGTERM, &terminate_, nullptr);
    sigaction(SIGHUP, &hang_up_, nullptr);
}

bool Interrupt::requested() {
    pollfd keys{STDIN_FILENO, POLLIN, 0};
    if (has_keys_ && poll(&keys, 1, 0) > 0) {
        char key = 0;
        requested_ = read(STDIN_FILENO, &key, 1) > 0 || requested_;
    }
    requested_ = requested_ || signalled != 0;
    return requested_;
}

}  // namespace tconv
