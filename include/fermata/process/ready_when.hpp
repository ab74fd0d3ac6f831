// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/process/probe.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

/// When a process counts as ready.
namespace fermata::process::ready_when {

/// A condition with its description: a value, used for every start anew. Own ones are made from a function that
/// makes a probe, or with predicate().
class condition {
public:
    using maker = std::function<std::unique_ptr<probe>()>;

    /// `before_start`: if its answer is yes before anything is started, that is already_running.
    condition(std::string description, maker make, maker before_start = nullptr)
        : description_(std::move(description)), make_(std::move(make)), before_start_(std::move(before_start)) {}

    std::string const& description() const noexcept { return description_; }
    std::unique_ptr<probe> make_probe() const { return make_(); }
    /// Null if there is nothing to ask before the start.
    std::unique_ptr<probe> make_probe_before_start() const { return before_start_ ? before_start_() : nullptr; }

private:
    std::string description_;
    maker make_;
    maker before_start_;
};

/// As soon as it is running.
condition started();

enum class stream { output, error_output, any };

/// The text is in its output, or in its error output; in how many pieces it came, and what stands around it, does
/// not matter. Throws usage_error for an empty text.
condition output(std::string text, stream where = stream::any);

/// A regular expression of Perl's syntax matches: `^` and `$` at every line; at most some lines long. A pattern that
/// needs too much time or memory for that is a process_error. Throws usage_error for a malformed one.
condition output_matches(std::string pattern, stream where = stream::any);

/// Somebody accepts connections there.
condition tcp(std::string host, int port);
condition unix_socket(std::string path);

struct http_options {
    std::string method = "GET";
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};
    std::vector<int> statuses{};                                        ///< that count as ready; empty: 200 to 299
    std::chrono::nanoseconds request_timeout = std::chrono::seconds(2); ///< for one request, from its connection on
};

/// "http://host:port/path?query" answers with one of the statuses. Throws usage_error for another kind of URL.
condition http(std::string url, http_options options = {});

/// The file holds the process id of a process that is alive.
condition pid_file(std::string path);

namespace detail {
condition predicate_of(std::function<bool(probed const&)> holds);
}

/// Asked again and again, with or without the process as an argument, until it is true. It should not block.
template <class Predicate>
condition predicate(Predicate holds) {
    if constexpr (std::is_invocable_v<Predicate&, probed const&>) {
        return detail::predicate_of(std::move(holds));
    } else {
        return detail::predicate_of([holds = std::move(holds)](probed const&) mutable { return bool(holds()); });
    }
}

namespace detail {
condition all_of(std::vector<condition> members);
condition any_of(std::vector<condition> members);
} // namespace detail

/// All of them have held, each at some time.
template <class... Conditions>
condition all_of(condition first, Conditions... others) {
    return detail::all_of({std::move(first), std::move(others)...});
}

/// The first of them holds; they are asked side by side.
template <class... Conditions>
condition any_of(condition first, Conditions... others) {
    return detail::any_of({std::move(first), std::move(others)...});
}

} // namespace fermata::process::ready_when
