// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "strategy/label.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace fermata::detail {

/// What operations have accessed beyond what they announce, by the place in the program: what is done between an
/// operation and the next one (channel::size(), the end of a call_once) depends on what the operation has found. So
/// what one of such a place would access elsewhere is known only to be among these, or is tried.
class varying_accesses {
public:
    bool varies(std::uint32_t site) const noexcept { return site < by_site_.size() && by_site_[site] != 0; }
    /// A number of the access_table for all that was accessed there; 0 for nothing.
    std::uint32_t at(std::uint32_t site) const noexcept { return site < by_site_.size() ? by_site_[site] : 0; }
    void add(operation const& of, std::uint32_t more, access_table& table) {
        std::uint32_t const site = of.site;
        if (belongs_to_it(of, more, table)) {
            return;
        }
        if (site >= by_site_.size()) {
            by_site_.resize(site + std::size_t{1}, 0);
        }
        further_accesses all = table[by_site_[site]];
        for (auto const& [object, how] : table[more]) {
            auto const same = [which = object](auto const& each) { return each.first == which; };
            auto const found = std::find_if(all.begin(), all.end(), same);
            if (found == all.end()) {
                all.emplace_back(object, how);
            } else if (how == access::write) {
                found->second = how;
            }
        }
        std::sort(all.begin(), all.end());
        if (all != table[by_site_[site]]) {
            by_site_[site] = table.intern(std::move(all));
            has_new_ = true;
        }
    }
    /// Whether something has been added since this was asked last.
    bool has_new() noexcept {
        bool const has = has_new_;
        has_new_ = false;
        return has;
    }

private:
    /// The mutex of a wait, the condition of its end, what a checkpoint touches.
    bool belongs_to_it(operation const& of, std::uint32_t more, access_table const& table) {
        if (of.kind == operation_kind::condition_wait || of.kind == operation_kind::relock_early) {
            return table[more].size() == 1;
        }
        if (of.kind != operation_kind::checkpoint || varies(of.site)) {
            return false;
        }
        if (of.site >= of_checkpoint_.size()) {
            of_checkpoint_.resize(of.site + std::size_t{1}, 0);
        }
        if (of_checkpoint_[of.site] == 0) {
            of_checkpoint_[of.site] = more;
        }
        return of_checkpoint_[of.site] == more;
    }

    std::vector<std::uint32_t> by_site_;
    std::vector<std::uint32_t> of_checkpoint_; ///< by site
    bool has_new_ = false;
};

} // namespace fermata::detail
