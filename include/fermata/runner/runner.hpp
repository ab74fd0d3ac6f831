// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/error.hpp>
#include <fermata/model/output_stream.hpp>
#include <fermata/model/schedule.hpp>
#include <fermata/model/source_location.hpp>
#include <fermata/model/trace.hpp>
#include <fermata/runner/items.hpp>
#include <fermata/runner/result.hpp>
#include <fermata/runner/starter.hpp>
#include <fermata/strategy/strategies.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <typeinfo>
#include <utility>
#include <vector>

namespace fermata {

/// What happens at a checkpoint that the order does not declare.
enum class undeclared { pass, strict };

/// Where a starter goes after its last declared point: to its end, or nowhere until finish().
enum class after_last_point { finish, hold };

struct runner_options {
    fermata::undeclared undeclared = fermata::undeclared::pass;
    fermata::after_last_point after_last_point = fermata::after_last_point::finish;
    strategy_value strategy{}; ///< who goes on where no order is declared, and for choose(); default: round robin
    std::uint64_t seed = 0;    ///< for the strategies that sample
    std::size_t steps_max = 1'000'000;                                    ///< more steps than that are a step_limit
    std::size_t stack_size = 256 * 1024;                                  ///< of each fiber, in bytes
    std::chrono::nanoseconds outside_wait_max = std::chrono::seconds(10); ///< how long to wait for the outside
};

/// The declared point at which a starter stands now.
struct reached {
    fermata::point point;
    std::string file;     ///< where it is in the source; empty for started() and finished()
    std::size_t line = 0; ///< from 1
    std::size_t step = 0; ///< how many steps had been performed

    friend bool operator==(reached const& left, fermata::point const& right) { return left.point == right; }
};

std::string to_string(reached const& value);

template <detail::output_stream Ostream>
Ostream& operator<<(Ostream& stream, reached const& value) {
    stream << to_string(value);
    return stream;
}

namespace detail {
struct runner_state;
struct result_view {
    result_state state;
    void* value;
    std::exception_ptr error;
    std::string message;
};
} // namespace detail

/// Runs starters in a declared order, one at a time; between two calls the program stands still.
///
/// Outside a fiber a runner has a scheduler of its own. In an exploration it joins that one: the fiber
/// that calls is not enabled during the call. Not to be called from inside one of its own fibers
/// (usage_error). Every call below throws starter_failed, deadlock, step_limit or not_reached if that
/// is what happens, and none hangs.
class runner {
public:
    /// Throws usage_error for two starters of one name, and for a point of a foreign starter.
    explicit runner(items<starter> starters, items<point> order = {}, runner_options options = {});

    /// Ends the fibers that are unfinished, the youngest first; their destructors run. Throws nothing.
    ~runner();
    runner(runner const&) = delete;
    runner& operator=(runner const&) = delete;

    /// A starter that comes later; it has no declared point.
    void add(starter later);

    /// Runs to the next declared point. After the last one, runs the rest to the end, and returns
    /// finished() of the starter that ended last; after that it throws usage_error.
    reached next();

    /// Like next(), but gives up when the owner of the next point is blocked outside (its blocked probe says so), or
    /// still waits there after that time. Then it is left waiting, and the point is late: the following points
    /// can be gone on with, and a late one is returned by the first call after its owner could go on.
    std::optional<reached> try_next(std::chrono::nanoseconds at_most);

    /// Runs on to a later declared point; the points between are passed in their order.
    reached run_to(point const& target);

    /// Runs until every starter has ended.
    void finish();

    /// Performs one step of whoever is next. Empty when no fiber is enabled (but see done()).
    std::optional<event> step();

    /// Whether every starter has ended.
    bool done() const;

    fermata::trace trace() const;
    fermata::schedule schedule() const;

    /// The declared order, completed with every starter's started() and finished().
    std::vector<point> order() const;

    /// What the starter returned. T is exactly its return type, without reference and const.
    template <class T>
    result<T> result_of(starter const& of) const {
        detail::result_view const view = look_up(of, typeid(T));
        if (view.state == result_state::exception) {
            return result<T>(view.error);
        }
        if (view.state != result_state::value) {
            return result<T>(view.state, view.message);
        }
        if constexpr (std::is_void_v<T>) {
            return result<T>();
        } else {
            return result<T>(*static_cast<T const*>(view.value));
        }
    }

private:
    friend struct runner_access;

    detail::result_view look_up(starter const& of, std::type_info const& type) const;

    detail::runner_state* state_;
};

} // namespace fermata
