# plaza_migrations(TARGET NAMESPACE)
#   Embeds migrations/NNNN_name.sql of this folder into TARGET, as
#   `std::span<const plaza::postgres::Migration> NAMESPACE::migrations()`, to be declared by whoever uses it.
#   platform/postgres/README.md says what a migration may do.
function(plaza_migrations target namespace)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql)
  list(SORT files)
  set(entries "")
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    if(NOT name MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)$")
      message(FATAL_ERROR "${file}: a migration is called NNNN_name.sql")
    endif()
    set(title ${CMAKE_MATCH_2})
    string(REGEX MATCH "[1-9][0-9]*$" number ${CMAKE_MATCH_1})
    file(READ ${file} sql)
    string(APPEND entries "    Migration{${number}, \"${title}\", R\"plaza~(${sql})plaza~\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  endforeach()
  list(LENGTH files count)
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/migrations.cpp @ONLY CONTENT
"// Written by cmake/migrations.cmake.
#include <array>
#include <span>

#include \"platform/postgres/migrations.hpp\"

namespace @namespace@ {

std::span<const plaza::postgres::Migration> migrations();

std::span<const plaza::postgres::Migration> migrations() {
  using plaza::postgres::Migration;
  static constexpr std::array<Migration, @count@> all{
@entries@  };
  return all;
}

}  // namespace @namespace@
")
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/migrations.cpp)
endfunction()
