// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/proc.hpp"

#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <vector>

namespace fermata::suite::detail {

namespace {

std::string content(std::string const& path) {
    std::string text;
    int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return text;
    }
    char buffer[4096];
    ssize_t got = 0;
    while ((got = ::read(file, buffer, sizeof(buffer))) > 0) {
        text.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(file);
    return text;
}

/// From the third field of /proc/<id>/stat on: the second is a name, which may hold anything.
std::string stat_of(int id) {
    std::string const text = content("/proc/" + std::to_string(id) + "/stat");
    std::size_t const end = text.rfind(')');
    return end == std::string::npos || end + 2 > text.size() ? std::string() : text.substr(end + 2);
}

std::vector<int> children_of(int id) {
    std::vector<int> found;
    std::string const text = content("/proc/" + std::to_string(id) + "/task/" + std::to_string(id) + "/children");
    for (char const* at = text.c_str(); *at != '\0';) {
        char* end = nullptr;
        long const each = std::strtol(at, &end, 10);
        if (end == at) {
            break;
        }
        found.push_back(static_cast<int>(each));
        at = end;
    }
    return found;
}

} // namespace

bool is_process_stopped(int id) { return stat_of(id).substr(0, 1) == "T"; }

std::string process_birth(int id) {
    std::string const text = stat_of(id);
    if (text.empty() || text[0] == 'Z' || text[0] == 'X') {
        return {};
    }
    std::size_t begin = 0;
    for (int field = 3; field < 22 && begin != std::string::npos; ++field) {
        begin = text.find(' ', begin);
        begin += begin == std::string::npos ? 0 : 1;
    }
    return begin == std::string::npos ? std::string() : text.substr(begin, text.find(' ', begin) - begin);
}

bool kill_descendants() {
    for (int looks = 0; looks < 2000; ++looks) {
        std::vector<int> all = children_of(::getpid());
        if (all.empty()) {
            return true;
        }
        for (std::size_t i = 0; i < all.size(); ++i) {
            for (int const child : children_of(all[i])) {
                all.push_back(child);
            }
        }
        for (int const each : all) {
            ::kill(each, SIGKILL);
        }
        while (::waitpid(-1, nullptr, WNOHANG) > 0) {
        }
        timespec const pause{0, 1'000'000};
        ::nanosleep(&pause, nullptr);
    }
    return false;
}

std::string token_in(std::string_view text) {
    std::string_view const mark = "; replay with FERMATA_REPLAY="; // see core/crash.cpp
    std::size_t const at = text.rfind(mark);
    if (at == std::string_view::npos) {
        return {};
    }
    std::string_view const rest = text.substr(at + mark.size());
    return std::string(rest.substr(0, rest.find_first_of(" \n\r\t'\"")));
}

std::string own_program() {
    char path[4096];
    ssize_t const size = ::readlink("/proc/self/exe", path, sizeof(path));
    return size > 0 ? std::string(path, static_cast<std::size_t>(size)) : std::string();
}

} // namespace fermata::suite::detail
