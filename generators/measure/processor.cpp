// What the processor is called.
#include <fstream>

#include "generators/measure/machine.h"

namespace tconv::measure {

std::string processor_name(std::istream &cpuinfo) {
    for (std::string line; std::getline(cpuinfo, line);) {
        const size_t colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos && colon + 2 < line.size())
            return line.substr(colon + 2);
    }
    return "unknown";
}

std::string processor_name() {
    std::ifstream cpuinfo("/proc/cpuinfo");
    return processor_name(cpuinfo);
}

}  // namespace tconv::measure
