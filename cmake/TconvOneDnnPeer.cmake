# tconv_onednn_peer(ENVIRONMENT): the program onednn_peer (bench/contenders/onednn_peer.cpp), made with the oneDNN that is installed
# in this Python environment. Sets TCONV_ONEDNN_LIBRARY_DIR, where its libdnnl.so.3 is, in the caller's scope; empty, and no
# program, where the environment has none.
function(tconv_onednn_peer environment)
  # No cache: the environment may be made between two configurations.
  find_path(include dnnl.hpp PATHS ${environment}/include NO_DEFAULT_PATH NO_CACHE)
  find_library(library dnnl PATHS ${environment}/lib NO_DEFAULT_PATH NO_CACHE)
  if(NOT include OR NOT library)
    set(TCONV_ONEDNN_LIBRARY_DIR "" PARENT_SCOPE)
    return()
  endif()
  cmake_path(GET library PARENT_PATH folder)
  set(TCONV_ONEDNN_LIBRARY_DIR ${folder} PARENT_SCOPE)
  if(NOT TARGET onednn_peer)
    add_executable(onednn_peer ${PROJECT_SOURCE_DIR}/bench/contenders/onednn_peer.cpp)
    target_include_directories(onednn_peer SYSTEM PRIVATE ${include})
    target_link_libraries(onednn_peer PRIVATE ${library})
    target_compile_features(onednn_peer PRIVATE cxx_std_20)
    # Which of oneDNN's builds it runs with is LD_LIBRARY_PATH's to say.
    set_target_properties(onednn_peer PROPERTIES SKIP_BUILD_RPATH ON)
    tconv_defaults(onednn_peer)
  endif()
endfunction()
