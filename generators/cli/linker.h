// From the archive that `compile` writes to a shared object that this process can load: the same objects, linked.
#pragma once

#include <string>

namespace tconv {

/// Links every object of the archive with the first of the system's linkers that is there. The kernel runtime stays
/// undefined in it: this program exports it (see CMakeLists.txt). Throws Error naming the linkers tried, or with the
/// linker's message.
std::string link_shared_object(const std::string &archive);

}  // namespace tconv
