# Finds oneDNN by its library and header: the package's own CMake files are broken in Debian 12.
# Defines oneDNN::dnnl and oneDNN_VERSION.
find_path(oneDNN_INCLUDE_DIR dnnl.h)
find_library(oneDNN_LIBRARY dnnl)
mark_as_advanced(oneDNN_INCLUDE_DIR oneDNN_LIBRARY)

if(oneDNN_INCLUDE_DIR)
  foreach(header dnnl_version.h oneapi/dnnl/dnnl_version.h)
    if(EXISTS "${oneDNN_INCLUDE_DIR}/${header}")
      file(STRINGS "${oneDNN_INCLUDE_DIR}/${header}" lines
           REGEX "#define DNNL_VERSION_(MAJOR|MINOR|PATCH) +[0-9]+")
      if(lines)
        string(REGEX REPLACE "[^0-9;]" "" lines "${lines}")
        string(REPLACE ";" "." oneDNN_VERSION "${lines}")
      endif()
    endif()
  endforeach()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(oneDNN REQUIRED_VARS oneDNN_LIBRARY oneDNN_INCLUDE_DIR
                                  VERSION_VAR oneDNN_VERSION)

if(oneDNN_FOUND AND NOT TARGET oneDNN::dnnl)
  add_library(oneDNN::dnnl UNKNOWN IMPORTED)
  set_target_properties(oneDNN::dnnl PROPERTIES
    IMPORTED_LOCATION "${oneDNN_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${oneDNN_INCLUDE_DIR}")
endif()
