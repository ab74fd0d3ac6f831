// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "core/happens_before.hpp"

#include <atomic>

namespace fermata::detail {

namespace {

bool acquires(int order) noexcept {
    return order == static_cast<int>(std::memory_order_acquire) ||
           order == static_cast<int>(std::memory_order_consume) ||
           order == static_cast<int>(std::memory_order_acq_rel) || order == static_cast<int>(std::memory_order_seq_cst);
}
bool releases(int order) noexcept {
    return order == static_cast<int>(std::memory_order_release) ||
           order == static_cast<int>(std::memory_order_acq_rel) || order == static_cast<int>(std::memory_order_seq_cst);
}

} // namespace

void happens_before::forget() {
    for (fiber_clocks& each : fibers_) {
        each.now.clear();
        each.loaded.clear();
        each.fenced.clear();
    }
    for (vector_clock& each : released_) {
        each.clear();
    }
    for (variable_state& each : variables_) {
        each.write = {};
        each.read = {};
        each.reads.clear();
        each.was_told = false;
    }
}

happens_before::fiber_clocks& happens_before::clocks_of(std::uint32_t fiber) {
    if (fiber >= fibers_.size()) {
        fibers_.resize(fiber + std::size_t{1});
    }
    fiber_clocks& mine = fibers_[fiber];
    if (mine.now[fiber] == 0) {
        mine.now.set(fiber, 1);
    }
    return mine;
}

vector_clock& happens_before::released_by(std::uint32_t object) {
    if (object >= released_.size()) {
        released_.resize(object + std::size_t{1});
    }
    return released_[object];
}

// Whoever gives its clock away begins a new time: what it does from then on is not known to who has taken it.

void happens_before::pass(std::uint32_t from, std::uint32_t to) {
    if (from == to) {
        return;
    }
    clocks_of(from);
    fiber_clocks& taker = clocks_of(to);
    taker.now.join(fibers_[from].now);
    tick(from);
}

void happens_before::pass_all(std::uint32_t to) {
    for (std::uint32_t from = 0; from < fibers_.size(); ++from) {
        if (fibers_[from].now[from] != 0) {
            pass(from, to);
        }
    }
}

void happens_before::acquire(std::uint32_t fiber, std::uint32_t object) {
    clocks_of(fiber).now.join(released_by(object));
}

void happens_before::release(std::uint32_t fiber, std::uint32_t object) {
    released_by(object).join(clocks_of(fiber).now);
    tick(fiber);
}

void happens_before::load(std::uint32_t fiber, std::uint32_t object, int order) {
    fiber_clocks& mine = clocks_of(fiber);
    vector_clock const& read = released_by(object);
    mine.loaded.join(read);
    if (acquires(order)) {
        mine.now.join(read);
    }
}

// A store begins a release sequence of its own, or none: what was released before is no longer read.
void happens_before::store(std::uint32_t fiber, std::uint32_t object, int order) {
    fiber_clocks& mine = clocks_of(fiber);
    vector_clock& released = released_by(object);
    released.clear();
    released.join(releases(order) ? mine.now : mine.fenced);
    tick(fiber);
}

// It continues the release sequence of what it reads, whatever its own order is.
void happens_before::read_modify_write(std::uint32_t fiber, std::uint32_t object, int order) {
    load(fiber, object, order);
    fiber_clocks& mine = fibers_[fiber];
    released_by(object).join(releases(order) ? mine.now : mine.fenced);
    tick(fiber);
}

void happens_before::fence(std::uint32_t fiber, int order) {
    fiber_clocks& mine = clocks_of(fiber);
    if (acquires(order)) {
        mine.now.join(mine.loaded);
    }
    if (releases(order)) {
        mine.fenced = mine.now;
        tick(fiber);
    }
}

bool happens_before::is_before(variable_access const& earlier, std::uint32_t fiber) const noexcept {
    return earlier.time <= fibers_[fiber].now[earlier.fiber];
}

variable_access const* happens_before::conflicting(variable_state const& of,
                                                   variable_access const& now) const noexcept {
    if (!is_before(of.write, now.fiber)) {
        return &of.write;
    }
    if (!now.is_write) {
        return nullptr;
    }
    if (!is_before(of.read, now.fiber)) {
        return &of.read;
    }
    for (variable_access const& each : of.reads) {
        if (!is_before(each, now.fiber)) {
            return &each;
        }
    }
    return nullptr;
}

void happens_before::keep_read(variable_state& of, variable_access const& now) {
    if (of.reads.empty()) {
        if (is_before(of.read, now.fiber)) {
            of.read = now;
            return;
        }
        of.reads.push_back(of.read); // two that are not ordered
        of.read = {};
    }
    for (variable_access& each : of.reads) {
        if (each.fiber == now.fiber) {
            each = now;
            return;
        }
    }
    of.reads.push_back(now);
}

std::optional<variable_access> happens_before::access(std::uint32_t object, variable_access now) {
    if (object >= variables_.size()) {
        variables_.resize(object + std::size_t{1});
    }
    variable_state& state = variables_[object];
    now.time = clocks_of(now.fiber).now[now.fiber];
    variable_access const& same = now.is_write ? state.write : state.read;
    if (same.time == now.time && same.fiber == now.fiber &&
        (!now.is_write || (state.read.time == 0 && state.reads.empty()))) {
        return std::nullopt; // nothing has happened in between that could matter
    }
    std::optional<variable_access> race;
    if (variable_access const* const other = conflicting(state, now); other != nullptr && !state.was_told) {
        race = *other;
        state.was_told = true;
    }
    if (now.is_write) {
        state.write = now;
        state.read = {};
        state.reads.clear();
    } else {
        keep_read(state, now);
    }
    return race;
}

} // namespace fermata::detail
