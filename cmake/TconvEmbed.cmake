# Run as a script: writes OUTPUT, a C++ file with the texts of TABLES (file names, sorted, joined by ',').
string(REPLACE "," ";" tables "${TABLES}")
set(rows "")
foreach(table IN LISTS tables)
  file(READ ${table} text)
  cmake_path(GET table FILENAME name)
  # One literal for each line: the standard promises no more than 64 KiB for one, and none holds the delimiter.
  string(REPLACE "\n" "\n)json\"\nR\"json(" text "${text}")
  string(APPEND rows "    {\"${name}\", R\"json(${text})json\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Written by cmake/TconvEmbed.cmake.\n#include \"schedules/shipped.h\"\n\nnamespace tconv {\n\n\
const ShippedTable kShippedTables[] = {\n${rows}    {nullptr, nullptr},\n};\n\n}  // namespace tconv\n")
