// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/source_location.hpp>

#include <cstdint>
#include <string_view>

namespace fermata::detail {

/// Where a process that is a starter finds its descriptor: the name of an environment variable.
inline constexpr char const* checkpoint_descriptor_variable = "FERMATA_CHECKPOINT_DESCRIPTOR";

/// Stands before the name of the checkpoint, and the name before the path of the file, in one packet.
struct remote_checkpoint {
    std::uint32_t line = 0;
    std::uint32_t name_size = 0;
};

/// Tells the runner of the parent, and waits until that lets us go on.
void pass_checkpoint_of_parent(std::string_view name, source_location where);

} // namespace fermata::detail
