/* up4.json in C99 with nothing but static buffers, against the definition. All numbers are small integers, so that every sum
 * is exact in any order. */
#include <stdio.h>

#include "tconv/kernel.h"
#include "up4.h"

enum { channels = 8, filters = 5, rows = 7, columns = 9, kernel = 4, stride = 2, crop = 1 };
enum { out_rows = rows * stride, out_columns = columns * stride };
enum { inputs = rows * columns * channels, outputs = out_rows * out_columns * filters };

/* C99 has no alignment of its own: the buffers get room to be moved up in. */
static char space[inputs * sizeof(float) + outputs * sizeof(float) + UP4_PACKED_BYTES + UP4_WORKSPACE_BYTES +
                  4 * UP4_ALIGNMENT];
static char *next = space;

static void *take(size_t bytes) {
    char *begin = next + (UP4_ALIGNMENT - (uintptr_t)next % UP4_ALIGNMENT) % UP4_ALIGNMENT;
    next = begin + bytes;
    return begin;
}

static float weights[channels][filters][kernel][kernel], bias[filters];
static float expected[out_rows][out_columns][filters];

static float small_integer(int i) { return (float)(i * 7 % 11 - 5); }

static void compute_expected(const float *x) {
    int row, column, filter, channel, down, right;
    for (row = 0; row < out_rows; ++row)
        for (column = 0; column < out_columns; ++column)
            for (filter = 0; filter < filters; ++filter)
                expected[row][column][filter] = bias[filter];
    for (row = 0; row < rows; ++row)
        for (column = 0; column < columns; ++column)
            for (down = 0; down < kernel; ++down)
                for (right = 0; right < kernel; ++right) {
                    const int out_row = row * stride + down - crop, out_column = column * stride + right - crop;
                    if (out_row < 0 || out_row >= out_rows || out_column < 0 || out_column >= out_columns)
                        continue;
                    for (channel = 0; channel < channels; ++channel)
                        for (filter = 0; filter < filters; ++filter)
                            expected[out_row][out_column][filter] += x[(row * columns + column) * channels + channel] *
                                                                     weights[channel][filter][down][right];
                }
}

int main(void) {
    const int64_t shape[4] = {1, rows, columns, channels};
    int64_t out_shape[4], bytes;
    float *x = take(inputs * sizeof(float)), *y = take(outputs * sizeof(float));
    void *packed = take(UP4_PACKED_BYTES), *workspace = take(UP4_WORKSPACE_BYTES);
    int i, status;

    for (i = 0; i < inputs; ++i)
        x[i] = small_integer(i);
    for (i = 0; i < channels * filters * kernel * kernel; ++i)
        weights[0][0][0][i] = small_integer(3 * i + 1);
    for (i = 0; i < filters; ++i)
        bias[i] = small_integer(i + 2);
    compute_expected(x);

    status = up4_output_shape(shape, out_shape);
    if (status != TCONV_OK || out_shape[0] != 1 || out_shape[1] != out_rows || out_shape[2] != out_columns ||
        out_shape[3] != filters) {
        fprintf(stderr, "output shape: %s\n", tconv_status_text(status));
        return 1;
    }
    if (up4_packed_size(&bytes) != TCONV_OK || bytes != UP4_PACKED_BYTES ||
        up4_workspace_size(NULL, 1, &bytes) != TCONV_OK || bytes != UP4_WORKSPACE_BYTES) {
        fprintf(stderr, "the header's constants are not what the functions say\n");
        return 1;
    }
    status = up4_pack(&weights[0][0][0][0], bias, packed);
    if (status == TCONV_OK)
        status = up4_run(packed, shape, x, y, workspace, NULL);
    if (status != TCONV_OK) {
        fprintf(stderr, "run: %s\n", tconv_status_text(status));
        return 1;
    }
    for (i = 0; i < outputs; ++i)
        if (y[i] != (&expected[0][0][0])[i]) {
            fprintf(stderr, "output %d is %g: expected %g\n", i, (double)y[i], (double)(&expected[0][0][0])[i]);
            return 1;
        }
    printf("one layer: %d outputs as expected\n", (int)outputs);
    return 0;
}
