// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "process/environment.hpp"

#include "process/trouble.hpp"

#include <fermata/model/error.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace fermata::process::detail {

std::vector<std::string> merged_environment(std::map<std::string, std::optional<std::string>> const& differences) {
    for (auto const& [name, value] : differences) {
        if (name.empty() || name.find('=') != std::string::npos || name.find('\0') != std::string::npos ||
            (value.has_value() && value->find('\0') != std::string::npos)) {
            throw usage_error("'" + name + "' is no name, or has no value, for an environment variable");
        }
    }
    std::vector<std::string> merged;
    for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
        std::string entry = *each;
        if (!differences.contains(entry.substr(0, entry.find('=')))) {
            merged.push_back(std::move(entry));
        }
    }
    for (auto const& [name, value] : differences) {
        if (value.has_value()) {
            merged.push_back(name + "=" + *value);
        }
    }
    return merged;
}

namespace {

/// 0, or the errno that tells why it cannot be executed.
int why_not(std::string const& path, int directory) {
    struct stat found {};
    if (::fstatat(directory, path.c_str(), &found, 0) != 0) {
        return errno;
    }
    if (S_ISDIR(found.st_mode)) {
        return EISDIR;
    }
    return ::faccessat(directory, path.c_str(), X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

} // namespace

std::string find_program(std::string const& name, std::vector<std::string> const& environment, int directory) {
    if (name.find('/') != std::string::npos) {
        if (int const error = why_not(name, directory); error != 0) {
            throw_trouble("the program '" + name + "' cannot be run", error);
        }
        return name;
    }
    std::string folders = "/bin:/usr/bin";
    for (std::string const& each : environment) {
        if (each.starts_with("PATH=")) {
            folders = each.substr(std::strlen("PATH="));
        }
    }
    int refused = ENOENT;
    for (std::size_t begin = 0; begin <= folders.size();) {
        std::size_t const end = std::min(folders.find(':', begin), folders.size());
        std::string const folder = folders.substr(begin, end - begin);
        std::string const path = (folder.empty() ? "." : folder) + "/" + name;
        int const error = why_not(path, directory);
        if (error == 0) {
            return path;
        }
        refused = error == EACCES ? error : refused;
        begin = end + 1;
    }
    throw_trouble("there is no program '" + name + "' in PATH (" + folders + ")", refused);
}

} // namespace fermata::process::detail
