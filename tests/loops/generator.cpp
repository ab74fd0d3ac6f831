// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "machine.hpp"

#include <array>
#include <random>
#include <string_view>

namespace loops {

namespace {

constexpr std::uint8_t counter = 3; ///< the register that no operation's result goes to

class maker {
public:
    explicit maker(std::uint64_t seed) : engine_(seed) {}

    program make() {
        program made;
        std::size_t const count = 2 + (chance(45) ? 1 : 0) + (chance(10) ? 1 : 0);
        objects_ = 1 + below(atomics);
        made.places = static_cast<places>(below(3));
        made.main_takes_part = chance(50);
        std::size_t const looper = below(count);
        for (std::size_t i = 0; i < count; ++i) {
            all_.clear();
            if (i == looper) {
                add_loop(0);
            }
            for (std::size_t left = below(4); left != 0; --left) {
                add_something();
            }
            add(code::end);
            made.threads.push_back(all_);
        }
        return made;
    }

private:
    std::uint8_t below(std::size_t n) { return static_cast<std::uint8_t>(engine_() % n); }
    bool chance(std::size_t percent) { return engine_() % 100 < percent; }
    std::uint8_t reg() { return below(counter); }
    std::uint8_t atomic() { return below(objects_); }
    std::uint8_t here() const { return static_cast<std::uint8_t>(all_.size()); }

    std::size_t add(code what, std::uint8_t its = 0, std::uint8_t object = 0, std::uint8_t value = 0,
                    std::uint8_t to = 0) {
        all_.push_back({what, its, object, value, to});
        return all_.size() - 1;
    }

    void add_something() {
        std::size_t const which = below(100);
        if (which < 35) {
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

    void add_operation() {
        switch (below(13)) {
        case 0:
        case 1: add(code::load, reg(), atomic()); break;
        case 2:
        case 3:
        case 4: add(code::store, 0, atomic(), below(3)); break;
        case 5:
        case 6: add(code::add, chance(50) ? counter : reg(), atomic()); break;
        case 7: add(code::exchange, reg(), atomic(), below(3)); break;
        case 8: add(code::compare_exchange, reg(), atomic(), below(2), below(3)); break;
        case 9: add(code::store_register, reg(), atomic()); break;
        case 10: add(code::release); break;
        case 11: add(code::try_acquire, reg()); break;
        default: chance(40) ? add(code::choose, reg()) : add(code::store, 0, atomic(), 1); break;
        }
    }

    /// A jump that repeats what begins there, or not, as the register is.
    void repeat(std::uint8_t its, std::uint8_t begin) {
        constexpr std::array ways{code::jump_if, code::jump_unless, code::jump_below};
        add(ways[below(ways.size())], its, 0, below(3), begin);
    }
    void yield(std::size_t percent) {
        if (chance(percent)) {
            add(code::yield);
        }
    }

    void add_loop(int depth) {
        std::uint8_t const begin = here();
        std::uint8_t const object = atomic();
        std::uint8_t const its = reg();
        switch (below(13)) {
        case 0:
        case 1:
            add(code::load, its, object);
            repeat(its, begin);
            break;
        case 2:
            add(code::load, its, object);
            yield(50);
            repeat(its, begin);
            yield(50);
            break;
        case 3:
            add(code::exchange, its, object, static_cast<std::uint8_t>(1 + below(2)));
            repeat(its, begin);
            end_lock(object);
            break;
        case 4: // a lock of compare-exchanges
            add_exchange(its, object, below(3));
            add(code::jump_if, its, 0, 0, begin);
            end_lock(object);
            break;
        case 5: // test, and test and set
            add(code::load, its, object);
            add(code::jump_unless, its, 0, 0, begin);
            if (chance(50)) {
                add(code::exchange, its, object, 1);
                add(code::jump_unless, its, 0, 0, begin);
            } else {
                add_exchange(its, object, 0);
                add(code::jump_if, its, 0, 0, begin);
            }
            end_lock(object);
            break;
        case 6: { // two reads
            std::uint8_t const other = reg();
            add(code::load, its, object);
            yield(30);
            add(code::load, other, chance(50) ? object : atomic());
            repeat(chance(50) ? its : other, begin);
            break;
        }
        case 7: { // two reads, and it may end between them
            std::uint8_t const other = reg();
            add(code::load, its, object);
            std::size_t const leaves = add(chance(50) ? code::jump_if : code::jump_unless, its, 0, below(3));
            add(code::load, other, chance(50) ? object : atomic());
            yield(40);
            repeat(other, begin);
            all_[leaves].to = here();
            break;
        }
        case 8: { // a few attempts
            add(code::set, counter);
            std::uint8_t const first = here();
            add(code::load, its, object);
            std::size_t const leaves = add(code::jump_unless, its, 0, 0);
            add(code::count, counter);
            add(code::jump_unless, counter, 0, static_cast<std::uint8_t>(1 + below(2)), first);
            all_[leaves].to = here();
            break;
        }
        case 9: // it is as it was after three rounds
            add(code::count, counter);
            add(code::load, its, object);
            repeat(its, begin);
            break;
        case 10: {
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
            break;
        }
        case 11: { // until it has a value, counting
            add(code::load, its, object);
            std::size_t const leaves = add(code::jump_if, its, 0, below(3));
            add(code::count, counter);
            add(code::jump, 0, 0, 0, begin);
            all_[leaves].to = here();
            break;
        }
        default:
            add(code::try_acquire, its);
            add(code::jump_if, its, 0, 0, begin);
            break;
        }
    }

    /// For another value.
    void add_exchange(std::uint8_t its, std::uint8_t object, std::uint8_t expected) {
        add(code::compare_exchange, its, object, expected, static_cast<std::uint8_t>((expected + 1 + below(2)) % 3));
    }
    /// What a lock that is a loop is for.
    void end_lock(std::uint8_t object) {
        if (chance(50)) {
            add_operation();
        }
        if (chance(80)) {
            add(code::store, 0, object, 0);
        }
    }

    std::mt19937_64 engine_;
    std::vector<instruction> all_;
    std::size_t objects_ = 1;
};

constexpr std::array<std::string_view, static_cast<std::size_t>(code::end) + 1> names{
    "load",        "store",  "store register", "add",         "exchange",   "compare_exchange",
    "set",         "count",  "jump if",        "jump unless", "jump below", "jump",
    "yield",       "lock",   "unlock",         "try_lock",    "acquire",    "release",
    "try_acquire", "choose", "wait",           "notify",      "end"};

} // namespace

program make_program(std::uint64_t seed) { return maker(seed).make(); }

std::string to_string(program const& what) {
    constexpr std::array places{"of the interpreter", "none", "few"};
    std::string text = std::string("places: ") + places[static_cast<std::size_t>(what.places)] +
                       (what.main_takes_part ? ", the first thread is main\n" : "\n");
    for (std::size_t i = 0; i < what.threads.size(); ++i) {
        text += "thread " + std::to_string(i) + '\n';
        for (std::size_t at = 0; at < what.threads[i].size(); ++at) {
            instruction const& each = what.threads[i][at];
            text += "  " + std::to_string(at) + ": " + std::string(names[static_cast<std::size_t>(each.code)]) +
                    " register " + std::to_string(each.reg) + ", object " + std::to_string(each.object) + ", value " +
                    std::to_string(each.value) + ", to " + std::to_string(each.to) + '\n';
        }
    }
    return text;
}

} // namespace loops
