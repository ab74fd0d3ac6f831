// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "machine.hpp"

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace loops {

/// Makes one program.
class maker {
public:
    explicit maker(std::uint64_t seed) : engine_(seed) {}

    program make();

private:
    enum class kind : std::uint8_t { channel, latch, shared_mutex, stop, none };

    std::uint8_t below(std::size_t n) { return static_cast<std::uint8_t>(engine_() % n); }
    bool chance(std::size_t percent) { return engine_() % 100 < percent; }
    std::uint8_t reg();
    std::uint8_t atomic() { return below(objects_); }
    std::uint8_t here() const { return static_cast<std::uint8_t>(all_.size()); }
    /// One of those that this program has.
    kind other() { return others_.empty() ? kind::none : others_[below(others_.size())]; }
    bool has(kind which) const;

    std::size_t add(code what, std::uint8_t its = 0, std::uint8_t object = 0, std::uint8_t value = 0,
                    std::uint8_t to = 0);
    void add_something();
    void add_several();
    void add_operation();
    void add_operation_of_atomics();
    void add_operation_of(kind which);
    void add_operation_of_channel();
    void add_operation_of_stop();
    void add_section();

    /// One that only reads, and how many values it can have.
    std::uint8_t add_look(std::uint8_t its);
    std::uint8_t add_load(std::uint8_t its, std::uint8_t object);

    void add_loop(int depth);
    void add_loop_of_locks();
    void add_loop_of_looks();
    void add_loop_of_other();
    void add_loop_of_shared_mutex();
    void add_loop_that_counts();
    void add_loop_that_tries(int depth);
    void add_attempts();
    void repeat(std::uint8_t its, std::uint8_t begin, std::uint8_t values);
    std::size_t leave(std::uint8_t its, std::uint8_t values);
    void yield(std::size_t percent);
    void add_exchange(std::uint8_t its, std::uint8_t object, std::uint8_t expected);
    void end_lock(std::uint8_t object);

    std::mt19937_64 engine_;
    std::vector<instruction> all_; ///< of the thread that is being made
    std::size_t objects_ = 1;
    std::vector<kind> others_;
    bool is_about_others_ = false; ///< more of their operations, and fewer loops, so that there is something to look at
    std::size_t thread_ = 0;
    std::size_t closes_ = threads_max; ///< which thread; nobody else sends then
    bool has_closed_ = false;
    bool has_dropped_ = false;
    bool is_in_section_ = false;
    std::uint8_t counted_down_ = 0;
};

} // namespace loops
