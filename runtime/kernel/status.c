/* The sentence for each status. */
#include "tconv/kernel.h"

const char *tconv_status_text(int status) {
    static const struct {
        int status;
        const char *text;
    } table[] = {
        {TCONV_OK, "done"},
        {TCONV_NULL_POINTER, "a required pointer is NULL"},
        {TCONV_MISALIGNED, "a buffer's address is not a multiple of its alignment"},
        {TCONV_BAD_SHAPE, "the input shape does not fit the layer"},
        {TCONV_TOO_LARGE, "an array would have 2^31 elements or more, or the call as many tasks"},
        {TCONV_BAD_THREADS, "the thread count is below 1, or tconv_parallel has no function"},
        {TCONV_NO_INSTRUCTION_SET, "this processor has none of the library's instruction sets"},
        {TCONV_TASK_FAILED, "the program's own parallel function reported an error"},
        {TCONV_OUT_OF_MEMORY, "out of memory"},
        {TCONV_INTERNAL, "internal error: a bug in tconv"},
    };
    for (unsigned i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].status == status) {
            return table[i].text;
        }
    }
    return "not a status of tconv";
}
