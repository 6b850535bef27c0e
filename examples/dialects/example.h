// What the examples share: printing an array, and saying whether a result is the expected one.
#pragma once

#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "tconv/layer.h"

/// The last two axes of an array as a table, `first` numbers into it.
inline void print_image(const char *title, const float *first, int64_t rows, int64_t columns, int64_t step = 1) {
    std::printf("%s\n", title);
    for (int64_t row = 0; row < rows; ++row) {
        for (int64_t column = 0; column < columns; ++column) {
            std::printf(" %8.3g", static_cast<double>(first[(row * columns + column) * step]));
        }
        std::printf("\n");
    }
}

/// Runs an example: true is a success, an exception a message.
template <typename Example>
int run(Example example) {
    try {
        if (example()) {
            return 0;
        }
        std::cerr << "the result is not the expected one\n";
    } catch (const std::exception &error) {
        std::cerr << error.what() << "\n";
    }
    return 1;
}
