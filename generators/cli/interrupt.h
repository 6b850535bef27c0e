// The user's wish to stop: SIGINT, SIGTERM, SIGHUP (the terminal is gone), or any key where there is a terminal. Work that looks at it
// ends with what it has.
#pragma once

#include <termios.h>

#include <csignal>

namespace tconv {

class Interrupt {
public:
    Interrupt();
    ~Interrupt();  ///< signals and the terminal are as they were
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;

    bool requested();
    /// Whether a key is listened to.
    bool has_keys() const { return has_keys_; }

private:
    struct sigaction interrupt_ {};
    struct sigaction terminate_ {};
    struct sigaction hang_up_ {};
    termios terminal_{};
    bool has_keys_ = false, requested_ = false;
};

}  // namespace tconv
