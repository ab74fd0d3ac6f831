// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "process/support.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace support {

/// How a program ended, and all that it wrote.
struct ended {
    int code = 0;
    std::string output;
    std::string errors;

    bool says(std::string const& text) const { return holds(output, text) || holds(errors, text); }
};

using environment = std::map<std::string, std::optional<std::string>>;

/// Runs a suite program with these arguments, its history in a folder of its own.
class program {
public:
    explicit program(std::string path) : path_(std::move(path)) {}

    /// Waits for `awaited` in its error output: its guardian may have something to say when it is gone itself.
    ended run(std::vector<std::string> arguments, environment variables = {}, std::string const& awaited = {}) const {
        process::executor_options options;
        options.environment = std::move(variables);
        options.environment.try_emplace("FERMATA_SUITE_STATE_FILE", here_ / "history");
        options.environment.try_emplace("FERMATA_SUITE_GRACE", "0.3");
        options.environment.try_emplace("FERMATA_SUITE_NP", std::nullopt); // what runs these tests is not for them
        options.output_kept_max = std::size_t{256} << 20;
        for (int code = 1; code < 256; ++code) {
            options.expected_exit_codes.push_back(code);
            options.expected_exit_codes.push_back(-code); // a signal
        }
        arguments.insert(arguments.begin(), path_);
        process::executor runs(process::command(arguments), ready_when::started(), options);
        runs.start();
        process::exit_status const status = runs.wait_exit();
        eventually([&] { return holds(runs.error_output(), awaited); });
        ended made{status.signal != 0 ? 128 + status.signal : status.code, runs.output(), runs.error_output()};
        runs.stop();
        return made;
    }
    folder const& here() const { return here_; }

private:
    std::string path_;
    folder here_;
};

/// The program of cases.cpp.
inline program const& cases() {
    static program const only(CASES_PROGRAM);
    return only;
}

inline int times_in(std::string const& text, std::string const& part) {
    int count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

} // namespace support
