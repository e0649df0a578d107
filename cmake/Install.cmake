# cmake --install: the public headers, the library, find_package(keratin) and keratin.pc.
include(CMakePackageConfigHelpers)

install(TARGETS keratin EXPORT keratinTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
                                                 LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY src/keratin DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h" PATTERN "classes.inl" PATTERN "*_internal.h" EXCLUDE PATTERN "backend/cpu" EXCLUDE)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/keratin)
install(EXPORT keratinTargets NAMESPACE keratin:: DESTINATION ${package_folder})
configure_package_config_file(cmake/keratinConfig.cmake.in keratinConfig.cmake
                              INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(keratinConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/keratinConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/keratinConfigVersion.cmake
              cmake/Dependencies.cmake
        DESTINATION ${package_folder})

# A static library carries no dependencies: plain `pkg-config --libs keratin` must name them all.
# All but the threads bring pkg-config files. A shared one has found its own.
if(NOT BUILD_SHARED_LIBS)
  set(KERATIN_PC_REQUIRES "Requires: libhwy libzip libdeflate hdf5-serial lapacke cairo cairo-ft fontconfig libcurl libcrypto zlib fmt tbb")
  set(KERATIN_PC_LIBRARIES "-lpthread")
endif()
# Paths are relative to keratin.pc, so that an installed tree can be moved.
file(RELATIVE_PATH KERATIN_PC_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/keratin.pc.in keratin.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/keratin.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
