// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The loops of a program.
#include "maker.hpp"

#include <array>

namespace loops {

namespace {
constexpr std::uint8_t counter = registers - 1; ///< the register that few results of operations go to
} // namespace

std::uint8_t maker::add_load(std::uint8_t its, std::uint8_t object) {
    add(code::load, its, object);
    return 3;
}

std::uint8_t maker::add_look(std::uint8_t its) {
    switch (chance(is_about_others_ ? 85 : 60) ? other() : kind::none) {
    case kind::channel:
        if (chance(closes_ == threads_max ? 5 : 40)) {
            add(code::is_closed, its);
            return 2;
        }
        if (chance(85)) {
            add(code::size, its);
            return capacity_max + 1;
        }
        add(code::try_receive, its);
        return 3;
    case kind::latch: add(code::try_wait, its); return 2;
    case kind::stop: add(chance(50) ? code::stop_requested : code::stop_possible, its); return 2;
    case kind::shared_mutex:
    case kind::none: break;
    }
    return add_load(its, atomic());
}

/// A jump that repeats what begins there, or not, as the register is. Most have something to wait for in the beginning.
void maker::repeat(std::uint8_t its, std::uint8_t begin, std::uint8_t values) {
    constexpr std::array ways{code::jump_if, code::jump_unless, code::jump_below};
    code const how = ways[below(ways.size())];
    std::uint8_t const waited_for = how == code::jump_if ? 0 : static_cast<std::uint8_t>(1 + below(values - 1U));
    add(how, its, 0, chance(60) ? waited_for : below(values), begin);
}

/// A jump out of a loop; where to is to be written into it.
std::size_t maker::leave(std::uint8_t its, std::uint8_t values) {
    return add(chance(50) ? code::jump_if : code::jump_unless, its, 0, below(values));
}

void maker::yield(std::size_t percent) {
    if (chance(percent)) {
        add(code::yield);
    }
}

void maker::add_loop(int depth) {
    std::uint8_t const begin = here();
    std::uint8_t const its = reg();
    constexpr std::size_t loops_of_atomics = 5; // or of mutexes and permits
    std::size_t const least = is_about_others_ && chance(70) ? loops_of_atomics : 0;
    switch (least + below(16 - least)) {
    case 5:
    case 6: {
        std::uint8_t const values = add_look(its);
        repeat(its, begin, values);
        break;
    }
    case 7: {
        std::uint8_t const values = add_look(its);
        yield(50);
        repeat(its, begin, values);
        yield(50);
        break;
    }
    case 0:
    case 1:
    case 2: add_loop_of_locks(); break;
    case 3:
    case 4: add_loop_that_tries(depth); break;
    case 8:
    case 9:
    case 10: add_loop_of_looks(); break;
    case 11: add_attempts(); break;
    case 12:
    case 13: add_loop_that_counts(); break;
    default: add_loop_of_other(); break;
    }
}

/// A lock that is made of an atomic.
void maker::add_loop_of_locks() {
    std::uint8_t const begin = here();
    std::uint8_t const its = reg();
    std::uint8_t const object = atomic();
    switch (below(3)) {
    case 0:
        add(code::exchange, its, object, static_cast<std::uint8_t>(1 + below(2)));
        repeat(its, begin, 3);
        break;
    case 1:
        add_exchange(its, object, below(3));
        add(code::jump_if, its, 0, 0, begin);
        break;
    default: // test, and test and set
        add_load(its, object);
        add(code::jump_unless, its, 0, 0, begin);
        if (chance(50)) {
            add(code::exchange, its, object, 1);
            add(code::jump_unless, its, 0, 0, begin);
        } else {
            add_exchange(its, object, 0);
            add(code::jump_if, its, 0, 0, begin);
        }
        break;
    }
    end_lock(object);
}

/// For another value.
void maker::add_exchange(std::uint8_t its, std::uint8_t object, std::uint8_t expected) {
    add(code::compare_exchange, its, object, expected, static_cast<std::uint8_t>((expected + 1 + below(2)) % 3));
}

/// What a lock that is a loop is for.
void maker::end_lock(std::uint8_t object) {
    if (chance(50)) {
        add_operation();
    }
    if (chance(80)) {
        add(code::store, 0, object, 0);
    }
}

/// Two or three reads; it may end between them.
void maker::add_loop_of_looks() {
    std::uint8_t const begin = here();
    std::array<std::uint8_t, 2> const kept{reg(), reg()}; // perhaps the same
    std::vector<std::size_t> leaves;
    std::uint8_t values = 3;
    std::uint8_t its = kept[0];
    for (std::size_t left = 2 + below(2); left != 0; --left) {
        its = kept[below(kept.size())];
        values = add_look(its);
        yield(20);
        if (left != 1 && chance(35)) {
            leaves.push_back(leave(its, values));
        }
    }
    chance(75) ? repeat(its, begin, values) : repeat(kept[0], begin, 3);
    for (std::size_t const each : leaves) {
        all_[each].to = here();
    }
}

void maker::add_attempts() {
    add(code::set, counter);
    std::uint8_t const first = here();
    std::uint8_t const its = reg();
    std::uint8_t const values = add_look(its);
    std::size_t const leaves = leave(its, values);
    add(code::count, counter, 0, 3);
    add(code::jump_unless, counter, 0, static_cast<std::uint8_t>(1 + below(2)), first);
    all_[leaves].to = here();
}

/// It is as it was after two or three rounds.
void maker::add_loop_that_counts() {
    std::uint8_t const begin = here();
    std::uint8_t const its = reg();
    auto const modulus = static_cast<std::uint8_t>(2 + below(2));
    switch (below(4)) {
    case 0: {
        add(code::count, counter, 0, modulus);
        std::uint8_t const values = add_look(its);
        repeat(its, begin, values);
        break;
    }
    case 1: { // it ends before it counts
        std::uint8_t const values = add_look(its);
        std::size_t const leaves = leave(its, values);
        yield(20);
        add(code::count, counter, 0, modulus);
        add(code::jump, 0, 0, 0, begin);
        all_[leaves].to = here();
        break;
    }
    case 2: { // in one of its rounds it looks at something else as well
        std::uint8_t const values = add_look(its);
        add(code::count, counter, 0, modulus);
        std::size_t const passes = add(code::jump_unless, counter, 0, below(modulus));
        std::uint8_t const other = reg();
        std::size_t const leaves = leave(other, add_look(other));
        all_[passes].to = here();
        repeat(its, begin, values);
        all_[leaves].to = here();
        break;
    }
    default: { // it looks at one or the other
        add(code::count, counter, 0, modulus);
        std::size_t const passes = add(code::jump_unless, counter, 0, below(modulus));
        std::uint8_t values = add_look(its);
        std::size_t const ends = add(code::jump);
        all_[passes].to = here();
        std::uint8_t const others = add_look(its);
        all_[ends].to = here();
        values = values < others ? values : others;
        repeat(its, begin, values);
        break;
    }
    }
}

void maker::add_loop_that_tries(int depth) {
    std::uint8_t const begin = here();
    std::uint8_t const its = reg();
    if (chance(35)) {
        add(code::try_acquire, its);
        add(code::jump_if, its, 0, 0, begin);
        return;
    }
    std::uint8_t const mutex = below(mutexes);
    add(code::try_lock, its, mutex);
    add(code::jump_if, its, 0, 0, begin);
    if (chance(60)) {
        add_operation();
    }
    if (chance(30) && depth == 0) {
        add_loop(1);
    }
    add(code::unlock, 0, mutex);
}

void maker::add_loop_of_other() {
    std::uint8_t const begin = here();
    std::uint8_t const its = reg();
    switch (other()) {
    case kind::channel: {
        add(code::try_receive, its);
        if (chance(50)) {
            repeat(its, begin, 3);
            break;
        }
        std::size_t const leaves = add(code::jump_unless, its, 0, 0); // until there is something, or it is closed
        add(chance(70) ? code::is_closed : code::size, its);
        add(code::jump_if, its, 0, 0, begin);
        all_[leaves].to = here();
        break;
    }
    case kind::shared_mutex: add_loop_of_shared_mutex(); break;
    case kind::latch:
    case kind::stop:
    case kind::none: {
        std::uint8_t const values = add_look(its);
        repeat(its, begin, values);
        break;
    }
    }
}

void maker::add_loop_of_shared_mutex() {
    if (is_in_section_) {
        add_loop_of_looks();
        return;
    }
    std::uint8_t const begin = here();
    std::uint8_t const its = reg();
    bool const is_shared = chance(50);
    if (chance(30)) { // a look first
        std::uint8_t const values = add_look(its);
        repeat(its, begin, values);
    }
    if (chance(20)) {
        add(code::count, counter, 0, 2);
    }
    add(is_shared ? code::try_lock_shared : code::try_lock_exclusive, its);
    yield(20);
    add(code::jump_if, its, 0, 0, begin);
    is_in_section_ = true;
    if (chance(60)) {
        add_operation();
    }
    is_in_section_ = false;
    add(is_shared ? code::unlock_shared : code::unlock_exclusive);
}

} // namespace loops
