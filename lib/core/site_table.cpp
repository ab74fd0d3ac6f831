// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "core/site_table.hpp"

namespace fermata::detail {

std::uint32_t site_table::intern_slowly(std::string_view name, source_location const& where, std::uintptr_t key,
                                        cached& entry) {
    std::string identity(name);
    identity += '\0';
    identity += where.file_name();
    identity += '\0';
    identity += std::to_string(where.line());
    auto const [found, is_new] = numbers_.try_emplace(std::move(identity), static_cast<std::uint32_t>(sites_.size()));
    if (is_new) {
        sites_.push_back({std::string(name), where.file_name(), static_cast<std::uint32_t>(where.line())});
    }
    entry = {key, sites_[found->second].name, found->second};
    return found->second;
}

} // namespace fermata::detail
