# One set of flags for every target; a target that needs other flags cannot share the precompiled header.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
  message(FATAL_ERROR "Plaza is built with Clang 19 (GCC 12 mishandles coroutine arguments); use a preset of CMakePresets.json")
endif()

option(PLAZA_FUZZERS "Build the libFuzzer targets of tests/fuzz" OFF)
set(PLAZA_SANITIZERS "" CACHE STRING "Value of -fsanitize= for every target, e.g. address,undefined")

add_compile_options(-Wall -Wextra -Wconversion -Wshadow -Werror -fno-omit-frame-pointer -gline-tables-only)
# ccache can only reuse what was built from a precompiled header that carries no time stamp, and what names no
# absolute path of this checkout.
add_compile_options("SHELL:-Xclang -fno-pch-timestamp" -ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -fdebug-compilation-dir=.)
add_link_options(-fuse-ld=mold)

if(PLAZA_SANITIZERS)
  # Thrift's enumerations have no fixed type, so an unknown value off the wire counts as undefined when it is only looked
  # at. The mapping of each service refuses such values; Clang uses nothing of this rule without -fstrict-enums.
  add_compile_options(-fsanitize=${PLAZA_SANITIZERS} -fno-sanitize=enum -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PLAZA_SANITIZERS})
endif()

# Asio and Beast are compiled once, in platform/core/boost_asio.cpp and platform/http/boost_beast.cpp.
add_compile_definitions(BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
                        BOOST_BEAST_USE_STD_STRING_VIEW SPDLOG_FMT_EXTERNAL)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
endif()
