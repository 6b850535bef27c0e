// write_parameters WEIGHTS BIAS: the arrays that are built into the libraries of layers/built_in.json and built_in_open.json.
#include <filesystem>

#include "tests/library/parameters.h"

int main(int, char **arguments) {
    const tconv::oracle::Call call = built_in_call();
    tconv::write_npy(arguments[1], call.weights);
    tconv::write_npy(arguments[2], call.bias);
    return 0;
}
