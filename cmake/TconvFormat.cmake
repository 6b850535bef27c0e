# format-check: the sources as .clang-format wants them (Debian's clang-format, version 14). For those who write code; no other
# target needs it.
find_program(CLANG_FORMAT NAMES clang-format-14 clang-format)
if(CLANG_FORMAT)
  file(GLOB_RECURSE formatted_sources CONFIGURE_DEPENDS LIST_DIRECTORIES false RELATIVE ${PROJECT_SOURCE_DIR}
    runtime/*.[ch] runtime/*.cpp schedules/*.[ch] schedules/*.cpp generators/*.h generators/*.cpp
    tests/*.[ch] tests/*.cpp docs/*.h docs/*.cpp bench/*.h bench/*.cpp examples/*.[ch])
  add_custom_target(format-check
    COMMAND ${CLANG_FORMAT} --dry-run -Werror ${formatted_sources}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} VERBATIM)
endif()
