// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "strategy/idle_looks.hpp"

namespace fermata::detail {

namespace {

void set(std::vector<bool>& sites, std::uint32_t site) {
    if (site >= sites.size()) {
        sites.resize(site + std::size_t{1}, false);
    }
    sites[site] = true;
}

} // namespace

void idle_looks::add_end_of_wait(std::uint32_t site) { set(ends_wait_, site); }

bool idle_looks::add_loop(std::uint32_t site) {
    if (site < is_in_loop_.size() && is_in_loop_[site]) {
        return false;
    }
    set(is_in_loop_, site);
    has_new_loop_ = true;
    return true;
}

void idle_looks::add(class_identity const& state, sight const& seen, bool is_idle) {
    if (known_.size() >= looks_max) {
        known_.clear();
    }
    auto const [known, is_new] = known_.try_emplace(mix(state, seen.writer), is_idle);
    contradicts_ = contradicts_ || known->second != is_idle;
}

std::optional<bool> idle_looks::is_idle(class_identity const& state, sight const& seen) const {
    auto const found = known_.find(mix(state, seen.writer));
    return found != known_.end() ? std::optional(found->second) : std::nullopt;
}

} // namespace fermata::detail
