# Quicker builds with what the machine has: ccache and gold when they are installed.
find_program(KERATIN_CCACHE ccache)
if(KERATIN_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Without this ccache keeps nothing that a precompiled header goes into. The headers that the tests
  # precompile say no time.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros ${KERATIN_CCACHE})
endif()
# Not lld: g++ 12 leaves unwind entries of no length for cold halves of functions that are empty, lld 14
# then loses the entry of the function that follows, and an exception that passes it aborts.
find_program(KERATIN_GOLD ld.gold)
if(KERATIN_GOLD)
  add_link_options(-fuse-ld=gold)
endif()
