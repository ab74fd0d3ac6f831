// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "wide_program.hpp"

#include <random>

namespace generated::wide {

namespace {

using k = kind;

struct fact {
    std::string_view name;
    int points; ///< about how many scheduling points it has
    bool encloses = false;
};

constexpr std::array<fact, kind_count> facts{{
    {"load", 1},
    {"store", 1},
    {"add", 1},
    {"compare_exchange", 1},
    {"wait_atomic", 1},
    {"notify_atomic_one", 1},
    {"notify_atomic_all", 1},
    {"when", 1, true},
    {"twice", 1, true},
    {"caught", 0, true},
    {"locked", 2, true},
    {"try_locked", 2, true},
    {"timed", 2, true},
    {"recursive", 3, true},
    {"exclusive", 2, true},
    {"shared", 2, true},
    {"wait", 3},
    {"wait_ready", 3},
    {"wait_for", 3},
    {"signal", 2},
    {"notify_one", 1},
    {"notify_all", 1},
    {"wait_any", 3},
    {"wait_any_ready", 3},
    {"wait_any_stop", 4},
    {"wait_any_shared", 3},
    {"wait_any_for", 3},
    {"signal_any", 2},
    {"notify_any_one", 1},
    {"notify_any_all", 1},
    {"send", 1},
    {"receive", 1},
    {"try_receive", 0},
    {"look", 0},
    {"close", 1},
    {"acquire", 1},
    {"try_acquire", 1},
    {"release", 1},
    {"count_down", 1},
    {"wait_latch", 1},
    {"try_latch", 1},
    {"arrive_latch", 1},
    {"arrive", 1},
    {"arrive_and_wait", 2},
    {"arrive_and_drop", 1},
    {"arrived", 2, true},
    {"request_stop", 2},
    {"stop_requested", 1},
    {"stop_possible", 1},
    {"callback", 2, true},
    {"own_stop", 2, true},
    {"once", 1, true},
    {"once_throws", 1},
    {"start", 0},
    {"start_stoppable", 0},
    {"join", 0},
    {"choose", 1},
    {"yield", 1},
    {"spin", 1},
    {"spin_exchange", 2, true},
    {"spin_try_lock", 2, true},
    {"spin_try_acquire", 1},
    {"spin_latch", 1},
    {"checkpoint", 1},
    {"touch", 1},
    {"touch_atomic", 1},
    {"read_plain", 0},
    {"write_plain", 0},
    {"expect", 1},
    {"assume", 1},
    {"raise", 1},
    {"own_atomic", 2, true},
    {"own_channel", 2},
    {"own_mutex", 1, true},
    {"publish", 2},
    {"use_published", 1},
    {"use_counted", 2},
    {"drop_counted", 2},
}};

fact const& fact_of(kind which) { return facts[static_cast<std::size_t>(which)]; }

class numbers {
public:
    explicit numbers(std::uint64_t seed) : engine_(seed) {}
    std::uint32_t below(std::size_t n) { return static_cast<std::uint32_t>(engine_() % n); }
    template <class T>
    T const& one_of(std::vector<T> const& all) {
        return all[below(all.size())];
    }

private:
    std::mt19937_64 engine_;
};

/// Each program draws from one or two of them, so that conflicts are frequent, and from what goes with all of them.
std::vector<kind> palette(numbers& random) {
    static std::vector<std::vector<kind>> const themes{
        {k::arrive, k::arrive_and_wait, k::arrive_and_drop, k::arrived, k::add},
        {k::arrive_and_wait, k::arrive, k::load, k::store},
        {k::count_down, k::wait_latch, k::try_latch, k::arrive_latch, k::spin_latch},
        {k::request_stop, k::stop_requested, k::stop_possible, k::callback, k::own_stop},
        {k::callback, k::request_stop, k::add, k::callback},
        {k::start_stoppable, k::start, k::join, k::stop_requested, k::add},
        {k::wait_any, k::wait_any_ready, k::wait_any_shared, k::notify_any_one, k::notify_any_all, k::signal_any},
        {k::wait_any_stop, k::request_stop, k::signal_any},
        {k::wait_any_for, k::wait_any, k::notify_any_one, k::shared},
        {k::wait, k::notify_one, k::notify_one, k::add},
        {k::wait, k::wait_ready, k::wait_for, k::signal, k::notify_one, k::notify_all},
        {k::wait_atomic, k::notify_atomic_one, k::notify_atomic_all, k::store, k::add},
        {k::wait_atomic, k::notify_atomic_all, k::add, k::when},
        {k::send, k::receive, k::try_receive, k::look, k::close},
        {k::send, k::look, k::receive, k::locked, k::try_locked},
        {k::try_receive, k::send, k::load, k::store, k::yield},
        {k::once, k::once_throws, k::add, k::load},
        {k::once, k::once, k::locked, k::look, k::send},
        {k::exclusive, k::shared, k::load, k::add},
        {k::recursive, k::timed, k::add, k::load},
        {k::acquire, k::try_acquire, k::release, k::spin_try_acquire},
        {k::start, k::join, k::load, k::store, k::add},
        {k::choose, k::when, k::store, k::load},
        {k::spin, k::store, k::add, k::when},
        {k::spin_exchange, k::load, k::store},
        {k::spin_try_lock, k::locked, k::try_locked, k::add},
        {k::checkpoint, k::touch, k::touch_atomic, k::add, k::send},
        {k::touch, k::touch, k::locked, k::store},
        {k::read_plain, k::write_plain, k::locked, k::load, k::store},
        {k::expect, k::assume, k::raise, k::caught, k::add},
        {k::own_atomic, k::own_channel, k::own_mutex, k::load, k::store},
        {k::publish, k::use_published, k::add, k::when},
        {k::use_counted, k::drop_counted, k::load},
        {k::compare_exchange, k::when, k::add, k::load, k::twice},
    };
    static std::vector<kind> const goes_with_all{k::when,   k::load,  k::store, k::add,  k::choose, k::look,  k::start,
                                                 k::expect, k::raise, k::yield, k::once, k::locked, k::twice, k::join};
    std::vector<kind> chosen = random.one_of(themes);
    if (random.below(2) == 0) {
        auto const& other = random.one_of(themes);
        chosen.insert(chosen.end(), other.begin(), other.end());
    }
    for (std::uint32_t more = random.below(3); more != 0; --more) {
        chosen.push_back(random.one_of(goes_with_all));
    }
    return chosen;
}

bool starts(kind which) { return which == k::start || which == k::start_stoppable; }
bool looks(kind which) { return which == k::look || which == k::try_receive; }

} // namespace

program make_program(std::uint64_t seed) {
    numbers random(seed);
    program made;
    std::vector<kind> const kinds = palette(random);
    std::size_t const fibers = 2 + random.below(3);
    bool const main_takes_part = random.below(4) == 0;
    std::size_t const who = fibers + (main_takes_part ? 1 : 0);
    int const points = who == 2 ? 7 : who == 3 ? 4 : 2;
    auto const make_steps = [&](int most, bool may_start, bool joins_between = false) {
        steps all;
        bool has_operation = false;
        for (int left = 1 + static_cast<int>(random.below(static_cast<std::size_t>(most)));
             left > 0 && all.size() < 5;) {
            kind which = random.one_of(kinds);
            which = starts(which) && !may_start ? k::load : which;
            // A look before the first operation of a thread is no operation's, and not reduced; one after a join is
            // that of one or another operation within a class.
            which = looks(which) && !has_operation && random.below(16) != 0 ? k::load : which;
            // So is the end of a call after a join.
            which = which == k::join && !all.empty() && all.back().kind == k::once ? k::load : which;
            has_operation = which != k::join && (has_operation || (fact_of(which).points > 0 && !joins_between));
            all.push_back({which, static_cast<std::uint8_t>(random.below(4) == 0 ? 1 : 0),
                           static_cast<std::uint8_t>(random.below(3))});
            left -= fact_of(which).points;
        }
        return all;
    };
    for (std::size_t i = 0; i < fibers; ++i) {
        made.fibers.push_back(make_steps(points, true));
    }
    if (main_takes_part) {
        made.main = make_steps(points, true, true);
    }
    made.nested = {make_steps(2, random.below(4) == 0), make_steps(2, false)};
    made.wakes_spuriously = random.below(6) == 0;
    return made;
}

std::string_view name_of(kind which) { return fact_of(which).name; }

std::size_t end_of(steps const& all, std::size_t at) {
    while (at < all.size() && fact_of(all[at].kind).encloses) {
        ++at;
    }
    return at < all.size() ? at + 1 : at;
}

std::string to_string(program const& what) {
    std::string text = what.wakes_spuriously ? "spurious wake-ups" : "";
    auto const add = [&](std::string_view who, steps const& all) {
        text += "\n  " + std::string(who);
        for (std::size_t at = 0; at < all.size();) {
            std::size_t const end = end_of(all, at);
            std::string closing;
            for (; at < end; ++at) {
                step const& each = all[at];
                text += ' ' + std::string(name_of(each.kind)) + ' ' + std::to_string(each.object) + '/' +
                        std::to_string(each.value);
                if (fact_of(each.kind).encloses) {
                    text += " {";
                    closing += " }";
                }
            }
            text += closing + ';';
        }
    };
    for (auto const& fiber : what.fibers) {
        add("||", fiber);
    }
    add("main:", what.main);
    add("nested 0:", what.nested[0]);
    add("nested 1:", what.nested[1]);
    return text + '\n';
}

} // namespace generated::wide
