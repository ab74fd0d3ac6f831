// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "core/site_table.hpp"

#include <fermata/model/error.hpp>

#include <link.h>

namespace fermata::detail {

namespace {

/// Whether the text lies in a segment that nobody can write to, as a literal does.
bool is_literal(char const* text) {
    struct query {
        ElfW(Addr) address;
        bool found;
    } asked{reinterpret_cast<ElfW(Addr)>(text), false};
    ::dl_iterate_phdr(
        [](dl_phdr_info* loaded, std::size_t, void* data) {
            auto& looked_for = *static_cast<query*>(data);
            for (int i = 0; i < loaded->dlpi_phnum; ++i) {
                auto const& segment = loaded->dlpi_phdr[i];
                ElfW(Addr) const begin = loaded->dlpi_addr + segment.p_vaddr;
                if (segment.p_type == PT_LOAD && (segment.p_flags & PF_W) == 0 && looked_for.address >= begin &&
                    looked_for.address < begin + segment.p_memsz) {
                    looked_for.found = true;
                    return 1;
                }
            }
            return 0;
        },
        &asked);
    return asked.found;
}

std::string identity_of(std::string_view name, std::string_view file, std::uint64_t line, std::uint64_t column) {
    std::string identity(name);
    identity += '\0';
    identity += file;
    identity += '\0';
    identity += std::to_string(line);
    identity += ':';
    identity += std::to_string(column); // what a loop looks at is not what stands before it in the same line
    return identity;
}

} // namespace

// An operator that cannot know its place has none, whoever asks first.
site_table::site_table() : sites_(1) { numbers_.emplace(identity_of({}, {}, 0, 0), 0); }

std::uint32_t site_table::intern_slowly(std::string_view name, source_location where, std::uintptr_t key,
                                        bool may_be_empty) {
    if (name.empty() && !may_be_empty) {
        std::string_view file = where.file_name();
        file.remove_prefix(file.find_last_of('/') + 1);
        throw usage_error("checkpoint() needs a name that is not empty (" + std::string(file) + ":" +
                          std::to_string(where.line()) + ")");
    }
    auto const [found, is_new] =
        numbers_.try_emplace(identity_of(name, where.file_name(), where.line(), where.column()),
                             static_cast<std::uint32_t>(sites_.size()));
    if (is_new) {
        sites_.push_back({std::string(name), where.file_name(), static_cast<std::uint32_t>(where.line())});
    }
    cached& entry = cache_[index_of(key)];
    if (name.empty() ? name.data() == nullptr : is_literal(name.data())) {
        entry = {key, reinterpret_cast<std::uintptr_t>(name.data()), name.size(), found->second};
    }
    return found->second;
}

} // namespace fermata::detail
