// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "memory/apart.hpp"
#include "strategy/class_identity.hpp"

#include <fermata/strategy.hpp>

#include <cstddef>
#include <cstdint>

namespace fermata::detail {

/// What an execution has done so far, up to the order of operations that do not conflict. Each fiber has the identity
/// of its last event, which follows from the one before, from the events that it comes after because of a conflict, and
/// from the values that it chose; together they are the class. Two beginnings of one class lead to the same state.
class prefix_class {
public:
    void begin_execution();
    /// Adds what has happened since the last call.
    void catch_up(execution_record const& so_far);
    class_identity const& get() const noexcept { return sum_; }
    /// What the class will be after that operation of a fiber, if it does what was announced. If it does something else
    /// no execution ever has this class.
    class_identity foresee(operation const& next, std::uint32_t fiber);

private:
    class_identity& last_write_of(std::uint32_t object);
    class_identity& last_of(std::uint32_t fiber);
    void add_values(execution_record const& so_far, std::uint64_t step);
    class_identity begin_event(std::uint32_t fiber, operation_kind kind);
    class_identity come_after(class_identity what, std::uint32_t object, access how);
    void add_event(execution_record const& so_far, std::size_t step);
    void go_on(std::uint32_t fiber, class_identity const& now);

    class_identity sum_;
    apart_vector<class_identity> last_;       ///< by fiber
    apart_vector<class_identity> last_write_; ///< by object
    std::size_t events_ = 0;
    std::size_t choices_ = 0;
    std::size_t further_ = 0;
};

/// Which classes of beginnings have been explored, and with how many preemptions they were come to. It forgets some
/// when it is full, which costs time and nothing else.
class known_classes {
public:
    /// Whether an execution before this one came there with no more preemptions.
    bool knows(class_identity const& which, std::uint32_t preemptions, std::uint64_t execution) const noexcept;
    /// Remembers it; false if an execution before this one came there with no more preemptions. (What this one has left
    /// there itself is of its first attempt, where it is made again.)
    bool add(class_identity const& which, std::uint32_t preemptions, std::uint64_t execution);

private:
    static constexpr std::size_t ways = 4;
    static constexpr std::size_t entries_max = std::size_t{1} << 20;

    struct entry {
        class_identity which;
        std::uint64_t execution = 0; ///< 0: none
        std::uint32_t preemptions = 0;
    };
    std::size_t bucket_of(class_identity const& which) const noexcept {
        return (which.low & (entries_.size() / ways - 1)) * ways;
    }
    void grow();

    apart_vector<entry> entries_;
    std::size_t used_ = 0;
};

} // namespace fermata::detail
