// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace fermata::detail {

/// A vector clock: of each fiber, up to which of its times everything is known. Times begin at 1.
class vector_clock {
public:
    std::uint32_t operator[](std::uint32_t fiber) const noexcept { return fiber < times_.size() ? times_[fiber] : 0; }
    void set(std::uint32_t fiber, std::uint32_t time) {
        if (fiber >= times_.size()) {
            times_.resize(fiber + std::size_t{1});
        }
        times_[fiber] = time;
    }
    void join(vector_clock const& other) {
        if (other.times_.size() > times_.size()) {
            times_.resize(other.times_.size());
        }
        for (std::size_t i = 0; i < other.times_.size(); ++i) {
            times_[i] = times_[i] < other.times_[i] ? other.times_[i] : times_[i];
        }
    }
    void clear() noexcept { times_.clear(); } // keeps its memory
    std::size_t size() const noexcept { return times_.size(); }

private:
    std::vector<std::uint32_t> times_;
};

/// An access of a variable: who, at which of its times, and where in the source.
struct variable_access {
    std::uint32_t fiber = 0;
    std::uint32_t time = 0; ///< 0: there was none
    std::uint32_t site = 0;
    bool is_after = false; ///< the site is that of the fiber's last operation before it
    bool is_write = false;
};

/// Which accesses of plain variables are ordered, in one execution: FastTrack (Flanagan, Freund: FastTrack:
/// Efficient and Precise Dynamic Race Detection, PLDI 2009), with the memory orders of C++20 for atomics.
///
/// Deviations: after a race the state goes on as if the accesses had been ordered; fences are those of
/// ThreadSanitizer, that is, a release fence is kept until the fiber's next one and given to all of its later stores,
/// and an acquire fence takes up what all earlier loads have read. A sequentially consistent fence is both.
///
/// Off until the first variable is touched in an exploration, so that explorations without variables pay a
/// branch per operation, and nothing in memory.
class happens_before {
public:
    bool is_on = false;
    bool is_wanted = false; ///< a variable was touched while it was off

    /// Nothing has happened.
    void begin() {
        if (is_on) {
            forget();
        }
    }

    /// Everything that `from` has done happens before whatever `to` does from now on.
    void pass(std::uint32_t from, std::uint32_t to);
    /// Everything that anybody has done happens before whatever this fiber does from now on.
    void pass_all(std::uint32_t to);

    // An object between two fibers: what is released into it is acquired from it.
    void acquire(std::uint32_t fiber, std::uint32_t object);
    void release(std::uint32_t fiber, std::uint32_t object);

    // Atomics, by std::memory_order's values.
    void load(std::uint32_t fiber, std::uint32_t object, int order);
    void store(std::uint32_t fiber, std::uint32_t object, int order);
    void read_modify_write(std::uint32_t fiber, std::uint32_t object, int order);
    void fence(std::uint32_t fiber, int order);

    /// The access that it races with, if there is one: told once of a variable.
    std::optional<variable_access> access(std::uint32_t object, variable_access now);

private:
    struct fiber_clocks {
        vector_clock now;
        vector_clock loaded; ///< what relaxed loads have read, for an acquire fence
        vector_clock fenced; ///< at the last release fence
    };
    /// FastTrack's state of a variable. Reads that are not ordered among each other are kept by fiber.
    struct variable_state {
        variable_access write;
        variable_access read;               ///< if there is one only
        std::vector<variable_access> reads; ///< otherwise
        bool was_told = false;
    };

    fiber_clocks& clocks_of(std::uint32_t fiber);
    vector_clock& released_by(std::uint32_t object);
    void tick(std::uint32_t fiber) { fibers_[fiber].now.set(fiber, fibers_[fiber].now[fiber] + 1); }
    bool is_before(variable_access const& earlier, std::uint32_t fiber) const noexcept;
    variable_access const* conflicting(variable_state const& of, variable_access const& now) const noexcept;
    void keep_read(variable_state& of, variable_access const& now);
    void forget();

    std::vector<fiber_clocks> fibers_;
    std::vector<vector_clock> released_;    ///< by object
    std::vector<variable_state> variables_; ///< by object
};

} // namespace fermata::detail
