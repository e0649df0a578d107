# The libraries behind keratin, as imported targets. The build and the installed package config
# both read this file, so that a program that links the static library finds the same ones.
include(CMakeFindDependencyMacro)

find_dependency(Threads)
find_dependency(TBB CONFIG)
find_dependency(CURL)
find_dependency(OpenSSL)
find_dependency(ZLIB)
find_dependency(fmt CONFIG)
find_dependency(PkgConfig)
foreach(module libhwy libzip libdeflate hdf5-serial lapacke cairo cairo-ft fontconfig)
  if(NOT TARGET PkgConfig::${module})
    pkg_check_modules(${module} REQUIRED QUIET IMPORTED_TARGET GLOBAL ${module})
  endif()
endforeach()
