# plaza_scripts(TARGET NAMESPACE)
#   Embeds scripts/NAME.lua of this folder into TARGET, as `std::string_view NAMESPACE::script_text(std::string_view name)`,
#   to be declared by whoever uses it: the text of a script, or nothing for a name that is none.
function(plaza_scripts target namespace)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/scripts/*.lua)
  list(SORT files)
  set(entries "")
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    file(READ ${file} text)
    string(APPEND entries "  if (name == \"${name}\") return R\"plaza~(${text})plaza~\";\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  endforeach()
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/scripts.cpp @ONLY CONTENT
"// Written by cmake/scripts.cmake.
#include <string_view>

namespace @namespace@ {

std::string_view script_text(std::string_view name);

std::string_view script_text(std::string_view name) {
@entries@  return {};
}

}  // namespace @namespace@
")
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/scripts.cpp)
endfunction()
