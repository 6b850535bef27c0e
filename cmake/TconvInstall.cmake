# What `cmake --install` lays out. A prefix holds all that tconv needs beside Debian's
# libonnx and libprotobuf (libHalide too), and may be moved:
#
#   bin/tconv                        the compiler
#   lib/libtconv_kernel.a            linked beside generated libraries: find_package(tconv), tconv::kernel, or tconv.pc
#   lib/libtconv_layer.a             layers, problems and arrays in C++: tconv::layer
#   lib/tconv/libHalide.so           for bin/tconv alone
#   include/tconv/*.h
include(CMakePackageConfigHelpers)

set(tconv_package_dir lib/cmake/tconv)

set_target_properties(tconv PROPERTIES INSTALL_RPATH "$ORIGIN/../lib/tconv")
install(TARGETS tconv_kernel tconv_layer tconv EXPORT tconvTargets
  RUNTIME DESTINATION bin ARCHIVE DESTINATION lib INCLUDES DESTINATION include)
install(DIRECTORY runtime/include/tconv DESTINATION include FILES_MATCHING PATTERN "*.h")
install(FILES $<TARGET_FILE:Halide::Halide> DESTINATION lib/tconv RENAME $<TARGET_SONAME_FILE_NAME:Halide::Halide>)
install(FILES LICENSE DESTINATION share/doc/tconv)
install(FILES $<TARGET_FILE_DIR:Halide::Halide>/../share/doc/Halide/LICENSE.txt
  DESTINATION share/doc/tconv RENAME LICENSE.Halide OPTIONAL)

install(EXPORT tconvTargets NAMESPACE tconv:: DESTINATION ${tconv_package_dir})
configure_package_config_file(cmake/tconvConfig.cmake.in tconvConfig.cmake INSTALL_DESTINATION ${tconv_package_dir})
write_basic_package_version_file(tconvConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/tconvConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/tconvConfigVersion.cmake
  cmake/TconvAddLayer.cmake
  DESTINATION ${tconv_package_dir})

configure_file(cmake/tconv.pc.in tconv.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tconv.pc DESTINATION lib/pkgconfig)
