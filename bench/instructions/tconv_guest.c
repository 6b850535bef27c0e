/* Calls a layer that tconv has compiled: tconv_guest CALLS OUTPUT. The layer's header and names come from the command line of the
 * compiler: LAYER_HEADER, LAYER(name). */
#include <string.h>

#include "arrays.h"
#include LAYER_HEADER
#include "tconv/kernel.h"

static int of(int status) {
    if (status != 0) {
        fprintf(stderr, "%s\n", tconv_status_text(status));
        exit(1);
    }
    return status;
}

int main(int count, char **arguments) {
    if (count != 3)
        return 2;
    int64_t workspace_bytes = 0, packed_bytes = 0;
    of(LAYER(packed_size)(&packed_bytes));
    of(LAYER(workspace_size)(NULL, 1, &workspace_bytes));
    const float *x = random_array(INPUT_COUNT, 1), *weights = random_array(WEIGHT_COUNT, 2),
                *bias = random_array(FILTERS, 3);
    float *y = array_of(OUTPUT_COUNT), *packed = array_of((size_t)packed_bytes / 4),
          *workspace = array_of((size_t)workspace_bytes / 4);
    of(LAYER(pack)(weights, bias, packed));
    for (int i = 0; i < atoi(arguments[1]); i++)
        of(LAYER(run)(packed, NULL, x, y, workspace, NULL));
    return write_array(arguments[2], y, OUTPUT_COUNT);
}
