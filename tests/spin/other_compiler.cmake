# fermata - https://www.boost.org/LICENSE_1_0.txt
#
# Builds the library and these tests with COMPILER, in FOLDER, and runs them. What was built before is kept.
function(run_step)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE log ERROR_VARIABLE log)
    if(NOT result EQUAL 0)
        list(JOIN ARGN " " command)
        message(FATAL_ERROR "${command}: ${result}\n${log}")
    endif()
    set(log "${log}" PARENT_SCOPE)
endfunction()

file(GLOB others RELATIVE ${SOURCE}/tests ${SOURCE}/tests/*/CMakeLists.txt)
list(TRANSFORM others REPLACE "/CMakeLists.txt" "")
list(REMOVE_ITEM others spin)
run_step(${CMAKE_COMMAND} -S ${SOURCE} -B ${FOLDER} -G ${GENERATOR} -DCMAKE_BUILD_TYPE=Release
    -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} -DCMAKE_UNITY_BUILD=ON
    -DFERMATA_BUILD_EXAMPLES=OFF -DFERMATA_BUILD_BENCH=OFF "-DFERMATA_TESTS_WITHOUT=${others}")
run_step(${CMAKE_COMMAND} --build ${FOLDER} --target test.spin.O0 test.spin.O2)
foreach(level IN ITEMS 0 2)
    run_step(${FOLDER}/tests/spin/test.spin.O${level})
    string(REGEX MATCH "test cases:[^\n]*" summary "${log}")
    message(STATUS "${COMPILER} -O${level}: ${summary}")
endforeach()
