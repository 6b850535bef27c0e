# Finds Halide: Halide_DIR or Halide_ROOT if given, otherwise the package that cmake/setup.sh put into .venv.
if(NOT Halide_DIR AND NOT Halide_ROOT AND NOT DEFINED ENV{Halide_ROOT})
  file(GLOB halide_dirs "${PROJECT_SOURCE_DIR}/.venv/lib*/python3*/site-packages/halide/lib*/cmake/Halide")
  if(NOT halide_dirs)
    message(FATAL_ERROR "No Halide in .venv: run cmake/setup.sh, or name one with -DHalide_DIR=...")
  endif()
  list(GET halide_dirs 0 halide_dir)
  set(Halide_DIR ${halide_dir} CACHE PATH "Folder of HalideConfig.cmake" FORCE)
endif()
set(CMAKE_DISABLE_FIND_PACKAGE_Halide_Python TRUE) # Halide's Python side, which would ask for python3-dev
find_package(Halide 21 REQUIRED COMPONENTS shared)
