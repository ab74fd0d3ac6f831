// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/run_folder.hpp"

#include "process/trouble.hpp"
#include "suite/proc.hpp"

#include <fermata/suite/run.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <functional>

namespace fermata::suite {

std::string run_directory() { return detail::run_folder::current(); }

namespace detail {

namespace {

namespace files = std::filesystem;

/// "fermata-suite-<process>-<its birth>-XXXXXX"
constexpr char const* prefix = "fermata-suite-";

void clear_away_old(files::path const& in) {
    std::error_code error;
    for (files::directory_iterator at(in, error), end; !error && at != end; at.increment(error)) {
        std::string const name = at->path().filename().string();
        struct stat found {};
        if (name.rfind(prefix, 0) != 0 || ::stat(at->path().c_str(), &found) != 0 || found.st_uid != ::getuid()) {
            continue;
        }
        std::string const rest = name.substr(std::string(prefix).size());
        std::size_t const dash = rest.find('-');
        std::size_t const second = dash == std::string::npos ? dash : rest.find('-', dash + 1);
        if (second == std::string::npos) {
            continue;
        }
        std::string const birth = process_birth(std::atoi(rest.c_str()));
        if (birth.empty() || birth != rest.substr(dash + 1, second - dash - 1)) {
            std::error_code ignored;
            files::remove_all(at->path(), ignored);
        }
    }
}

} // namespace

run_folder::run_folder(int shared_by) : owner_(shared_by != 0 ? 0 : ::getpid()) {
    std::error_code error;
    files::path folder = files::temp_directory_path(error);
    if (error) {
        folder = "/tmp";
    }
    clear_away_old(folder);
    int const whose = shared_by != 0 ? shared_by : owner_;
    std::string const begin = (folder / (prefix + std::to_string(whose) + "-" + process_birth(whose) + "-")).string();
    if (shared_by != 0) {
        path_ = begin + std::to_string(std::hash<std::string>()(own_program()));
        struct stat found {};
        if ((::mkdir(path_.c_str(), 0700) != 0 && errno != EEXIST) || ::lstat(path_.c_str(), &found) != 0 ||
            !S_ISDIR(found.st_mode) || found.st_uid != ::getuid()) {
            process::detail::throw_trouble("a folder for the run cannot be made: " + path_, errno);
        }
        return;
    }
    path_ = begin + "XXXXXX";
    if (::mkdtemp(path_.data()) == nullptr) {
        process::detail::throw_trouble("a folder for the run cannot be made: " + path_, errno);
    }
}

run_folder::~run_folder() {
    if (owner_ == ::getpid()) {
        std::error_code ignored;
        files::remove_all(path_, ignored);
    }
}

std::string const& run_folder::current() {
    static std::string const given = [] {
        char const* const path = std::getenv(variable);
        return std::string(path != nullptr ? path : "");
    }();
    if (!given.empty()) {
        return given;
    }
    static run_folder const own;
    return own.path();
}

} // namespace detail
} // namespace fermata::suite
