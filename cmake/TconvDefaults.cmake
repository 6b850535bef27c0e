# What every target of the project shares: build type, warnings, include root.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# tconv_defaults(TARGET...): our code, our warnings, as errors.
function(tconv_defaults)
  foreach(target IN LISTS ARGN)
    target_compile_options(${target} PRIVATE
      -Wall -Wextra -Wpedantic -Werror -Wconversion -Wshadow
      $<$<COMPILE_LANGUAGE:CXX>:-Wno-sign-conversion>
      # GCC 12 sees overlapping copies in std::string's own operator+ (GCC bug 105651).
      $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
      $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>)
    if(TCONV_SANITIZE)
      target_compile_options(${target} PUBLIC
        -fsanitize=${TCONV_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
      target_link_options(${target} PUBLIC -fsanitize=${TCONV_SANITIZE})
    endif()
  endforeach()
endfunction()
