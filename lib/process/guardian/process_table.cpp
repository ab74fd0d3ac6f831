// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "process/guardian/process_table.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace fermata::process::guardian {

namespace {

/// The whole file; empty if there is none, because processes vanish while one looks.
std::string read_file(pid_t id, char const* name) {
    char path[64];
    std::snprintf(path, sizeof(path), "/proc/%d/%s", static_cast<int>(id), name);
    std::string content;
    int const file = ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return content;
    }
    char buffer[4096];
    ssize_t got = 0;
    while ((got = ::read(file, buffer, sizeof(buffer))) > 0) {
        content.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(file);
    return content;
}

bool read_entry(pid_t id, process_entry& into) {
    std::string const text = read_file(id, "stat");
    // The second field is a name in parentheses, which may hold spaces and parentheses itself.
    std::size_t const end = text.rfind(')');
    if (end == std::string::npos) {
        return false;
    }
    int parent = 0;
    int group = 0;
    into.id = id;
    std::size_t const begin = text.find('(');
    into.is_guardian = begin != std::string::npos && text.compare(begin + 1, end - begin - 1, guardian_name) == 0;
    int const found = std::sscanf(text.c_str() + end + 1,
                                  " %c %d %d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
                                  &into.state, &parent, &group, &into.start_time);
    into.parent = parent;
    into.group = group;
    return found == 4;
}

std::vector<process_entry> all_processes() {
    std::vector<process_entry> found;
    DIR* const folder = ::opendir("/proc");
    if (folder == nullptr) {
        return found;
    }
    while (dirent const* each = ::readdir(folder)) {
        process_entry entry;
        pid_t const id = std::atoi(each->d_name);
        if (id > 0 && read_entry(id, entry)) {
            found.push_back(entry);
        }
    }
    ::closedir(folder);
    return found;
}

std::optional<std::vector<process_entry>> last_look;

} // namespace

void forget_descendants() { last_look.reset(); }

std::vector<process_entry> const& descendants() {
    if (last_look.has_value()) {
        return *last_look;
    }
    std::vector<process_entry> const all = all_processes();
    std::vector<process_entry>& found = last_look.emplace();
    auto const add_children_of = [&](pid_t parent) {
        for (process_entry const& each : all) {
            if (each.parent == parent) {
                found.push_back(each);
            }
        }
    };
    add_children_of(::getpid());
    for (std::size_t i = 0; i < found.size(); ++i) {
        add_children_of(found[i].id);
    }
    return found;
}

bool has_environment_entry(process_entry const& which, std::string const& entry) {
    if (!which.environment.has_value()) {
        which.environment = read_file(which.id, "environ");
    }
    std::string const& text = *which.environment;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t const end = std::strlen(text.c_str() + begin);
        if (end == entry.size() && text.compare(begin, end, entry) == 0) {
            return true;
        }
        begin += end + 1;
    }
    return false;
}

} // namespace fermata::process::guardian
