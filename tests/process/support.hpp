// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/process.hpp>

#include <dirent.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace support {

namespace process = fermata::process;
namespace ready_when = fermata::process::ready_when;
using namespace std::chrono_literals;

/// The program of actor.cpp.
template <class... Words>
process::command actor(Words... words) {
    return process::command(std::vector<std::string>{ACTOR_PROGRAM, words...});
}

inline process::executor_options quick(std::chrono::milliseconds start_timeout) {
    process::executor_options options;
    options.start_timeout = start_timeout;
    return options;
}

/// A folder of its own, gone at the end.
struct folder {
    std::filesystem::path path;
    folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "fermata-test-XXXXXX").string();
        path = ::mkdtemp(pattern.data());
    }
    folder(folder const&) = delete;
    folder& operator=(folder const&) = delete;
    ~folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    std::string operator/(std::string const& name) const { return (path / name).string(); }
};

/// Empty if it cannot be read: the files of processes vanish while one looks.
inline std::string content(std::string const& path) {
    std::string text;
    if (std::FILE* const file = std::fopen(path.c_str(), "rb")) {
        char buffer[4096];
        while (std::size_t const got = std::fread(buffer, 1, sizeof(buffer), file)) {
            text.append(buffer, got);
        }
        std::fclose(file);
    }
    return text;
}

/// The ids of all processes, zombies too, whose command line or environment holds the text.
inline std::vector<int> processes_with(std::string const& text) {
    std::vector<int> found;
    DIR* const all = ::opendir("/proc");
    while (dirent const* each = ::readdir(all)) {
        std::string const folder = std::string("/proc/") + each->d_name;
        if (std::atoi(each->d_name) > 0 && std::atoi(each->d_name) != ::getpid() &&
            (content(folder + "/cmdline").find(text) != std::string::npos ||
             content(folder + "/environ").find(text) != std::string::npos)) {
            found.push_back(std::atoi(each->d_name));
        }
    }
    ::closedir(all);
    return found;
}

inline bool is_alive(int id) {
    std::string const text = content("/proc/" + std::to_string(id) + "/stat");
    std::size_t const end = text.rfind(')');
    return end != std::string::npos && text[end + 2] != 'Z' && text[end + 2] != 'X';
}

/// Waits for what must come at last, so that only a broken program waits long.
template <class Predicate>
bool eventually(Predicate holds, std::chrono::seconds at_most = 30s) {
    auto const deadline = std::chrono::steady_clock::now() + at_most;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > deadline) {
            return false;
        }
        std::this_thread::sleep_for(2ms);
    }
    return true;
}

/// The message of what it throws; empty if it throws nothing.
template <class Error, class Function>
std::string message_of(Function function) {
    try {
        function();
    } catch (Error const& error) {
        return error.what();
    }
    return {};
}

inline bool holds(std::string const& text, std::string const& part) { return text.find(part) != std::string::npos; }

} // namespace support
