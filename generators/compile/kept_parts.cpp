#include "generators/compile/kept_parts.h"

#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <iterator>

namespace tconv {

namespace fs = std::filesystem;

KeptParts::KeptParts(const fs::path &folder, const Packing &packing) {
    if (!folder.empty())
        file_ = folder / std::visit([](const auto &p) { return to_json(p) + ".parts"; }, packing);
}

std::optional<Parts> KeptParts::read() const {
    std::ifstream in(file_, std::ios::binary);
    if (file_.empty() || !in)
        return std::nullopt;
    Parts parts;
    for (uint64_t size = 0; in.read(reinterpret_cast<char *>(&size), sizeof size);) {
        parts.emplace_back(size, '\0');
        if (!in.read(parts.back().data(), static_cast<std::streamsize>(size)))
            return std::nullopt;
    }
    return parts;
}

void KeptParts::write(const Parts &parts) const {
    if (file_.empty())
        return;
    // Another process may be writing the same: whoever renames last wins, and all have the same bytes.
    const fs::path whole = file_.string() + "." + std::to_string(getpid());
    std::ofstream out(whole, std::ios::binary);
    for (const std::string &part : parts) {
        const uint64_t size = part.size();
        out.write(reinterpret_cast<const char *>(&size), sizeof size);
        out.write(part.data(), static_cast<std::streamsize>(size));
    }
    out.close();
    std::error_code error;
    if (out)
        fs::rename(whole, file_, error);
    if (!out || error)
        fs::remove(whole, error);
}

}  // namespace tconv
