# fermata - https://www.boost.org/LICENSE_1_0.txt
#
# fermata_add_test(NAME <name> SOURCES <source>...
#     [LIBRARIES <target>...] [DEFINITIONS <definition>...] [LABELS <label>...] [TIMEOUT <seconds>] [PRIVATE_HEADERS])
#
# One ctest, which is a doctest executable: the target test.<name>. fermata::suite runs its cases, each in a process of
# its own and two at a time; where it is not built, tests/main.cpp does, all in one process.
# PRIVATE_HEADERS: it includes headers of lib/. FERMATA_LONG_TESTS is defined in it when the long forms were asked for.
function(fermata_add_test)
    cmake_parse_arguments(PARSE_ARGV 0 arg "PRIVATE_HEADERS" "NAME;TIMEOUT" "SOURCES;LIBRARIES;DEFINITIONS;LABELS")
    if(NOT arg_NAME OR NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "fermata_add_test: NAME and SOURCES are needed; not understood: '${arg_UNPARSED_ARGUMENTS}'")
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    if(FERMATA_LONG_TESTS)
        set(arg_TIMEOUT 86400) # a million generated programs take hours
    endif()

    set(target test.${arg_NAME})
    add_executable(${target} ${arg_SOURCES})
    target_link_libraries(${target} PRIVATE
        fermata_test_main ${arg_LIBRARIES} fermata::fermata fmt::fmt doctest::doctest)
    target_compile_definitions(${target} PRIVATE ${arg_DEFINITIONS} $<$<BOOL:${FERMATA_LONG_TESTS}>:FERMATA_LONG_TESTS>)
    if(FERMATA_PRECOMPILE_HEADERS AND NOT arg_DEFINITIONS)
        target_precompile_headers(${target} REUSE_FROM fermata_test_headers)
    endif()
    # What several tests share is included by its path from there.
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    if(arg_PRIVATE_HEADERS)
        target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/lib)
    endif()
    set(workers)
    if(TARGET fermata_suite_main)
        set(workers --np=2 --timeout=${arg_TIMEOUT})
    endif()
    add_test(NAME ${arg_NAME} COMMAND ${target} ${workers})
    set_tests_properties(${arg_NAME} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()
