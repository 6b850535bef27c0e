// Static libraries, in the format of GNU ar.
#pragma once

#include <string>
#include <vector>

namespace tconv {

struct ArchiveMember {
    std::string name;    ///< a file name
    std::string object;  ///< relocatable ELF
};

/// The archive with its index of symbols, as `ar rcsD` writes it: no times, no owners, so equal members give equal bytes.
std::string make_archive(const std::vector<ArchiveMember> &);

}  // namespace tconv
