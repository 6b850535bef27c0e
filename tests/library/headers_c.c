/* The generated headers from C99, alone and together. */
#include "headers.h"

int main(void) {
    const int64_t shape[4] = {3, 6, 5, 7};
    int64_t output[4];
    if (open_output_shape(shape, output) != TCONV_OK || FIXED_ALIGNMENT != 64 || fixed_packed[0] != 0) {
        return 1;
    }
    return output[0] == 3 && output[1] == 10 ? 0 : 1;
}
