// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/in_processes.hpp>
#include <fermata/runner/runner.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace fermata {

/// A callable with its arguments, for make_concurrent_calls().
template <class Function, class... Stored>
struct deferred_call {
    using result_type = std::decay_t<std::invoke_result_t<Function, Stored...>>;

    Function function;
    std::tuple<Stored...> arguments;
};

/// Arguments are stored by value, std::ref for references.
template <class Function, class... Arguments>
auto call(Function&& function, Arguments&&... arguments) {
    return deferred_call<std::decay_t<Function>, detail::stored_argument<Arguments>...>{
        std::forward<Function>(function),
        std::tuple<detail::stored_argument<Arguments>...>(std::forward<Arguments>(arguments)...)};
}

namespace detail {

/// Runs them to their ends; calls that nobody could go on with are left unfinished.
void run_calls(std::vector<starter> const& calls);

/// Whether the exception in flight ends the fiber, and so is no result of the call.
bool ends_the_fiber() noexcept;

template <class Function, class... Stored>
starter call_starter(std::size_t index, deferred_call<Function, Stored...> const& deferred,
                     result<typename deferred_call<Function, Stored...>::result_type>& into) {
    return starter("call " + std::to_string(index + 1), [deferred, &into] {
        using value = typename deferred_call<Function, Stored...>::result_type;
        auto fresh = deferred;
        try {
            if constexpr (std::is_void_v<value>) {
                std::apply(std::move(fresh.function), std::move(fresh.arguments));
                into = result<void>();
            } else {
                into = result<value>(std::apply(std::move(fresh.function), std::move(fresh.arguments)));
            }
        } catch (...) {
            if (ends_the_fiber()) {
                throw;
            }
            into = result<value>(std::current_exception());
        }
    });
}

template <class Value>
result<Value> unfinished_call() {
    return result<Value>(result_state::unfinished, "the call did not finish");
}

} // namespace detail

/// Calls the function n times at once, and waits for all. Results stand in the order of the calls; an
/// exception is a result of its own, and nothing is thrown at the caller for it. Inside an exploration
/// the strategy decides the order; outside, the calls take turns at their scheduling points.
template <class Function, class... Arguments>
auto call_concurrently(std::size_t n, Function&& function, Arguments&&... arguments) {
    auto const deferred = call(std::forward<Function>(function), std::forward<Arguments>(arguments)...);
    using value = typename std::remove_const_t<decltype(deferred)>::result_type;
    std::vector<result<value>> results(n, detail::unfinished_call<value>());
    std::vector<starter> starters;
    starters.reserve(n);
    for (std::size_t i = 0; i < n; ++i) {
        starters.push_back(detail::call_starter(i, deferred, results[i]));
    }
    detail::run_calls(starters);
    return results;
}

/// The same for different functions: a tuple of results, in the order of the calls.
template <class... Calls>
auto make_concurrent_calls(Calls... calls) {
    std::tuple<result<typename Calls::result_type>...> results(
        detail::unfinished_call<typename Calls::result_type>()...);
    std::tuple<Calls...> const deferred(std::move(calls)...);
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        detail::run_calls({detail::call_starter(Index, std::get<Index>(deferred), std::get<Index>(results))...});
    }
    (std::index_sequence_for<Calls...>());
    return results;
}

} // namespace fermata
