# fermata - https://www.boost.org/LICENSE_1_0.txt
#
# Runs FUZZER for a short while on a copy of CORPUS, in FOLDER. What it finds stays there.
file(REMOVE_RECURSE ${FOLDER})
file(COPY ${CORPUS}/ DESTINATION ${FOLDER}/corpus)
file(GLOB inputs ${FOLDER}/corpus/*)
if(NOT inputs)
    message(FATAL_ERROR "the corpus ${CORPUS} is empty")
endif()
execute_process(
    COMMAND ${FUZZER} -runs=200000 -max_total_time=20 -max_len=256 -seed=1 -artifact_prefix=${FOLDER}/ corpus
    WORKING_DIRECTORY ${FOLDER} RESULT_VARIABLE result ERROR_VARIABLE log OUTPUT_VARIABLE log)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "the fuzzer ended with ${result}:\n${log}")
endif()
string(REGEX MATCH "Done [0-9]+ runs[^\n]*" summary "${log}")
message(STATUS "${summary}")
