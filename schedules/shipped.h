// The texts of schedules/tables/*.json inside the program (cmake/TconvEmbed.cmake writes the array).
#pragma once

namespace tconv {

struct ShippedTable {
    const char *name, *text;  ///< NULL in the row behind the last
};
extern const ShippedTable kShippedTables[];

}  // namespace tconv
