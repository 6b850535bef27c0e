/* The same layer by XNNPACK: xnnpack_guest CALLS OUTPUT. Numbers of the layer come from the command line of the compiler. */
#include <math.h>
#include <xnnpack.h>

#include "arrays.h"

static void of(enum xnn_status status, const char *what) {
    if (status != xnn_status_success) {
        fprintf(stderr, "%s: status %d of XNNPACK\n", what, (int)status);
        exit(1);
    }
}

/* (channels, filters of a group, y, x) -> (group, filter, y, x, channel of the group). */
static const float *reordered(const float *from) {
    const size_t in = CHANNELS / GROUPS, out = FILTERS / GROUPS, taps = KERNEL_Y * KERNEL_X;
    float *to = array_of(WEIGHT_COUNT);
    for (size_t g = 0; g < GROUPS; g++)
        for (size_t f = 0; f < out; f++)
            for (size_t t = 0; t < taps; t++)
                for (size_t c = 0; c < in; c++)
                    to[((g * out + f) * taps + t) * in + c] = from[((g * in + c) * out + f) * taps + t];
    return to;
}

int main(int count, char **arguments) {
    if (count != 3)
        return 2;
    of(xnn_initialize(NULL), "initialize");
    const float *x = random_array(INPUT_COUNT, 1), *weights = random_array(WEIGHT_COUNT, 2),
                *bias = random_array(FILTERS, 3);
    float *y = array_of(OUTPUT_COUNT);
    xnn_operator_t layer = NULL;
    of(xnn_create_deconvolution2d_nhwc_f32(CROP_TOP, CROP_RIGHT, CROP_BOTTOM, CROP_LEFT, KERNEL_Y, KERNEL_X, STRIDE_Y,
                                           STRIDE_X, DILATION_Y, DILATION_X, GROUPS, CHANNELS / GROUPS,
                                           FILTERS / GROUPS, CHANNELS, FILTERS, reordered(weights), bias, -INFINITY,
                                           INFINITY, 0, &layer),
       "create");
    of(xnn_setup_deconvolution2d_nhwc_f32(layer, BATCH, INPUT_Y, INPUT_X, ADJUSTMENT_Y, ADJUSTMENT_X, x, y, NULL),
       "setup");
    for (int i = 0; i < atoi(arguments[1]); i++)
        of(xnn_run_operator(layer, NULL), "run");
    return write_array(arguments[2], y, OUTPUT_COUNT);
}
