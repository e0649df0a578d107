# Each guide in docs/ with snippets of C++ is a program, guide_NAME, and a test of what it prints.
# tools/check_guides.py says how a guide is written.
file(GLOB guides CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/*.md)
set(check_guides ${PROJECT_SOURCE_DIR}/tools/check_guides.py)
find_package(Python3 COMPONENTS Interpreter REQUIRED)
foreach(guide ${guides})
  file(STRINGS ${guide} snippets REGEX "^```cpp" LIMIT_COUNT 1)
  if(NOT snippets)
    continue()
  endif()
  cmake_path(GET guide STEM name)
  set(program ${CMAKE_CURRENT_BINARY_DIR}/guide_${name}.cpp)
  add_custom_command(OUTPUT ${program} DEPENDS ${guide} ${check_guides} VERBATIM
                     COMMAND ${Python3_EXECUTABLE} ${check_guides} write ${guide} ${program})
  add_executable(guide_${name} ${program})
  target_link_libraries(guide_${name} PRIVATE keratin::keratin)
  # Snippets show what could be said and do not use all of it; few numbers are computed.
  target_compile_options(guide_${name} PRIVATE -Wall -Werror -Wno-unused-variable -Wno-unused-value
                                               -Wno-unused-but-set-variable -O0)
  add_test(NAME guide_${name}
           COMMAND ${Python3_EXECUTABLE} ${check_guides} compare ${guide} $<TARGET_FILE:guide_${name}>)
  set_tests_properties(guide_${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
endforeach()
