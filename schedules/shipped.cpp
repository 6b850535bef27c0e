// The tables that are compiled into the program: CMake makes kShippedTables of schedules/tables/*.json, in the order of their names.
#include <exception>
#include <stdexcept>
#include <string>

#include "schedules/look_up.h"
#include "schedules/shipped.h"

namespace tconv {

const std::vector<ScheduleTable> &shipped_tables() {
    static const std::vector<ScheduleTable> tables = [] {
        std::vector<ScheduleTable> read;
        for (const ShippedTable *row = kShippedTables; row->name != nullptr; row++) {
            try {
                read.push_back(table_from_text(row->text));
            } catch (const Error &error) {
                throw std::logic_error(std::string("schedules/tables/") + row->name + ": " + error.what());
            }
        }
        return read;
    }();
    return tables;
}

}  // namespace tconv
