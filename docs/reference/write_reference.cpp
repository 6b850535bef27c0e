// Writes docs/dialects.md: write_reference FILE.
#include <cstdio>
#include <exception>
#include <fstream>

#include "docs/reference/page.h"

int main(int argc, char **argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: write_reference FILE\n");
        return 2;
    }
    try {
        std::ofstream file(argv[1], std::ios::binary);
        file << tconv::dialects_page();
        file.close();
        return file ? 0 : 1;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
