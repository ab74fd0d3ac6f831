// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "server.hpp"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include <stdexcept>
#include <vector>

namespace example {

namespace process = fermata::process;

namespace {

/// PostgreSQL refuses to run as root, so then it is run as somebody who may do nothing.
passwd const* unprivileged_user() {
    if (::geteuid() != 0) {
        return nullptr;
    }
    passwd const* const found = ::getpwnam("postgres");
    return found != nullptr ? found : ::getpwnam("nobody");
}

process::command postgres_command(std::string const& program, std::vector<std::string> const& arguments) {
    std::vector<std::string> words;
    if (passwd const* const user = unprivileged_user()) {
        words = {"setpriv",        "--reuid", std::to_string(user->pw_uid), "--regid", std::to_string(user->pw_gid),
                 "--clear-groups", "--"};
    }
    words.push_back(std::string(POSTGRES_PROGRAMS) + "/" + program);
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
}

} // namespace

server::server() : port_(process::free_port()) {
    std::string pattern = (std::filesystem::temp_directory_path() / "fermata-postgres-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw std::runtime_error("no temporary folder can be made");
    }
    folder_ = pattern;
    make_data();
    std::vector<std::string> arguments = {"-D", (folder_ / "data").string(),
                                          "-p", std::to_string(port_),
                                          "-k", folder_.string()};
    for (std::string const setting :
         {"listen_addresses=", "fsync=off", "full_page_writes=off", "autovacuum=off", "jit=off", "shared_buffers=16MB",
          "max_connections=20", "log_min_messages=fatal", "log_min_error_statement=panic"}) {
        arguments.push_back("-c");
        arguments.push_back(setting);
    }
    process::executor_options options;
    options.stop_signal = 2; // "fast shutdown"
    options.working_directory = "/";
    options.start_timeout = std::chrono::minutes(2);
    postgres_ = std::make_unique<process::executor>(
        postgres_command("postgres", arguments),
        // The socket alone would be too early: it accepts, and says that it is starting up.
        process::ready_when::all_of(process::ready_when::unix_socket(
                                        (folder_ / (".s.PGSQL." + std::to_string(port_))).string()),
                                    process::ready_when::predicate(
                                        [this] { return std::filesystem::exists(folder_ / "data/postmaster.pid"); })),
        options);
    postgres_->start();
}

server::~server() {
    postgres_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void server::make_data() {
    if (passwd const* const user = unprivileged_user()) {
        if (::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) {
            throw std::runtime_error("the temporary folder cannot be given away");
        }
    }
    process::executor_options options;
    options.working_directory = "/";
    process::executor initdb(postgres_command("initdb",
                                              {"-D", (folder_ / "data").string(), "--auth=trust", "--username=tester",
                                               "--no-sync", "--encoding=UTF8", "--locale=C"}),
                             process::ready_when::started(), options);
    initdb.start();
    if (initdb.wait_exit() != process::exit_status{}) {
        throw std::runtime_error("initdb failed:\n" + initdb.output() + initdb.error_output());
    }
}

std::string server::connection_string() const {
    return "host=" + folder_.string() + " port=" + std::to_string(port_) + " user=tester dbname=postgres";
}

} // namespace example
