// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A test program that starts all sorts of processes, and then exits, crashes, or waits to be killed.
#include "support.hpp"

#include <sys/resource.h>

#include <csignal>
#include <string>

using namespace support;

int main(int, char** arguments) {
    rlimit const none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    std::string const how = arguments[1];
    // The tag is in the environment of all; who loses that has the tag for its name.
    std::string const tag = "print=stays-" + std::string(::getenv("TAG"));
    static process::executor plain{actor(tag, "ignore=15", "worker", "forever"), ready_when::output("stays")};
    static process::executor strangers{actor(tag, "stranger", "cleared", "sleep=10", "print=ready", "forever"),
                                       ready_when::output("ready")};
    static process::executor orphans{actor(tag, "stranger", "cleared", "print=ready", "exit=0"), ready_when::started()};
    for (process::executor* each : {&plain, &strangers, &orphans}) {
        each->start();
    }
    orphans.wait_exit();
    std::ofstream(arguments[2]) << "ready\n";
    if (how == "exits") {
        ::_exit(0); // past every destructor
    }
    if (how == "crashes") {
        ::signal(SIGSEGV, SIG_DFL);
        ::raise(SIGSEGV);
    }
    while (true) {
        ::pause();
    }
}
