# Each fuzz/NAME_fuzz.cpp is a program, fuzz_NAME; tools/fuzz.sh runs them. With Clang it is libFuzzer's,
# which looks at what each file reaches; elsewhere fuzz/without_coverage.cpp drives it.
find_package(ZLIB REQUIRED)
set(driver $<$<NOT:$<CXX_COMPILER_ID:Clang>>:fuzz/without_coverage.cpp>)
add_library(keratin_fuzz STATIC fuzz/mutate.cpp ${driver})
target_include_directories(keratin_fuzz PUBLIC ${PROJECT_SOURCE_DIR})
target_link_libraries(keratin_fuzz PUBLIC keratin::keratin keratin_options ZLIB::ZLIB)

file(GLOB fuzzers CONFIGURE_DEPENDS fuzz/*_fuzz.cpp)
foreach(file ${fuzzers})
  cmake_path(GET file STEM name)
  string(REGEX REPLACE "_fuzz$" "" name "${name}")
  add_executable(fuzz_${name} ${file})
  target_link_libraries(fuzz_${name} PRIVATE keratin_fuzz)
  target_link_options(fuzz_${name} PRIVATE $<$<CXX_COMPILER_ID:Clang>:-fsanitize=fuzzer>)
endforeach()
