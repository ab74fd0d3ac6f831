# fermata - https://www.boost.org/LICENSE_1_0.txt
#
# What `cmake --install` puts where: libraries, headers, the CMake package and the pkg-config file.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/fermata)
set(packaged ${CMAKE_CURRENT_BINARY_DIR}/package)

install(DIRECTORY include/fermata DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")

# An export set per component: who does not ask for the doctest adapter does not need doctest.
install(TARGETS fermata EXPORT fermata-core)
install(TARGETS fermata_instrument EXPORT fermata-core)
install(EXPORT fermata-core NAMESPACE fermata:: DESTINATION ${package_dir} FILE fermata-core-targets.cmake)
if(TARGET fermata_doctest)
    install(TARGETS fermata_doctest EXPORT fermata-doctest)
    install(EXPORT fermata-doctest NAMESPACE fermata:: DESTINATION ${package_dir} FILE fermata-doctest-targets.cmake)
endif()

if(TARGET fermata_process)
    install(TARGETS fermata_process EXPORT fermata-process)
    install(EXPORT fermata-process NAMESPACE fermata:: DESTINATION ${package_dir} FILE fermata-process-targets.cmake)
endif()

if(TARGET fermata_suite_main)
    install(TARGETS fermata_suite fermata_suite_main EXPORT fermata-suite)
    install(EXPORT fermata-suite NAMESPACE fermata:: DESTINATION ${package_dir} FILE fermata-suite-targets.cmake)
endif()

get_target_property(library_type fermata TYPE)
set(FERMATA_IS_STATIC OFF)
if(library_type STREQUAL "STATIC_LIBRARY")
    set(FERMATA_IS_STATIC ON)
endif()

configure_package_config_file(cmake/fermata-config.cmake.in ${packaged}/fermata-config.cmake
    INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${packaged}/fermata-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${packaged}/fermata-config.cmake ${packaged}/fermata-config-version.cmake cmake/FermataInstrument.cmake
    cmake/FermataDiscoverTests.cmake
    DESTINATION ${package_dir})

# pkg-config. An archive brings nothing along, so what it needs is needed by every user of it; a shared library
# has found its own. Boost has no .pc file.
set(boost_flags " -lboost_context")
foreach(suffix IN ITEMS "" _RELEASE _NONE _DEBUG)
    get_target_property(boost_file Boost::context IMPORTED_LOCATION${suffix})
    if(boost_file)
        get_filename_component(boost_dir "${boost_file}" DIRECTORY)
        if(NOT boost_dir IN_LIST CMAKE_CXX_IMPLICIT_LINK_DIRECTORIES)
            string(PREPEND boost_flags " -L${boost_dir}")
        endif()
        break()
    endif()
endforeach()
if(FERMATA_IS_STATIC)
    set(PC_LIBS "${boost_flags}")
else()
    set(PC_LIBS_PRIVATE "${boost_flags}")
    set(PC_PRIVATE ".private")
endif()
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
    set(PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
    set(PC_LIBDIR "${CMAKE_INSTALL_LIBDIR}")
else()
    # Relative to the file itself, so that a tree that was moved still works.
    file(RELATIVE_PATH up /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
    string(REGEX REPLACE "/$" "" up "${up}")
    set(PC_PREFIX "\${pcfiledir}/${up}")
    set(PC_LIBDIR "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
endif()
configure_file(cmake/fermata.pc.in ${packaged}/fermata.pc @ONLY)
install(FILES ${packaged}/fermata.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
