// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "maker.hpp"

#include <algorithm>

namespace loops {

program make_program(std::uint64_t seed) { return maker(seed).make(); }

program maker::make() {
    program made;
    std::size_t const count = 2 + (chance(45) ? 1 : 0) + (chance(10) ? 1 : 0);
    objects_ = 1 + below(atomics);
    for (std::size_t left = chance(20) ? 0 : 1 + (chance(20) ? 1 : 0); left != 0; --left) {
        others_.push_back(static_cast<kind>(below(static_cast<std::size_t>(kind::none))));
    }
    is_about_others_ = !others_.empty() && chance(75);
    closes_ = has(kind::channel) && chance(40) ? below(count) : threads_max;
    made.capacity = chance(70) ? capacity_max : static_cast<std::uint8_t>(1 + below(2));
    made.places = static_cast<places>(below(3));
    made.main_takes_part = chance(50);
    std::size_t const looper = below(count);
    for (thread_ = 0; thread_ < count; ++thread_) {
        all_.clear();
        has_closed_ = has_dropped_ = false;
        if (thread_ == looper) {
            add_loop(0);
        }
        for (std::size_t left = below(is_about_others_ && thread_ != looper ? 5 : 4); left != 0; --left) {
            add_something();
        }
        if (closes_ == thread_ && !has_closed_ && chance(70)) {
            add(code::close);
        }
        add(code::end);
        made.threads.push_back(all_);
    }
    made.latch = counted_down_;
    made.latch += chance(10) ? 1 : 0; // nobody opens it
    return made;
}

bool maker::has(kind which) const { return std::ranges::find(others_, which) != others_.end(); }

// None that loops count with.
std::uint8_t maker::reg() { return below(registers - 1); }

std::size_t maker::add(code what, std::uint8_t its, std::uint8_t object, std::uint8_t value, std::uint8_t to) {
    all_.push_back({what, its, object, value, to});
    return all_.size() - 1;
}

void maker::add_something() {
    std::size_t const which = below(100);
    if (which < 25 && is_about_others_) {
        add_several();
    } else if (which < 35) {
        add_loop(0);
    } else if (which < 42) {
        std::uint8_t const mutex = below(mutexes);
        add(code::lock, 0, mutex);
        add_operation();
        add(code::unlock, 0, mutex);
    } else if (which < 45) {
        add(chance(50) ? code::acquire : code::release);
    } else if (which < 48) {
        add(code::wait, 0, atomic(), below(2));
    } else if (which < 52) {
        std::uint8_t const object = atomic();
        add(code::store, 0, object, below(3));
        add(code::notify, 0, object);
    } else {
        add_operation();
    }
}

/// So that what is looked at comes to have more than two values.
void maker::add_several() {
    kind const which = other();
    for (std::size_t left = 1 + below(3); left != 0; --left) {
        add_operation_of(which);
    }
}

void maker::add_operation() {
    kind const which = chance(is_about_others_ ? 85 : 60) ? other() : kind::none;
    which == kind::none ? add_operation_of_atomics() : add_operation_of(which);
}

void maker::add_operation_of_atomics() {
    switch (below(13)) {
    case 0:
    case 1: add(code::load, reg(), atomic()); break;
    case 2:
    case 3:
    case 4: add(code::store, 0, atomic(), below(3)); break;
    case 5:
    case 6: add(code::add, below(registers), atomic()); break;
    case 7: add(code::exchange, reg(), atomic(), below(3)); break;
    case 8: add(code::compare_exchange, reg(), atomic(), below(2), below(3)); break;
    case 9: add(code::store_register, reg(), atomic()); break;
    case 10: add(code::release); break;
    case 11: add(code::try_acquire, reg()); break;
    default: chance(40) ? add(code::choose, reg()) : add(code::store, 0, atomic(), 1); break;
    }
}

void maker::add_operation_of(kind which) {
    switch (which) {
    case kind::channel: add_operation_of_channel(); break;
    case kind::latch:
        if (counted_down_ < 3 && chance(70)) {
            add(code::count_down);
            ++counted_down_;
        } else {
            chance(60) ? add(code::try_wait, reg()) : add(code::await_latch);
        }
        break;
    case kind::shared_mutex: add_section(); break;
    case kind::stop: add_operation_of_stop(); break;
    case kind::none: break;
    }
}

// Whoever closes it is the only one who sends, and does not do so afterwards.
void maker::add_operation_of_channel() {
    bool const may_close = closes_ == thread_ && !has_closed_;
    std::size_t const which = below(100);
    if (which < 60 && (closes_ == threads_max || may_close)) {
        add(code::send, 0, 0, static_cast<std::uint8_t>(1 + below(2)));
    } else if (which < 80 && may_close) {
        has_closed_ = true;
        add(code::close);
    } else if (which < 68) {
        add(code::receive, reg());
    } else if (which < 90) {
        add(code::try_receive, reg());
    } else {
        add(chance(70) ? code::size : code::is_closed, reg());
    }
}

void maker::add_operation_of_stop() {
    std::size_t const which = below(100);
    if (which < 70 && !has_dropped_) {
        has_dropped_ = which >= 40;
        has_dropped_ ? add(code::drop_source) : add(code::request_stop, reg());
    } else {
        add(chance(50) ? code::stop_requested : code::stop_possible, reg());
    }
}

/// With the shared mutex, if it is had.
void maker::add_section() {
    if (is_in_section_) {
        add_operation_of_atomics();
        return;
    }
    bool const is_shared = chance(50);
    std::uint8_t const its = reg();
    std::size_t const tried = chance(40) ? all_.size() + 1 : 0;
    if (tried != 0) {
        add(is_shared ? code::try_lock_shared : code::try_lock_exclusive, its);
        add(code::jump_if, its, 0, 0);
    } else {
        add(is_shared ? code::lock_shared : code::lock_exclusive);
    }
    is_in_section_ = true;
    if (chance(60)) {
        add_operation();
    }
    is_in_section_ = false;
    add(is_shared ? code::unlock_shared : code::unlock_exclusive);
    if (tried != 0) {
        all_[tried].to = here();
    }
}

} // namespace loops
