// What an Error said.
#pragma once

#include <string>

#include "tconv/error.h"

namespace tconv {

/// The message of the Error that `work` throws; empty where it throws none.
template <typename Work>
std::string message_of(Work &&work) {
    try {
        work();
    } catch (const Error &error) {
        return error.what();
    }
    return "";
}

}  // namespace tconv
