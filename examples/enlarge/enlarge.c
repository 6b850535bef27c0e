/* Enlarges a photograph twice with the layer enlarge2.json: enlarge PHOTO.png ENLARGED.png
 *
 * Bilinear interpolation by a factor s is a transposed convolution with kernel 2s and stride s whose weights are a tent (the
 * upsampling layer of the fully convolutional networks). A layer knows only zeros beyond its input, so the photograph
 * gets a border of one pixel that repeats its edge, and the layer crops what grows from it: of the overhang of the kernel,
 * 4 - 2 cells, the half, and the 2 cells of the border's own pixel make the crop of 3.
 */
#include <math.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>

#include "../timing.h"
#include "enlarge2.h"
#include "tconv/kernel.h"

enum { scale = 2, kernel = 2 * scale, size = 384, bordered = size + 2, enlarged = size * scale, colors = 3 };

static void check(int status, const char *what) {
    if (status != TCONV_OK) {
        fprintf(stderr, "enlarge: %s: %s\n", what, tconv_status_text(status));
        exit(1);
    }
}

static void check_png(const png_image *image, int ok, const char *file) {
    if (!ok) {
        fprintf(stderr, "enlarge: %s: %s\n", file, image->message);
        exit(1);
    }
}

static int clamp(int value, int low, int high) { return value < low ? low : value > high ? high : value; }

/* The photograph as floats with its border, color by color as the layer wants it (channels first). */
static void read_photo(const char *file, float *x) {
    static png_byte pixels[size][size][colors];
    png_image image = {.version = PNG_IMAGE_VERSION};
    check_png(&image, png_image_begin_read_from_file(&image, file), file);
    image.format = PNG_FORMAT_RGB;
    if (image.width != size || image.height != size) {
        fprintf(stderr, "enlarge: %s is %u x %u: the layer wants %d x %d\n", file, image.width, image.height, size,
                size);
        exit(1);
    }
    check_png(&image, png_image_finish_read(&image, NULL, pixels, 0, NULL), file);
    for (int color = 0; color < colors; ++color)
        for (int row = 0; row < bordered; ++row)
            for (int column = 0; column < bordered; ++column)
                *x++ = pixels[clamp(row - 1, 0, size - 1)][clamp(column - 1, 0, size - 1)][color];
}

static void write_photo(const char *file, const float *y) {
    static png_byte pixels[enlarged * enlarged * colors];
    for (int color = 0; color < colors; ++color)
        for (int i = 0; i < enlarged * enlarged; ++i)
            pixels[i * colors + color] = (png_byte)clamp((int)lrintf(*y++), 0, 255);
    png_image image = {.version = PNG_IMAGE_VERSION, .width = enlarged, .height = enlarged, .format = PNG_FORMAT_RGB};
    check_png(&image, png_image_write_to_file(&image, file, 0, pixels, 0, NULL), file);
}

/* The tent, for each color: weights are (channels, filters / groups, kernel rows, kernel columns). */
static void fill_weights(float *weights) {
    for (int color = 0; color < colors; ++color)
        for (int row = 0; row < kernel; ++row)
            for (int column = 0; column < kernel; ++column)
                *weights++ = (1 - fabsf((float)row - 1.5f) / scale) * (1 - fabsf((float)column - 1.5f) / scale);
}

/* Bilinear interpolation as the textbook has it, from the photograph alone: pixel centers lie at halves, the position between
 * the four nearest pixels gives their shares. Returns the largest difference to y. */
static double compare_with_textbook(const float *x, const float *y) {
    double largest = 0;
    for (int color = 0; color < colors; ++color, x += bordered * bordered)
        for (int row = 0; row < enlarged; ++row)
            for (int column = 0; column < enlarged; ++column) {
                const double v = (row + 0.5) / scale - 0.5, u = (column + 0.5) / scale - 0.5;
                const int top = (int)floor(v), left = (int)floor(u);
                double sum = 0;
                for (int dy = 0; dy < 2; ++dy)
                    for (int dx = 0; dx < 2; ++dx)
                        sum += (dy ? v - top : 1 - (v - top)) * (dx ? u - left : 1 - (u - left)) *
                               x[(top + dy + 1) * bordered + left + dx + 1];
                largest = fmax(largest, fabs(sum - *y++));
            }
    return largest;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: enlarge PHOTO.png ENLARGED.png\n");
        return 2;
    }
    /* Every size of this layer is fixed, so all buffers can be static. */
    static _Alignas(ENLARGE2_ALIGNMENT) float x[bordered * bordered * colors];
    static _Alignas(ENLARGE2_ALIGNMENT) float y[enlarged * enlarged * colors];
    static _Alignas(ENLARGE2_ALIGNMENT) char packed[ENLARGE2_PACKED_BYTES];
    static _Alignas(ENLARGE2_ALIGNMENT) char workspace[ENLARGE2_WORKSPACE_BYTES + 1];
    static float weights[colors * kernel * kernel];
    read_photo(argv[1], x);
    fill_weights(weights);
    check(enlarge2_pack(weights, NULL, packed), "pack");

    check(enlarge2_run(packed, NULL, x, y, workspace, NULL), "run");

    const double difference = compare_with_textbook(x, y);
    printf("textbook bilinear interpolation of the same photograph differs by at most %.1e of 255\n", difference);
    if (!(difference < 1e-3)) {
        fprintf(stderr, "enlarge: that is too much\n");
        return 1;
    }
    write_photo(argv[2], y);

    const struct timed_layer layer = {.workspace_size = enlarge2_workspace_size,
                                      .run = enlarge2_run,
                                      .packed = packed,
                                      .x = x,
                                      .y = y,
                                      .packed_bytes = sizeof packed,
                                      .x_bytes = sizeof x,
                                      .y_bytes = sizeof y,
                                      .macs = (double)colors * kernel * kernel * size * size};
    check(time_layer(&layer), "time");
    return 0;
}
