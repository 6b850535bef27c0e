# tconv_add_layer(NAME LAYER file.json [WEIGHTS file] [BIAS file] [TARGET target] [TCONV program])
#
# Makes a library target NAME out of a layer file. Linking it gives a program the generated header's folder, the archive and
# tconv::kernel. The library is compiled at build time, again whenever the layer file, the weights, the bias or tconv changes.
#
#   LAYER    the layer file; the "name" in it names header and archive
#   WEIGHTS, BIAS   arrays (.npy, .safetensors) to be built in as constants; without them the program packs its own
#   TARGET   as `tconv compile --target`; by default the machine that CMake builds for
#   TCONV    a tconv to use in place of the package's own
function(tconv_add_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LAYER;WEIGHTS;BIAS;TARGET;TCONV" "")
  if(arg_UNPARSED_ARGUMENTS OR arg_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "tconv_add_layer(${name}): cannot use: ${arg_UNPARSED_ARGUMENTS} ${arg_KEYWORDS_MISSING_VALUES}")
  endif()
  if(NOT arg_LAYER)
    message(FATAL_ERROR "tconv_add_layer(${name}): LAYER is missing")
  endif()
  foreach(file LAYER WEIGHTS BIAS)
    if(arg_${file})
      cmake_path(ABSOLUTE_PATH arg_${file} BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    endif()
  endforeach()
  if(NOT EXISTS ${arg_LAYER})
    message(FATAL_ERROR "tconv_add_layer(${name}): LAYER is ${arg_LAYER}: there is no such file")
  endif()
  if(NOT arg_TCONV)
    set(arg_TCONV tconv::tconv)
  endif()

  # The layer's own name decides what the files are called, so a change of the layer file configures again.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${arg_LAYER})
  file(READ ${arg_LAYER} layer_text)
  string(JSON layer_name ERROR_VARIABLE error GET "${layer_text}" name)
  if(error)
    message(FATAL_ERROR "tconv_add_layer(${name}): ${arg_LAYER} must be a JSON object with a \"name\" (${error})")
  endif()

  set(directory ${CMAKE_CURRENT_BINARY_DIR}/${name}.tconv)
  set(archive ${directory}/lib${layer_name}.a)
  set(options "")
  foreach(option TARGET WEIGHTS BIAS)
    if(arg_${option})
      string(TOLOWER --${option} flag)
      list(APPEND options ${flag} ${arg_${option}})
    endif()
  endforeach()
  add_custom_command(
    OUTPUT ${archive} ${directory}/${layer_name}.h ${directory}/${layer_name}.json
    COMMAND ${arg_TCONV} compile ${arg_LAYER} -o ${directory} ${options}
    DEPENDS ${arg_LAYER} ${arg_WEIGHTS} ${arg_BIAS} ${arg_TCONV}
    COMMENT "Compiling the layer ${layer_name}"
    VERBATIM)
  add_custom_target(${name}_compile DEPENDS ${archive})

  file(MAKE_DIRECTORY ${directory}) # an include folder of an imported target must be there when CMake generates
  add_library(${name} STATIC IMPORTED GLOBAL)
  set_target_properties(${name} PROPERTIES
    IMPORTED_LOCATION ${archive}
    INTERFACE_INCLUDE_DIRECTORIES ${directory}
    INTERFACE_LINK_LIBRARIES tconv::kernel)
  add_dependencies(${name} ${name}_compile)
endfunction()
