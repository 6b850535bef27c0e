// The parameters of layers/built_in.json and built_in_open.json: what write_parameters writes, and what the test expects in the library.
#pragma once

#include "tconv/layer.h"
#include "tests/oracle/random_problem.h"

inline tconv::oracle::Call built_in_call() {
    return tconv::oracle::integer_call(tconv::load_layer(TCONV_TEST_LAYERS "/built_in.json").problem, 5);
}
