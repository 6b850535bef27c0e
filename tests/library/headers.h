/* Every generated header of the tests, beside the public one, in an order that tries the shared guards both ways. */
#include "built_in.h"
#include "built_in_open.h"
#include "deep.h"
#include "empty.h"
#include "fixed.h"
#include "line.h"
#include "open.h"
#include "tconv/kernel.h"

/* Constants are compile-time constants: buffers may be static. */
extern char fixed_packed[FIXED_PACKED_BYTES];
char fixed_packed[FIXED_PACKED_BYTES];
