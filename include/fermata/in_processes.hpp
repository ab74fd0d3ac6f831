// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/process/wire.hpp>
#include <fermata/runner/result.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

namespace fermata {

/// For calls in processes of their own.
struct call_options {
    std::chrono::nanoseconds timeout = std::chrono::seconds(30); ///< for each call; then it is killed
    /// What differs from the caller's environment; an empty optional removes a variable.
    std::map<std::string, std::optional<std::string>> environment{};
};

namespace process {
/// In a child of in_processes(): the id of the process that called. 0 elsewhere.
int parent_id() noexcept;
} // namespace process

namespace detail {

using process_function = std::function<void(process::wire_reader& arguments, process::wire_writer& result)>;

struct process_call {
    result_state state = result_state::unfinished;
    std::string bytes; ///< of the value, or what happened
    std::exception_ptr error;
};

/// What a child does is found by its name, so it is registered before main().
class process_function_registration {
public:
    process_function_registration(std::string_view name, std::type_info const& result, process_function function);
};

/// Throws usage_error if there is no such function, or it returns something else.
std::vector<process_call> call_in_processes(std::size_t n, std::string_view name, std::type_info const& result,
                                            call_options const& options, std::string arguments);

template <class Result, class... Arguments>
process_function make_process_function(std::function<Result(Arguments...)> function) {
    return [function = std::move(function)](process::wire_reader& arguments, process::wire_writer& result) {
        auto values = process::wire<std::tuple<std::decay_t<Arguments>...>>::read(arguments);
        if constexpr (std::is_void_v<Result>) {
            std::apply([&](auto&... each) { function(static_cast<Arguments>(each)...); }, values);
            static_cast<void>(result);
        } else {
            process::wire<std::decay_t<Result>>::write(
                result, std::apply([&](auto&... each) { return function(static_cast<Arguments>(each)...); }, values));
        }
    };
}

template <class Result, class... Arguments>
std::type_info const& result_of_function(std::function<Result(Arguments...)> const&) {
    return typeid(std::decay_t<Result>);
}

template <class Function>
process_function_registration register_process_function(std::string_view name, Function&& function) {
    std::function wrapped(std::forward<Function>(function));
    std::type_info const& result = result_of_function(wrapped);
    return process_function_registration(name, result, make_process_function(std::move(wrapped)));
}

} // namespace detail

/// Calls a registered function n times at once, each in a fresh process of the same executable (not a fork of this
/// one), which enters the function before main(). Arguments and results travel over a descriptor of their own, never
/// over standard output. Results stand in the order of the calls: a value, the exception (a standard one as its own
/// type, another as remote_exception), crashed, timed out, or unfinished if the process ended by itself. In a fiber the
/// wait parks the fiber. Links fermata::process.
template <class T, class... Arguments>
std::vector<result<T>> in_processes(std::size_t n, std::string_view name, call_options const& options,
                                    Arguments const&... arguments) {
    process::wire_writer written;
    written.put_count('t', sizeof...(Arguments));
    (process::wire<std::decay_t<Arguments const>>::write(written, arguments), ...);
    std::vector<result<T>> results;
    for (detail::process_call& each :
         detail::call_in_processes(n, name, typeid(std::decay_t<T>), options, written.bytes())) {
        if (each.state == result_state::exception) {
            results.push_back(result<T>(each.error));
        } else if (each.state != result_state::value) {
            results.push_back(result<T>(each.state, std::move(each.bytes)));
        } else if constexpr (std::is_void_v<T>) {
            results.push_back(result<T>());
        } else {
            process::wire_reader reader(each.bytes);
            results.push_back(result<T>(process::wire<T>::read(reader)));
        }
    }
    return results;
}

template <class T>
std::vector<result<T>> in_processes(std::size_t n, std::string_view name) {
    return in_processes<T>(n, name, call_options{});
}

} // namespace fermata

#define FERMATA_DETAIL_JOIN_AGAIN(a, b) a##b
#define FERMATA_DETAIL_JOIN(a, b) FERMATA_DETAIL_JOIN_AGAIN(a, b)

/// At namespace scope: makes a function, or an object that can be called, known to in_processes() by its name.
#define FERMATA_PROCESS_FUNCTION(name, ...)                                                                            \
    [[maybe_unused]] static ::fermata::detail::process_function_registration const FERMATA_DETAIL_JOIN(                \
        fermata_process_function_, __COUNTER__) = ::fermata::detail::register_process_function(name, __VA_ARGS__)
