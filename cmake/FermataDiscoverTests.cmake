# fermata - https://www.boost.org/LICENSE_1_0.txt
#
# fermata_discover_tests(<target> [PREFIX <text>] [WORKING_DIRECTORY <folder>] [SERIAL_GROUPS_TOGETHER])
#
# Registers every test case of an executable that links fermata::suite_main as a test of CTest, whenever it is built:
# `ctest -j` keeps what the groups promise. The cases of a serial group have a RESOURCE_LOCK of the group's name, and each
# depends on the one before it; those of an isolated group are RUN_SERIAL. Each case is labelled with its group.
#
# Cases are processes of their own then, and those of a serial group do not see each other's state. If they need it, say
# SERIAL_GROUPS_TOGETHER: such a group is one test, in one process.
#
# PREFIX stands before each name; the default is "<target>: ".
function(fermata_discover_tests target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "SERIAL_GROUPS_TOGETHER" "PREFIX;WORKING_DIRECTORY" "")
    if(NOT TARGET "${target}" OR arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "fermata_discover_tests: there is no target '${target}', or this is not understood: "
            "'${arg_UNPARSED_ARGUMENTS}'")
    endif()
    if(NOT DEFINED arg_PREFIX)
        set(arg_PREFIX "${target}: ")
    endif()
    set(together)
    if(arg_SERIAL_GROUPS_TOGETHER)
        set(together --discover-groups-together)
    endif()
    set(starter)
    get_target_property(emulator ${target} CROSSCOMPILING_EMULATOR)
    if(emulator)
        foreach(word IN LISTS emulator)
            list(APPEND starter "--discover-with=${word}")
        endforeach()
    endif()

    set(tests ${CMAKE_CURRENT_BINARY_DIR}/${target}.tests.cmake)
    set(include ${CMAKE_CURRENT_BINARY_DIR}/${target}.include.cmake)
    add_custom_command(TARGET ${target} POST_BUILD
        COMMAND $<TARGET_FILE:${target}> --discover=${tests} ${together} "--discover-with=${arg_PREFIX}"
            "--discover-with=${arg_WORKING_DIRECTORY}" ${starter} --discover-with=$<TARGET_FILE:${target}>
        BYPRODUCTS ${tests}
        COMMENT "Discovering the test cases of ${target}"
        VERBATIM)
    file(WRITE ${include}
        "if(EXISTS [==[${tests}]==])\n  include([==[${tests}]==])\nelse()\n"
        "  add_test([==[${target} was not built]==] [==[${target} was not built]==])\nendif()\n")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${include})
endfunction()
