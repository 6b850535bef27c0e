/* Takes a chord apart into its short-time spectrum and puts it together again: istft CHORD.wav
 *
 * The inverse short-time Fourier transform is a transposed convolution of rank 1 (the layer `istft` of bench/layers.csv): the
 * 1026 channels are the real and imaginary parts of 513 frequencies, the kernel holds 1024 samples of each frequency's wave
 * under a window, and the stride of 256 samples overlaps and adds the frames. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../timing.h"
#include "istft.h"
#include "tconv/kernel.h"

enum { frames = 224, window = 1024, hop = 256, frequencies = window / 2 + 1, channels = 2 * frequencies };
enum { samples = (frames - 1) * hop + window, rate = 22050 };

static const double pi = 3.14159265358979323846;
static _Alignas(ISTFT_ALIGNMENT) float spectrum[frames * channels];
static _Alignas(ISTFT_ALIGNMENT) float sound[samples];
static _Alignas(ISTFT_ALIGNMENT) char packed[ISTFT_PACKED_BYTES];
static _Alignas(ISTFT_ALIGNMENT) char workspace[ISTFT_WORKSPACE_BYTES + 1];
static float original[samples], waves[channels][window], weights[channels][window];

static void check(int status, const char *what) {
    if (status != TCONV_OK) {
        fprintf(stderr, "istft: %s: %s\n", what, tconv_status_text(status));
        exit(1);
    }
}

/* Four plucked strings, one after the other. */
static void play_chord(void) {
    static const double pitches[] = {220.0, 277.18, 329.63, 440.0};
    for (int string = 0; string < 4; ++string)
        for (int i = string * rate / 4; i < samples; ++i) {
            const double time = (double)i / rate - string / 4.0;
            for (int overtone = 1; overtone <= 6; ++overtone)
                original[i] += (float)(0.12 / overtone * exp(-2 * overtone * time) *
                                       sin(2 * pi * pitches[string] * overtone * time));
        }
}

/* waves: what a frame is measured with, a cosine or sine under the window. weights: the same for the way back; four windows
 * overlap everywhere, and their squares add up to 3/2. */
static void fill_waves(void) {
    for (int channel = 0; channel < channels; ++channel)
        for (int i = 0; i < window; ++i) {
            const int frequency = channel / 2, ends = frequency == 0 || frequency == window / 2;
            const double angle = 2 * pi * (frequency * i % window) / window;
            const double hann = 0.5 - 0.5 * cos(2 * pi * i / window);
            waves[channel][i] = (float)(hann * (channel % 2 ? -sin(angle) : cos(angle)));
            weights[channel][i] = waves[channel][i] * (ends ? 1.0f : 2.0f) / (1.5f * window);
        }
}

static void take_apart(void) {
    for (int frame = 0; frame < frames; ++frame)
        for (int channel = 0; channel < channels; ++channel) {
            float sum = 0;
            for (int i = 0; i < window; ++i)
                sum += waves[channel][i] * original[frame * hop + i];
            spectrum[frame * channels + channel] = sum;
        }
}

/* Signal to noise in decibels where four frames overlap. */
static double fidelity(void) {
    double signal = 0, noise = 0;
    for (int i = window - hop; i < samples - (window - hop); ++i) {
        signal += (double)original[i] * original[i];
        noise += ((double)sound[i] - original[i]) * ((double)sound[i] - original[i]);
    }
    return 10 * log10(signal / noise);
}

/* A WAV file: one channel, 16 bits. */
static void write_sound(const char *name) {
    static int16_t data[samples];
    const struct {
        char riff[4];
        uint32_t file_bytes;
        char wave[8];
        uint32_t format_bytes;
        uint16_t format, sounds;
        uint32_t rate, bytes_per_second;
        uint16_t bytes_per_sample, bits;
        char data[4];
        uint32_t data_bytes;
    } header = {"RIFF", 36 + sizeof data, "WAVEfmt ", 16, 1, 1, rate, 2 * rate, 2, 16, "data", sizeof data};
    for (int i = 0; i < samples; ++i)
        data[i] = (int16_t)lrintf(32767 * fmaxf(-1, fminf(1, sound[i])));
    FILE *file = fopen(name, "wb");
    if (!file || fwrite(&header, sizeof header, 1, file) != 1 || fwrite(data, sizeof data, 1, file) != 1 ||
        fclose(file) != 0) {
        perror(name);
        exit(1);
    }
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: istft CHORD.wav\n");
        return 2;
    }
    play_chord();
    fill_waves();
    take_apart();
    check(istft_pack(weights[0], NULL, packed), "pack");

    check(istft_run(packed, NULL, spectrum, sound, workspace, NULL), "run");

    const double decibels = fidelity();
    printf("the sound that comes back is the one taken apart, to %.0f dB\n", decibels);
    if (!(decibels > 100)) {
        fprintf(stderr, "istft: that is too little\n");
        return 1;
    }
    write_sound(argv[1]);

    const struct timed_layer layer = {.workspace_size = istft_workspace_size,
                                      .run = istft_run,
                                      .packed = packed,
                                      .x = spectrum,
                                      .y = sound,
                                      .packed_bytes = sizeof packed,
                                      .x_bytes = sizeof spectrum,
                                      .y_bytes = sizeof sound,
                                      .macs = (double)channels * window * frames};
    check(time_layer(&layer), "time");
    return 0;
}
