// What layer files mean: reads one a line, writes its problem's key, or the error, a line. For the judges of dialects, which ask about
// hundreds of settings; `tconv inspect` would compile each of them.
#include <iostream>
#include <string>

#include "tconv/layer.h"

int main() {
    std::string line;
    while (std::getline(std::cin, line)) {
        try {
            std::cout << tconv::key(tconv::parse_layer(line, "judges").problem) << "\n";
        } catch (const tconv::Error &error) {
            std::cout << "error: " << error.what() << "\n";
        }
    }
    return 0;
}
