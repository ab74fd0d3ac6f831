// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/history.hpp"

#include "process/descriptor.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace fermata::suite::detail {

namespace {

constexpr char const* first_line = "fermata suite history 1";

std::string on_one_line(std::string text) {
    for (char& c : text) {
        c = c == '\n' || c == '\r' ? ' ' : c;
    }
    return text;
}

} // namespace

history::history(std::string path, case_list const& all) : path_(std::move(path)), known_(read(path_)) {
    std::map<std::string, int> seen;
    for (case_info const& each : all.cases) {
        // Without the line: it changes whenever somebody edits what stands above.
        std::string key = on_one_line(each.file + "\t" + each.suite + "\t" + each.name);
        if (int const times = ++seen[key]; times > 1) {
            key += "\t" + std::to_string(times);
        }
        keys_.push_back(std::move(key));
    }
}

std::map<std::string, history::entry> history::read(std::string const& path) {
    std::map<std::string, entry> found;
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line) || line != first_line) {
        return found;
    }
    while (std::getline(file, line)) {
        std::istringstream words(line);
        entry each;
        std::string key;
        if (words >> each.result >> each.seconds && words.get() == ' ' && std::getline(words, key)) {
            found[key] = each;
        }
    }
    return found;
}

std::optional<history::entry> history::of(std::size_t index) const {
    auto const found = known_.find(keys_[index]);
    return found == known_.end() ? std::nullopt : std::optional<entry>(found->second);
}

bool history::has_failed(std::size_t index) const {
    auto const found = of(index);
    return found.has_value() && (found->result == 'f' || found->result == 'c' || found->result == 't');
}

void history::add(case_result const& result) {
    entry now{'-', result.seconds};
    switch (result.how) {
    case verdict::passed: now.result = 'p'; break;
    case verdict::failed: now.result = 'f'; break;
    case verdict::crashed: now.result = 'c'; break;
    case verdict::timed_out: now.result = 't'; break;
    case verdict::not_run: return; // what it was the last time it still is
    }
    auto const [found, is_new] = added_.try_emplace(keys_[result.index], now);
    if (!is_new) { // repeated: it has failed if it failed once
        found->second.result = found->second.result == 'p' ? now.result : found->second.result;
        found->second.seconds = std::max(found->second.seconds, now.seconds);
    }
}

bool history::save() const {
    struct stat there {};
    if (::stat(path_.c_str(), &there) == 0 && !S_ISREG(there.st_mode)) {
        return false; // /dev/null, for example: it must not become a file
    }
    // Two runs at once, of ctest -j for example, must not lose each other's results.
    process::detail::descriptor const guard(::open((path_ + ".lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666));
    if (!guard || ::flock(guard.get(), LOCK_EX) != 0) {
        return false;
    }
    std::map<std::string, entry> all = read(path_);
    for (auto const& [key, value] : added_) {
        all[key] = value;
    }
    std::string const fresh = path_ + ".new";
    {
        std::ofstream file(fresh, std::ios::trunc);
        file << first_line << '\n';
        for (auto const& [key, value] : all) {
            file << fmt::format("{} {:.6f} {}\n", value.result, value.seconds, key);
        }
        if (!file.flush()) {
            return false;
        }
    }
    return std::rename(fresh.c_str(), path_.c_str()) == 0;
}

std::string history::default_path(std::string const& program) {
    std::size_t const slash = program.rfind('/');
    std::string const folder = slash == std::string::npos ? "." : program.substr(0, slash);
    std::string const name = slash == std::string::npos ? program : program.substr(slash + 1);
    if (::access(folder.c_str(), W_OK) == 0) {
        return folder + "/" + name + ".suite";
    }
    char const* const home = std::getenv("HOME");
    char const* const cache = std::getenv("XDG_CACHE_HOME");
    std::string const base = cache != nullptr && *cache != '\0' ? cache
                             : home != nullptr                  ? std::string(home) + "/.cache"
                                                                : std::string("/tmp");
    ::mkdir(base.c_str(), 0777);
    ::mkdir((base + "/fermata").c_str(), 0777);
    std::string flat = program;
    for (char& c : flat) {
        c = c == '/' ? '%' : c;
    }
    return base + "/fermata/" + flat + ".suite";
}

} // namespace fermata::suite::detail
