# fermata - https://www.boost.org/LICENSE_1_0.txt
#
# fermata_instrument(<target>)
#
# Builds the target so that starter::before() and starter::after() can name its functions: every function
# calls a hook at its entry and at its exit. For tests; it costs a call or two per function.
function(fermata_instrument target)
    if(NOT TARGET "${target}")
        message(FATAL_ERROR "fermata_instrument: there is no target '${target}'")
    endif()
    set(options -finstrument-functions)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # What comes from headers of the system and of fermata is nobody's point, and would cost the most.
        list(APPEND options -finstrument-functions-exclude-file-list=/usr/include,/usr/lib,include/fermata)
    else()
        message(STATUS "fermata_instrument(${target}): ${CMAKE_CXX_COMPILER_ID} calls no exit hook when a function is "
            "left by an exception, so there an after() that is passed by an exception is not_reached")
    endif()
    target_compile_options(${target} PRIVATE ${options})
    target_link_libraries(${target} PRIVATE fermata::instrument)
endfunction()
