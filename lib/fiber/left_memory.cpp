// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "fiber/left_memory.hpp"

#include "fiber/stack_words.hpp"

#include <algorithm>

namespace fermata::detail {

/// Stacks are the same from some word on.
void left_memory::add(live_stack const& of) {
    for (live_stack::part const& each : of.parts()) {
        auto const known = std::find_if(parts_.begin(), parts_.end(),
                                        [&](live_stack::part const& part) { return part.end() == each.end(); });
        if (known == parts_.end()) {
            parts_.push_back(each);
        } else if (each.address < known->address) {
            *known = each;
        }
    }
}

void left_memory::leave() { read(left_); }

bool left_memory::is_as_left(std::uintptr_t lowest, std::uintptr_t live) const noexcept {
    std::uintptr_t const* was = left_.data();
    for (live_stack::part const& each : parts_) {
        std::uintptr_t const from = each.address >= lowest ? std::clamp(live, each.address, each.end()) : each.address;
        std::size_t const skipped = from - each.address;
        if (!are_same_words(from, each.end(), was + skipped / sizeof(std::uintptr_t))) {
            return false;
        }
        was += each.count;
    }
    return true;
}

void left_memory::read(apart_vector<std::uintptr_t>& to) const {
    to.clear();
    for (live_stack::part const& each : parts_) {
        append_words(to, each.address, each.end());
    }
}

std::uintptr_t left_memory::address_of(std::size_t word) const noexcept {
    auto part = parts_.begin();
    for (; word >= part->count; ++part) {
        word -= part->count;
    }
    return part->address + word * sizeof(std::uintptr_t);
}

} // namespace fermata::detail
