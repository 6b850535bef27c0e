// An ar file: a magic line, then members of a 60-byte text header and data padded to an even length. The first member, "/", lists
// the symbols with the offset of the member that defines each; "//" holds names longer than 15 characters.
#include "generators/compile/archive.h"

#include <cstdint>
#include <cstdio>
#include <stdexcept>

#include "generators/compile/elf.h"

namespace tconv {
namespace {

constexpr size_t kHeaderBytes = 60, kShortName = 15;

std::string header(const std::string &name, size_t bytes, bool with_mode) {
    char text[kHeaderBytes + 1];
    std::snprintf(text, sizeof text, "%-16s%-12s%-6s%-6s%-8s%-10zu`\n", name.c_str(), "0", "0", "0",
                  with_mode ? "644" : "0", bytes);
    return text;
}

std::string padded(std::string data) {
    if (data.size() % 2 != 0) {
        data += '\n';
    }
    return data;
}

std::string big_endian(uint64_t value) {
    if (value > UINT32_MAX) {
        throw std::logic_error("archive of 4 GiB or more");
    }
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes += static_cast<char>(value >> shift & 0xff);
    }
    return bytes;
}

}  // namespace

std::string make_archive(const std::vector<ArchiveMember> &members) {
    std::string long_names, symbol_names;
    std::vector<std::string> headers;
    std::vector<size_t> defined_by;  // for each symbol, its member
    for (size_t i = 0; i < members.size(); i++) {
        std::string name = members[i].name + "/";
        if (name.size() > kShortName + 1) {
            const size_t offset = long_names.size();
            long_names += name + "\n";
            name = std::string("/").append(std::to_string(offset));
        }
        headers.push_back(header(name, members[i].object.size(), true));
        for (const std::string &symbol : defined_symbols(members[i].object)) {
            symbol_names += symbol + '\0';
            defined_by.push_back(i);
        }
    }

    const std::string names =
        long_names.empty() ? "" : header("//", padded(long_names).size(), false) + padded(long_names);
    const size_t index_bytes = 4 + 4 * defined_by.size() + symbol_names.size();
    std::string archive = "!<arch>\n";
    uint64_t offset = archive.size() + kHeaderBytes + (index_bytes + 1) / 2 * 2 + names.size();
    std::vector<uint64_t> offsets;
    for (const ArchiveMember &member : members) {
        offsets.push_back(offset);
        offset += kHeaderBytes + (member.object.size() + 1) / 2 * 2;
    }

    std::string index = big_endian(defined_by.size());
    for (const size_t member : defined_by) {
        index += big_endian(offsets[member]);
    }
    index += symbol_names;
    archive += header("/", padded(index).size(), false) + padded(index) + names;
    for (size_t i = 0; i < members.size(); i++) {
        archive += headers[i] + padded(members[i].object);
    }
    return archive;
}

}  // namespace tconv
