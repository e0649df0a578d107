# libkeratin.so, for what is loaded while it runs: cells of a notebook, other languages. It is made of
# the static library's objects, so that both can be built without compiling anything twice.
# With -DBUILD_SHARED_LIBS=ON keratin itself is the shared library.
if(BUILD_SHARED_LIBS)
  set_target_properties(keratin PROPERTIES VERSION ${PROJECT_VERSION}
                                           SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  add_library(keratin_shared ALIAS keratin)
  return()
endif()

file(CONFIGURE OUTPUT no_source.cpp CONTENT "// libkeratin.so is made of libkeratin.a.\n")
add_library(keratin_shared SHARED ${CMAKE_CURRENT_BINARY_DIR}/no_source.cpp)
set_target_properties(keratin_shared PROPERTIES
  OUTPUT_NAME keratin VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
target_compile_features(keratin_shared PUBLIC cxx_std_20)
target_include_directories(keratin_shared INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>)
target_link_libraries(keratin_shared PRIVATE $<LINK_LIBRARY:WHOLE_ARCHIVE,keratin>)
