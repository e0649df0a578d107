# Compiles the sources of a folder six at a time, as one text: most of a source's time goes into
# the headers that it includes. Names in anonymous namespaces are therefore unique in a folder.
# -DKERATIN_UNITY=OFF compiles each source for itself, which is quicker for who changes one of them.
# docs/decisions/build-time.md has the figures.
option(KERATIN_UNITY "Compile the library's sources six at a time" ON)
set(KERATIN_UNITY_SIZE 6)
# Sources with names that another one of the folder has too, one that the linker leaves out where a
# test brings a device of its own, and those that take as long as a batch.
set(KERATIN_ALONE losses/regression.cpp backend/cuda_absent.cpp backend/recorder.cpp
                  backend/reference_elementwise.cpp backend/reference_fourier.cpp
                  backend/reference_linear_algebra.cpp backend/reference_reduce.cpp
                  optimizers/name_pattern.cpp)

# A new source moves its neighbours in the folder alone from one batch to the next, so the batches
# are ours and not CMake's.
function(keratin_batch_sources target)
  if(NOT KERATIN_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  foreach(source ${ARGN})
    cmake_path(GET source PARENT_PATH path)
    cmake_path(RELATIVE_PATH path BASE_DIRECTORY ${PROJECT_SOURCE_DIR}/src/keratin
               OUTPUT_VARIABLE folder)
    string(REPLACE "/" "_" folder ${folder})
    # Sources for kinds of registers are included several times, or have attributes of their own.
    file(STRINGS ${source} vectors REGEX "^#include <hwy/" LIMIT_COUNT 1)
    get_source_file_property(own_options ${source} COMPILE_OPTIONS)
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${PROJECT_SOURCE_DIR}/src/keratin
               OUTPUT_VARIABLE name)
    if(vectors OR own_options OR name IN_LIST KERATIN_ALONE)
      set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
      continue()
    endif()
    math(EXPR count_of_${folder} "0${count_of_${folder}} + 1")
    math(EXPR batch "(${count_of_${folder}} - 1) / ${KERATIN_UNITY_SIZE}")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${folder}_${batch})
  endforeach()
endfunction()
