// write_corpus FOLDER: puts every malformed file there, by its name and its kind's ending, for tests that run a program.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/malformed/malformed.h"

int main(int argc, char **argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: write_corpus FOLDER\n");
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    std::filesystem::create_directories(folder);
    for (const auto &kind : tconv::malformed::kKinds) {
        for (const auto &file : kind.files()) {
            std::ofstream stream(folder / (file.name + kind.ending), std::ios::binary);
            stream.write(file.bytes.data(), static_cast<std::streamsize>(file.bytes.size()));
            if (!stream) {
                std::fprintf(stderr, "write_corpus: cannot write %s\n", file.name.c_str());
                return 1;
            }
        }
    }
    return 0;
}
