// Reading and patching object files as LLVM writes them. elf.h of the C library has the structures; their fields are copied in
// and out because a std::string aligns nothing.
#include "generators/compile/elf.h"

#include <elf.h>

#include <cstring>
#include <stdexcept>

namespace tconv {
namespace {

template <typename T>
T get(const std::string &object, uint64_t offset) {
    T value;
    if (offset > object.size() || object.size() - offset < sizeof value) {
        throw std::logic_error("object file ends inside a structure");
    }
    std::memcpy(&value, object.data() + offset, sizeof value);
    return value;
}

template <typename T>
void put(std::string &object, uint64_t offset, const T &value) {
    std::memcpy(object.data() + offset, &value, sizeof value);
}

struct Section {
    uint64_t at;  ///< of its header in the file
    Elf64_Shdr header;
};

std::vector<Section> sections(const std::string &object) {
    const auto file = get<Elf64_Ehdr>(object, 0);
    if (std::memcmp(file.e_ident, ELFMAG, SELFMAG) != 0 || file.e_ident[EI_CLASS] != ELFCLASS64 ||
        file.e_ident[EI_DATA] != ELFDATA2LSB || file.e_type != ET_REL) {
        throw std::logic_error("the compiler wrote no 64-bit relocatable ELF file");
    }
    std::vector<Section> all;
    for (unsigned i = 0; i < file.e_shnum; i++) {
        const uint64_t at = file.e_shoff + uint64_t{i} * sizeof(Elf64_Shdr);
        all.push_back({at, get<Elf64_Shdr>(object, at)});
    }
    return all;
}

bool is_defined_global(const Elf64_Sym &symbol) {
    return ELF64_ST_BIND(symbol.st_info) != STB_LOCAL && symbol.st_shndx != SHN_UNDEF;
}

/// Calls visit(offset of the symbol, symbol, offset of its table of names) for each symbol.
template <typename Visit>
void for_each_symbol(const std::string &object, const Visit &visit) {
    const std::vector<Section> all = sections(object);
    for (const Section &table : all) {
        if (table.header.sh_type == SHT_SYMTAB) {
            for (uint64_t at = 0; at + sizeof(Elf64_Sym) <= table.header.sh_size; at += sizeof(Elf64_Sym)) {
                const uint64_t offset = table.header.sh_offset + at;
                visit(offset, get<Elf64_Sym>(object, offset), all.at(table.header.sh_link).header.sh_offset);
            }
        }
    }
}

}  // namespace

int64_t text_bytes(const std::string &object) {
    int64_t bytes = 0;
    for (const Section &section : sections(object)) {
        if (section.header.sh_flags & SHF_EXECINSTR) {
            bytes += static_cast<int64_t>(section.header.sh_size);
        }
    }
    return bytes;
}

void hide_symbols(std::string &object) {
    for_each_symbol(object, [&](uint64_t offset, Elf64_Sym symbol, uint64_t) {
        if (is_defined_global(symbol)) {
            symbol.st_other = STV_HIDDEN;
            put(object, offset, symbol);
        }
    });
}

std::vector<std::string> defined_symbols(const std::string &object) {
    std::vector<std::string> names;
    for_each_symbol(object, [&](uint64_t, const Elf64_Sym &symbol, uint64_t strings) {
        if (is_defined_global(symbol)) {
            names.emplace_back(object.c_str() + strings + symbol.st_name);
        }
    });
    return names;
}

void replace_constants(std::string &object, const std::string &placeholder, const std::string &data,
                       uint64_t alignment) {
    for (Section section : sections(object)) {
        Elf64_Shdr &header = section.header;
        const bool read_only = header.sh_type == SHT_PROGBITS && header.sh_flags == SHF_ALLOC;
        if (read_only && object.compare(header.sh_offset, header.sh_size, placeholder) == 0) {
            object.resize((object.size() + alignment - 1) / alignment * alignment);
            header.sh_offset = object.size();
            header.sh_size = data.size();
            header.sh_addralign = alignment;
            put(object, section.at, header);
            object += data;
            return;
        }
    }
    throw std::logic_error("the object has no section for the parameters");
}

}  // namespace tconv
