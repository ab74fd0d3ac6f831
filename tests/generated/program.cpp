// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "program.hpp"

#include <array>

namespace generated {

namespace {

class numbers {
public:
    explicit numbers(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15 + 1) {}
    std::uint32_t below(std::uint32_t n) {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        state_ ^= state_ << 17;
        return static_cast<std::uint32_t>((state_ >> 33) % n);
    }

private:
    std::uint64_t state_;
};

constexpr std::array names{"checkpoint",
                           "locked",
                           "lock",
                           "unlock",
                           "try_lock",
                           "wait",
                           "notify_one",
                           "notify_all",
                           "send",
                           "receive",
                           "close",
                           "choose",
                           "start",
                           "assume",
                           "fail",
                           "load",
                           "store",
                           "add",
                           "compare_exchange",
                           "acquire",
                           "try_acquire",
                           "release",
                           "wait_for",
                           "lock_shared",
                           "count_down",
                           "wait_latch",
                           "spin",
                           "spin_lock",
                           "spin_exchange",
                           "wait_until",
                           "progress",
                           "spin_both",
                           "spin_try_lock",
                           "spin_try_acquire",
                           "spin_try_shared"};

/// Each program draws from a few kinds only, so that conflicts are frequent.
std::vector<kind> palette(numbers& random) {
    static std::array<std::vector<kind>, 22> const palettes{{
        {kind::load, kind::store, kind::add, kind::compare_exchange},
        {kind::compare_exchange, kind::load, kind::compare_exchange},
        {kind::acquire, kind::try_acquire, kind::release, kind::add},
        {kind::wait_for, kind::notify_one, kind::notify_all, kind::locked},
        {kind::lock_shared, kind::locked, kind::count_down, kind::wait_latch, kind::compare_exchange},
        {kind::spin, kind::store, kind::add},
        {kind::spin_lock, kind::spin_exchange, kind::add},
        {kind::spin_both, kind::store, kind::spin, kind::locked},
        {kind::wait_until, kind::store, kind::add},
        {kind::progress, kind::load, kind::add, kind::locked},
        {kind::spin_try_lock, kind::locked, kind::try_lock},
        {kind::spin_try_lock, kind::wait, kind::notify_one, kind::lock},
        {kind::spin_try_acquire, kind::acquire, kind::release},
        {kind::spin_try_shared, kind::lock_shared, kind::add},
        {kind::checkpoint, kind::choose},
        {kind::locked, kind::try_lock},
        {kind::lock, kind::unlock, kind::checkpoint},
        {kind::wait, kind::notify_one, kind::locked},
        {kind::wait, kind::notify_all, kind::notify_one, kind::choose},
        {kind::send, kind::receive, kind::close},
        {kind::locked, kind::start, kind::try_lock, kind::checkpoint},
        {kind::lock, kind::unlock, kind::try_lock, kind::choose, kind::assume, kind::fail},
    }};
    std::vector<kind> chosen = palettes[random.below(palettes.size())];
    if (random.below(3) == 0) {
        auto const& other = palettes[random.below(palettes.size())];
        chosen.insert(chosen.end(), other.begin(), other.end());
    }
    return chosen;
}

} // namespace

program make_program(std::uint64_t seed) {
    numbers random(seed);
    for (int i = 0; i < 8; ++i) {
        random.below(2);
    }
    program made;
    std::vector<kind> const kinds = palette(random);
    auto const make_steps = [&](std::uint32_t most) {
        std::vector<step> steps;
        for (std::uint32_t n = 1 + random.below(most); n != 0; --n) {
            steps.push_back({kinds[random.below(static_cast<std::uint32_t>(kinds.size()))],
                             static_cast<std::uint8_t>(random.below(2)), static_cast<std::uint8_t>(random.below(3))});
        }
        return steps;
    };
    std::uint32_t const fibers = 2 + random.below(3);
    for (std::uint32_t i = 0; i < fibers; ++i) {
        made.fibers.push_back(make_steps(fibers == 2 ? 6 : fibers == 3 ? 4 : 2));
    }
    made.nested = make_steps(2);
    for (step& each : made.nested) {
        each.kind = each.kind == kind::start ? kinds[0] : each.kind;
    }
    made.uses_starters = random.below(4) == 0;
    return made;
}

std::string to_string(program const& what) {
    std::string text = what.uses_starters ? "starters" : "threads";
    auto const add = [&](std::vector<step> const& steps) {
        for (step const& each : steps) {
            text += ' ' + std::string(names[static_cast<std::size_t>(each.kind)]) + ' ' + std::to_string(each.object) +
                    '/' + std::to_string(each.value) + ';';
        }
    };
    for (auto const& fiber : what.fibers) {
        text += "\n  ||";
        add(fiber);
    }
    text += "\n  nested:";
    add(what.nested);
    return text + '\n';
}

} // namespace generated
