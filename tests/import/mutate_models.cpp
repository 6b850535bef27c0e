// mutate_models COUNT [SEED]: imports damaged models, as many as wanted, and says how many were sound all the same. For a
// sanitizer's build.
#include <cstdio>
#include <cstdlib>

#include "tests/import/mutations.h"

int main(int argc, char **argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: mutate_models COUNT [SEED]\n");
        return 2;
    }
    const auto count = std::strtoull(argv[1], nullptr, 10);
    const auto seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 0;
    const tconv::test::Folder folder;
    folder.write("w.bin", std::string(4, '\0'));
    const std::string model = tconv::test::model_of_everything();
    unsigned long long sound = 0;
    for (unsigned long long i = 0; i < count; ++i) {
        sound += tconv::test::is_importable(folder, tconv::test::mutated(model, seed + i));
    }
    std::printf("%llu of %llu damaged models imported, the others refused\n", sound, count);
    return 0;
}
