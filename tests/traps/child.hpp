// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace child {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool with_address_sanitizer = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool with_address_sanitizer = true;
#else
inline constexpr bool with_address_sanitizer = false;
#endif
#else
inline constexpr bool with_address_sanitizer = false;
#endif

/// How a process that must fail has ended, and what it said.
struct outcome {
    int exit_code = -1; ///< -1 if a signal ended it
    int signal = 0;
    std::string output;
    std::string errors;
};

inline std::vector<std::string> lines(std::string const& text) {
    std::vector<std::string> found;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t const end = text.find('\n', begin);
        found.push_back(text.substr(begin, end - begin));
        begin = end == std::string::npos ? text.size() : end + 1;
    }
    return found;
}

inline int count(std::string const& text, std::string const& what) {
    int found = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) {
        ++found;
    }
    return found;
}

/// "fm1:..." as it stands in the line to paste; empty if there is none.
inline std::string token_in(std::string const& text) {
    std::string const before = "FERMATA_REPLAY=";
    std::size_t begin = text.find(before + "fm1:");
    if (begin == std::string::npos) {
        return {};
    }
    begin += before.size();
    return text.substr(begin, text.find_first_of(" \n\"')", begin) - begin);
}

/// Runs a program to its end. Signals go their own way there, past the handlers of a sanitizer.
inline outcome run(std::vector<std::string> command,
                   std::vector<std::pair<std::string, std::string>> const& environment = {}) {
    int out[2];
    int err[2];
    if (::pipe(out) != 0 || ::pipe(err) != 0) {
        throw std::runtime_error("pipe");
    }
    std::vector<char*> arguments;
    for (std::string& word : command) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    pid_t const process = ::fork();
    if (process == 0) {
        ::dup2(out[1], 1);
        ::dup2(err[1], 2);
        for (int const descriptor : {out[0], out[1], err[0], err[1]}) {
            ::close(descriptor);
        }
        ::unsetenv("FERMATA_REPLAY");
        ::setenv("ASAN_OPTIONS", "handle_segv=0:handle_abort=0:handle_sigfpe=0:handle_sigbus=0:detect_leaks=0", 1);
        for (auto const& [name, value] : environment) {
            ::setenv(name.c_str(), value.c_str(), 1);
        }
        ::execv(arguments[0], arguments.data());
        ::_exit(127);
    }
    ::close(out[1]);
    ::close(err[1]);
    outcome ended;
    std::pair<pollfd, std::string*> streams[] = {{{out[0], POLLIN, 0}, &ended.output},
                                                 {{err[0], POLLIN, 0}, &ended.errors}};
    for (int open = 2; open > 0;) {
        pollfd asked[] = {streams[0].first, streams[1].first};
        ::poll(asked, 2, -1);
        for (int i = 0; i < 2; ++i) {
            char buffer[4096];
            if (asked[i].revents == 0) {
                continue;
            }
            ssize_t const got = ::read(asked[i].fd, buffer, sizeof(buffer));
            if (got > 0) {
                streams[i].second->append(buffer, static_cast<std::size_t>(got));
            } else {
                ::close(asked[i].fd);
                streams[i].first.fd = -1;
                --open;
            }
        }
    }
    int status = 0;
    ::waitpid(process, &status, 0);
    if (WIFSIGNALED(status)) {
        ended.signal = WTERMSIG(status);
    } else {
        ended.exit_code = WEXITSTATUS(status);
    }
    return ended;
}

} // namespace child
