// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>

// How a call gets into a child of in_processes(), and its result out: through one file in memory, which the child
// inherits. The arguments stand at its beginning; the child appends the head of its answer and what that tells.

namespace fermata::process::detail {

inline constexpr char const* function_variable = "FERMATA_PROCESS_FUNCTION_NAME";
inline constexpr char const* parent_variable = "FERMATA_PROCESS_PARENT_ID";

struct call_head {
    std::uint64_t arguments_size = 0;
};

enum class answer_kind : std::uint32_t { value = 1, exception = 2 };

struct answer_head {
    std::uint32_t kind = 0;
    std::uint32_t exception_kind = 0; ///< which of the standard's
    std::uint64_t size = 0;           ///< of the value, or of the type and the message with a zero between them
};

/// Enters the function if this process is a child that was started for one; otherwise returns.
void enter_process_function();

} // namespace fermata::process::detail
