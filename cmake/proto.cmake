# plaza_proto(NAME SOURCES ... LINKS ...): the C++ code of these files below proto/, as the library plaza_proto_NAME; a file
# that others import belongs to one library, which they name in LINKS. What the compiler writes is compiled without our
# warnings and without clang-tidy, and included as "plaza/orders/v1/orders.pb.h".
set(PLAZA_PROTO_ROOT ${CMAKE_SOURCE_DIR}/proto)
set(PLAZA_PROTO_OUT ${CMAKE_BINARY_DIR}/proto/generated)

# Includes that need more than a declaration are heavy; they come precompiled. Everything is compiled with the flags of
# all targets, so that one header serves all.
add_library(plaza_proto_precompiled STATIC EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/cmake/precompiled/precompiled_proto.cpp)
target_compile_options(plaza_proto_precompiled PRIVATE -w)
target_link_libraries(plaza_proto_precompiled PUBLIC protobuf::libprotobuf Threads::Threads)
target_precompile_headers(plaza_proto_precompiled PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompiled/precompiled_proto.hpp)

function(plaza_proto name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  set(sources)
  foreach(file ${ARG_SOURCES})
    string(REGEX REPLACE "\\.proto$" ".pb" stem ${PLAZA_PROTO_OUT}/${file})
    add_custom_command(
      OUTPUT ${stem}.cc ${stem}.h
      COMMAND ${CMAKE_COMMAND} -E make_directory ${PLAZA_PROTO_OUT}
      COMMAND protobuf::protoc --cpp_out=${PLAZA_PROTO_OUT} -I ${PLAZA_PROTO_ROOT} ${file}
      DEPENDS ${PLAZA_PROTO_ROOT}/${file}
      VERBATIM)
    list(APPEND sources ${stem}.cc ${stem}.h)
  endforeach()
  add_library(plaza_proto_${name} STATIC ${sources})
  target_compile_options(plaza_proto_${name} PRIVATE -w)
  target_precompile_headers(plaza_proto_${name} REUSE_FROM plaza_proto_precompiled)
  target_include_directories(plaza_proto_${name} SYSTEM PUBLIC ${PLAZA_PROTO_OUT})
  target_link_libraries(plaza_proto_${name} PUBLIC protobuf::libprotobuf Threads::Threads ${ARG_LINKS})
endfunction()
