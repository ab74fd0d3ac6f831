// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>

// What the test program and its guardian say to each other. Both are built from the same source, so there is no
// version. A request to launch goes over the control socket, together with descriptors; everything about one process
// goes over a channel of its own, and each message is one packet.

namespace fermata::process::guardian {

/// The guardian's own descriptors.
inline constexpr int control_descriptor = 3;
inline constexpr int ward_descriptor = 4; ///< pidfd of the test program
/// Where a child finds the descriptor that it inherits beside the three standard ones.
inline constexpr int inherited_descriptor = 3;

/// Descriptors that come with a request, in this order.
namespace passed {
inline constexpr int words = 0; ///< a memory file: the path, the arguments, the environment, each with its final zero
inline constexpr int directory = 1;
inline constexpr int input = 2;
inline constexpr int output = 3;
inline constexpr int errors = 4;
inline constexpr int channel = 5;
inline constexpr int inherited = 6; ///< only if has_inherited
inline constexpr int count_max = 7;
} // namespace passed

struct launch_request {
    std::uint32_t words_size = 0;
    std::uint32_t argument_count = 0;
    std::uint32_t environment_count = 0; ///< the last entry is the mark
    std::uint32_t has_inherited = 0;
    std::uint32_t is_last_words = 0; ///< nothing is launched: what is passed is `passed::words` and `passed::output`
};

/// The beginning of a memory file with last words: where they stand in it now. Written by the test program, in one
/// piece and after the words themselves; read by the guardian when the test program is gone.
struct last_words_head {
    std::uint32_t begin = 0;
    std::uint32_t size = 0; ///< 0: there is nothing to say
};

/// From the test program, over a process's channel.
struct order {
    enum class kind_type : std::uint32_t {
        signal_group, ///< and everybody else of the process, if `everybody`
        kill,         ///< everybody, with SIGKILL, until nobody is left
        ask           ///< who lives
    };
    kind_type kind = kind_type::signal_group;
    std::int32_t signal = 0;
    std::uint32_t everybody = 0;
};

/// From the guardian.
struct news {
    enum class kind_type : std::uint32_t {
        started, ///< value: the process id
        failed,  ///< value: errno
        exited,  ///< value: what waitpid() gives as the status
        living,  ///< after ask: value: how many, the leader too
        quiet,   ///< after signal_group: nobody whom it was for is left
        gone     ///< after kill: value: how many were killed in the group, others: outside of it
    };
    kind_type kind = kind_type::started;
    std::int32_t value = 0;
    std::int32_t others = 0;
};

} // namespace fermata::process::guardian
