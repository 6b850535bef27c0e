// The generated headers from C++.
#define fixed_packed fixed_packed_of_cpp
#include "headers.h"

static_assert(FIXED_WORKSPACE_BYTES >= 0 && BUILT_IN_WORKSPACE_BYTES >= 0, "sizes are fixed");
