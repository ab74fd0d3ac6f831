# fermata - https://www.boost.org/LICENSE_1_0.txt
#
# cmake -D PROGRAM=… -D EXPECTED=… -D ACTUAL=… -P run_example.cmake: runs the program and compares what it prints. With
# FERMATA_ACCEPT_BASELINES in the environment it overwrites the expected output instead.
cmake_minimum_required(VERSION 3.22)

get_filename_component(directory ${ACTUAL} DIRECTORY)
execute_process(COMMAND ${PROGRAM} WORKING_DIRECTORY ${directory}
    OUTPUT_FILE ${ACTUAL} ERROR_VARIABLE errors RESULT_VARIABLE status)
if(NOT status STREQUAL "0")
    file(READ ${ACTUAL} output)
    message("${output}\n${errors}")
    message(FATAL_ERROR "${PROGRAM} ended with ${status}")
endif()
if(NOT EXISTS ${EXPECTED} AND NOT DEFINED ENV{FERMATA_ACCEPT_BASELINES})
    return()
endif()
execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files ${EXPECTED} ${ACTUAL} RESULT_VARIABLE differ ERROR_QUIET)
if(NOT differ)
    return()
endif()
if(DEFINED ENV{FERMATA_ACCEPT_BASELINES})
    configure_file(${ACTUAL} ${EXPECTED} COPYONLY)
    message(STATUS "accepted: ${EXPECTED}")
    return()
endif()
execute_process(COMMAND diff -u ${EXPECTED} ${ACTUAL} OUTPUT_VARIABLE difference)
message("${difference}")
message(FATAL_ERROR "The output differs. If that is meant: tools/accept-output")
