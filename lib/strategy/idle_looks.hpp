// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "strategy/class_identity.hpp"

#include <fermata/model/record.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace fermata::detail {

/// What a look sees: the state of an object, which tells what the operation would be, and who has left it there, by
/// which it is remembered. The same value need not mean the same: behind it may be plain data, published with it.
struct sight {
    std::uint64_t value = 0;
    class_identity writer;
};

/// What is known of loops that wait: whether a fiber in a certain state, if it sees a certain sight, comes back to
/// where it was. That is seen only by letting it look. When it is full, all is forgotten: that costs further looks, and
/// nothing else.
class idle_looks {
public:
    /// False until the first loop that waits was met.
    bool any() const noexcept { return !is_in_loop_.empty(); }
    /// Whether loops have waited with operations of that place. (A yield may be at the same place, and waits for
    /// nothing.)
    bool is_in_loop(operation const& of) const noexcept {
        return of.object != 0 && of.site < is_in_loop_.size() && is_in_loop_[of.site];
    }
    /// Whether an operation that would do that may be part of a round that leads to nothing.
    bool may_wait(operation const& of, access how) const noexcept {
        bool const has_worked = how == access::write && operation_detail::depends_on_state(of.detail);
        return any() && !has_worked && is_in_loop(of);
    }
    /// Whose turn it is by default, once a loop that waits was met: of the fiber with the least number. First comes
    /// what has nothing to do with loops, the fiber that has performed the last action before others; then all loops
    /// look; then comes what may end a wait, of others before that of the same fiber. So a loop looks at each value
    /// that there is while it waits, and whether it goes on waiting is seen in passing.
    std::uint64_t turn(operation const& of, std::uint32_t fiber, std::uint32_t running) const noexcept {
        bool const ends_wait = of.object != 0 && of.site < ends_wait_.size() && ends_wait_[of.site];
        std::uint64_t const rank = is_in_loop(of) ? 1 : ends_wait ? 2 : 0;
        return rank << 33 | std::uint64_t{(fiber == running) == (rank == 2)} << 32 | fiber;
    }
    /// An operation at that place has written what a loop looks at.
    void add_end_of_wait(std::uint32_t site);
    /// True if that is new.
    bool add_loop(std::uint32_t site);

    void add(class_identity const& state, sight const& seen, bool is_idle);
    std::optional<bool> is_idle(class_identity const& state, sight const& seen) const;
    /// Whether a loop has waited with a value in one execution, and not in another: what it does depends on something
    /// that is not known (addresses on its stack, which come from a heap that is another one each time).
    bool contradicts() const noexcept { return contradicts_; }
    /// The places stay known.
    void forget_looks() {
        known_.clear();
        contradicts_ = false;
    }

    /// Whether a place has been added since this was asked last.
    bool has_new_loop() const noexcept { return has_new_loop_; }
    bool take_new_loop() noexcept {
        bool const has = has_new_loop_;
        has_new_loop_ = false;
        return has;
    }

private:
    static constexpr std::size_t looks_max = std::size_t{1} << 16;
    struct hash {
        std::size_t operator()(class_identity const& which) const noexcept { return which.low; }
    };

    std::vector<bool> is_in_loop_; ///< by site
    std::vector<bool> ends_wait_;  ///< by site
    std::unordered_map<class_identity, bool, hash> known_;
    bool has_new_loop_ = false;
    bool contradicts_ = false;
};

} // namespace fermata::detail
