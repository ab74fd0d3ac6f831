// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/runner/explore.hpp>

#include "runner/environment.hpp"
#include "runner/explorer.hpp"
#include "runner/make_strategy.hpp"
#include "runner/replayer.hpp"

#include <fermata/model/error.hpp>
#include <fermata/model/token.hpp>

#include <algorithm>
#include <cstdio>
#include <map>
#include <mutex>
#include <string>

namespace fermata::detail {

namespace {

/// "main" of "int main()": compilers tell more or less, and tokens are to fit whichever was used.
std::string_view bare_name(std::string_view function) {
    function = function.substr(0, function.find('('));
    std::size_t const before = function.find_last_of(" :*&");
    return before == std::string_view::npos ? function : function.substr(before + 1);
}

/// A token carries which call of explore() it belongs to: file and function, so that it survives edits
/// elsewhere in the file, and the how manieth call there, because a function may explore several times.
class call_counts {
public:
    std::uint32_t identity_of(source_location const& where) {
        std::string_view file = where.file_name();
        file.remove_prefix(std::min(file.size(), file.find_last_of('/') + 1));
        std::string const place = std::string(file) + '\0' + std::string(bare_name(where.function_name()));
        std::uint64_t nth = 0;
        {
            std::lock_guard const guard(mutex_);
            nth = ++counts_[place];
        }
        std::uint64_t hash = 0xcbf29ce484222325 + nth;
        for (char const c : place) {
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
        }
        return static_cast<std::uint32_t>(hash ^ hash >> 32);
    }

private:
    std::mutex mutex_;
    std::map<std::string, std::uint64_t> counts_;
};

std::uint32_t identity_of(source_location const& where) {
    static call_counts counts;
    return counts.identity_of(where);
}

void reject_nesting() {
    if (enclosing_fiber() != nullptr) {
        throw usage_error("explore() inside of a fiber: an exploration cannot be part of another one, or of a runner");
    }
}

void tell(report const& made, source_location const& where) {
    if (is_verbose()) {
        std::fprintf(stderr, "fermata: %s:%u\n%s\n", where.file_name(), static_cast<unsigned>(where.line()),
                     to_string(made).c_str());
    }
}

token token_from_environment(std::string const& text) {
    try {
        return parse_token(text);
    } catch (usage_error const& malformed) {
        throw usage_error("FERMATA_REPLAY=" + text + ": " + malformed.what());
    }
}

/// Says at the end of the process that FERMATA_REPLAY had no effect: a token that nobody took, because its
/// call was renamed or is not run, must not look like a replay that passed.
struct replay_watch {
    bool was_taken = false;
    ~replay_watch() {
        if (!was_taken) {
            std::fputs("fermata: FERMATA_REPLAY was set, but its token belongs to no call of explore() that was made\n",
                       stderr);
        }
    }
};

report replay_token(token const& says, function_ref<void()> body, options with, std::uint32_t identity) {
    with.executions_max = 1;
    with.check_determinism = false;
    with.stop_at_first_failure = true;
    replayer policy(says);
    explorer runs(body, with, policy, identity);
    std::optional<failure> differs;
    runs.inspect_first([&](execution const& executed) { differs = compare_with_token(says, policy, executed); });
    report made = runs.run();
    if (differs.has_value()) {
        differs->token = to_string(says);
        if (made.failure.has_value()) {
            differs->trace = std::move(made.failure->trace);
            differs->fibers = std::move(made.failure->fibers);
        }
        differs->execution = 1;
        made.counts = {};
        made.counts[static_cast<std::size_t>(outcome::diverged)] = 1;
        made.executions = 0;
        made.shown = "the token does not fit the program";
        made.failure = std::move(*differs);
    }
    return made;
}

} // namespace

report explore(function_ref<void()> body, options const& given, source_location where) {
    reject_nesting();
    options const with = overruled_by_environment(given);
    check_options(with);
    std::uint32_t const identity = identity_of(where);
    if (auto const text = replay_from_environment()) {
        token const says = token_from_environment(*text);
        static replay_watch watch;
        if (says.exploration == identity) {
            watch.was_taken = true;
            report const made = replay_token(says, body, with, identity);
            std::fprintf(stderr, "fermata: replayed from FERMATA_REPLAY (%s:%u)\n%s\n", where.file_name(),
                         static_cast<unsigned>(where.line()), to_string(made).c_str());
            return made;
        }
    }
    auto const policy = make_strategy(with.strategy, with.seed, with.preemptions_max);
    explorer runs(body, with, *policy, identity);
    report made = runs.run();
    tell(made, where);
    return made;
}

report replay(std::string_view text, function_ref<void()> body, options const& with, source_location where) {
    reject_nesting();
    check_options(with);
    token const says = parse_token(text);
    report made = replay_token(says, body, with, says.exploration);
    tell(made, where);
    return made;
}

} // namespace fermata::detail
