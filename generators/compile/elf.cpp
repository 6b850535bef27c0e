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

namespace {

/// Calls visit(offset of the entry, entry) for each relocation that refers to the section of this index by its begin.
template <typename Visit>
void for_each_reference(const std::string &object, size_t index, const Visit &visit) {
    const std::vector<Section> all = sections(object);
    for (const Section &table : all) {
        if (table.header.sh_type != SHT_RELA) {
            continue;
        }
        const uint64_t symbols = all.at(table.header.sh_link).header.sh_offset;
        for (uint64_t at = 0; at + sizeof(Elf64_Rela) <= table.header.sh_size; at += sizeof(Elf64_Rela)) {
            const uint64_t offset = table.header.sh_offset + at;
            const auto entry = get<Elf64_Rela>(object, offset);
            const auto symbol = get<Elf64_Sym>(object, symbols + ELF64_R_SYM(entry.r_info) * sizeof(Elf64_Sym));
            if (ELF64_ST_TYPE(symbol.st_info) == STT_SECTION && symbol.st_shndx == index) {
                visit(offset, entry);
            }
        }
    }
}

/// LLVM puts tables of its own behind the placeholder where it makes any: they stay in their place, before the data, and what
/// refers to the placeholder is moved by `distance`. Tables have less than `alignment` bytes and begin at no multiple of it, parameters
/// begin at multiples: that tells them apart.
void move_references(std::string &object, size_t index, uint64_t tables_begin, uint64_t tables_end, uint64_t distance,
                     uint64_t data_size, uint64_t alignment) {
    for_each_reference(object, index, [&](uint64_t offset, Elf64_Rela entry) {
        if (ELF64_R_TYPE(entry.r_info) != R_X86_64_PC32) {
            throw std::logic_error("the object refers to constants in an unknown way");
        }
        const auto target = static_cast<uint64_t>(entry.r_addend + 4);  // the address counts from the instruction's end
        if (target >= tables_begin && target < tables_end) {
            return;
        }
        if (target % alignment != 0 || target >= data_size) {
            throw std::logic_error("the object refers to something between its constants");
        }
        entry.r_addend += static_cast<int64_t>(distance);
        put(object, offset, entry);
    });
}

}  // namespace

void replace_constants(std::string &object, const std::string &placeholder, const std::string &data,
                       uint64_t alignment) {
    const std::vector<Section> all = sections(object);
    const auto aligned = [&](uint64_t size) { return (size + alignment - 1) / alignment * alignment; };
    for (size_t i = 0; i < all.size(); ++i) {
        Elf64_Shdr header = all[i].header;
        const bool read_only = header.sh_type == SHT_PROGBITS && header.sh_flags == SHF_ALLOC;
        if (!read_only || header.sh_size < placeholder.size() ||
            object.compare(header.sh_offset, placeholder.size(), placeholder) != 0) {
            continue;
        }
        std::string bytes;
        if (header.sh_size > placeholder.size()) {
            if (aligned(placeholder.size()) < header.sh_size) {
                throw std::logic_error("the object's tables of constants are too large");
            }
            bytes = object.substr(header.sh_offset, header.sh_size);
            bytes.resize(aligned(bytes.size()));
            move_references(object, i, placeholder.size(), header.sh_size, bytes.size(), data.size(), alignment);
        }
        bytes += data;
        object.resize(aligned(object.size()));
        header.sh_offset = object.size();
        header.sh_size = bytes.size();
        header.sh_addralign = alignment;
        put(object, all[i].at, header);
        object += bytes;
        return;
    }
    throw std::logic_error("the object has no section for the parameters");
}

}  // namespace tconv
