/* Finds the text in a picture: textdetection PICTURE.png FOLDER MAP.png
 *
 * The detection network of PaddleOCR ends in two transposed convolutions, which bring its features from a quarter of the picture's
 * size to its full size; `tconv import` has made a layer of each, with normalization and activation inside, and `tconv compile` a library
 * with the weights built in. FOLDER has what ONNX Runtime computes before the first layer and behind each of them (features.py).
 * MAP.png is the picture, and below it the probability of text at each of its pixels.
 */
#include <math.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>

#include "first.h"
#include "second.h"
#include "tconv/kernel.h"

enum { channels = 24 };

/* Both layers compute in float32 in another order than ONNX Runtime: sums of 24 products and a bias, normalized. */
static const double allowed = 1e-4;

static void fail(const char *what, const char *why) {
    fprintf(stderr, "textdetection: %s: %s\n", what, why);
    exit(1);
}

static void check(int status, const char *what) {
    if (status != TCONV_OK)
        fail(what, tconv_status_text(status));
}

static void *allocate(int64_t bytes) {
    void *memory = aligned_alloc(FIRST_ALIGNMENT, ((size_t)bytes / FIRST_ALIGNMENT + 1) * FIRST_ALIGNMENT);
    if (!memory)
        fail("memory", "there is not enough");
    return memory;
}

static float *read_floats(const char *folder, const char *name, size_t count) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.f32", folder, name);
    float *values = allocate((int64_t)(count * sizeof(float)));
    FILE *file = fopen(path, "rb");
    if (!file || fread(values, sizeof(float), count, file) != count)
        fail(path, "cannot be read");
    fclose(file);
    return values;
}

/* How a layer is called whose sizes are open: with the input's shape, and a workspace of the size that this asks for. */
typedef int size_function(const int64_t *input_shape, int threads, int64_t *bytes);
typedef int run_function(const void *packed, const int64_t *input_shape, const float *x, float *y, void *workspace,
                         const tconv_parallel *parallel);

static float *run(const char *name, size_function *workspace_size, run_function *layer, const int64_t *shape,
                  const float *x, size_t outputs) {
    int64_t bytes = 0;
    check(workspace_size(shape, 1, &bytes), name);
    void *workspace = allocate(bytes);
    float *y = allocate((int64_t)(outputs * sizeof(float)));
    check(layer(NULL, shape, x, y, workspace, NULL), name);
    free(workspace);
    return y;
}

static int compare(const char *name, const float *found, const float *expected, size_t count) {
    double largest = 0, difference = 0;
    for (size_t i = 0; i < count; ++i) {
        largest = fmax(largest, fabs(expected[i]));
        difference = fmax(difference, fabs((double)found[i] - expected[i]));
    }
    const int is_right = difference <= allowed * fmax(1, largest);
    printf("%s layer: differs from ONNX Runtime by at most %.1e, values reach %.3g\n", name, difference, largest);
    if (!is_right)
        fprintf(stderr, "textdetection: that is too much\n");
    return is_right;
}

static png_bytep read_picture(const char *file, size_t *width, size_t *height) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&image, file))
        fail(file, image.message);
    image.format = PNG_FORMAT_GRAY;
    *width = image.width;
    *height = image.height;
    png_bytep pixels = allocate(2 * (int64_t)PNG_IMAGE_SIZE(image)); /* the map comes below */
    if (!png_image_finish_read(&image, NULL, pixels, 0, NULL))
        fail(file, image.message);
    return pixels;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: textdetection PICTURE.png FOLDER MAP.png\n");
        return 2;
    }
    size_t width, height;
    png_bytep pixels = read_picture(argv[1], &width, &height);
    const size_t size = width * height;
    const int64_t quarter[] = {1, channels, (int64_t)height / 4, (int64_t)width / 4};
    const int64_t half[] = {1, channels, (int64_t)height / 2, (int64_t)width / 2};
    const size_t features = channels * size / 4; /* of half the size on each axis */

    const float *x = read_floats(argv[2], "first_input", features / 4);
    const float *middle = run("first", first_workspace_size, first_run, quarter, x, features);
    const float *map = run("second", second_workspace_size, second_run, half, middle, size);
    if (!compare("first", middle, read_floats(argv[2], "first_output", features), features) ||
        !compare("second", map, read_floats(argv[2], "second_output", size), size))
        return 1;

    size_t text = 0;
    for (size_t i = 0; i < size; ++i) {
        pixels[size + i] = (png_byte)lrintf(255 * map[i]);
        text += map[i] > 0.5f;
    }
    printf("text covers %.1f %% of the picture\n", 100.0 * (double)text / (double)size);
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)width,
                       .height = 2 * (png_uint_32)height,
                       .format = PNG_FORMAT_GRAY};
    if (!png_image_write_to_file(&image, argv[3], 0, pixels, 0, NULL))
        fail(argv[3], image.message);
    return 0;
}
