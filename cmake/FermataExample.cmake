# fermata - https://www.boost.org/LICENSE_1_0.txt
#
# fermata_add_example(<name> <source>... [LIBRARIES <target>...])
#
# A program of that name, and the test example.<name>, which runs it and compares what it prints with the file
# expected_output.txt beside the sources (<name>.expected_output.txt if the folder is not called like the program),
# where that exists. tools/accept-output takes over a change.
set(FERMATA_RUN_EXAMPLE ${CMAKE_CURRENT_LIST_DIR}/run_example.cmake)

function(fermata_add_example name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
    get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
    set(expected ${CMAKE_CURRENT_SOURCE_DIR}/expected_output.txt)
    if(NOT folder STREQUAL name)
        set(expected ${CMAKE_CURRENT_SOURCE_DIR}/${name}.expected_output.txt)
    endif()
    add_executable(${name} ${arg_SOURCES} ${arg_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} fermata::fermata fmt::fmt)
    add_test(NAME example.${name} COMMAND ${CMAKE_COMMAND}
        -D PROGRAM=$<TARGET_FILE:${name}>
        -D EXPECTED=${expected}
        -D ACTUAL=${CMAKE_CURRENT_BINARY_DIR}/${name}.output.txt
        -P ${FERMATA_RUN_EXAMPLE})
    set_tests_properties(example.${name} PROPERTIES TIMEOUT 300)
endfunction()
