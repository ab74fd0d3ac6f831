// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A process that does what its arguments say, one after the other:
//   print=TEXT error=TEXT   with \n for a line break         exit=CODE  die=SIGNAL  forever  sleep=MILLISECONDS
//   ignore=SIGNAL           handle=SIGNAL:CODE: returns that code when the signal comes
//   flood=BYTES             of lines to the output            environment=NAME  descriptors  session: says what it sees
//   worker                  a child in the same group         stranger  cleared: a grandchild in a session of its own
//                           that ignores SIGTERM; the second has an empty environment, too
//   daemon                  goes on in the background, in a session of its own
//   pid_file=PATH           file=PATH: makes it               wait_file=PATH: until it is there
//   tcp=PORT unix=PATH      listens and accepts for ever      mute=PORT: accepts and says nothing
//   bound=PATH              binds a socket and does not listen; then listen
//   http=PORT:STATUSES:...  answers one request after the other with these; records the requests on its output
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

namespace {

int exit_codes[65];
int listening = -1;

[[noreturn]] void fail(char const* what) {
    std::perror(what);
    _exit(99);
}

void sleep_ms(int milliseconds) {
    timespec left{milliseconds / 1000, (milliseconds % 1000) * 1'000'000L};
    while (nanosleep(&left, &left) != 0) {
    }
}

[[noreturn]] void forever() {
    while (true) {
        pause();
    }
}

std::string unescaped(std::string text) {
    for (std::size_t at = 0; (at = text.find("\\n", at)) != std::string::npos; ++at) {
        text.replace(at, 2, "\n");
    }
    return text;
}

void put(int descriptor, std::string const& text) {
    for (std::size_t done = 0; done < text.size();) {
        ssize_t const put = write(descriptor, text.data() + done, text.size() - done);
        if (put <= 0) {
            fail("write");
        }
        done += static_cast<std::size_t>(put);
    }
}

void listen_tcp(int port) {
    listening = socket(AF_INET, SOCK_STREAM, 0);
    int const yes = 1;
    setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<unsigned short>(port));
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listening, reinterpret_cast<sockaddr*>(&where), sizeof(where)) != 0 || listen(listening, 64) != 0) {
        fail("listen");
    }
}

void bind_unix(std::string const& path) {
    listening = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un where{};
    where.sun_family = AF_UNIX;
    std::strncpy(where.sun_path, path.c_str(), sizeof(where.sun_path) - 1);
    if (bind(listening, reinterpret_cast<sockaddr*>(&where), sizeof(where)) != 0) {
        fail("bind");
    }
}

[[noreturn]] void accept_for_ever(bool close_them) {
    while (true) {
        int const accepted = accept(listening, nullptr, nullptr);
        if (accepted >= 0 && close_them) {
            close(accepted);
        }
    }
}

/// The head and the body of one request.
std::string read_request(int from) {
    std::string text;
    char buffer[4096];
    while (text.find("\r\n\r\n") == std::string::npos) {
        ssize_t const got = read(from, buffer, sizeof(buffer));
        if (got <= 0) {
            return text;
        }
        text.append(buffer, static_cast<std::size_t>(got));
    }
    std::size_t const length = text.find("Content-Length: ");
    std::size_t const body = text.find("\r\n\r\n") + 4;
    std::size_t const wanted =
        length < body ? static_cast<std::size_t>(std::atoi(text.c_str() + length + std::strlen("Content-Length: ")))
                      : 0;
    while (text.size() < body + wanted) {
        ssize_t const got = read(from, buffer, sizeof(buffer));
        if (got <= 0) {
            break;
        }
        text.append(buffer, static_cast<std::size_t>(got));
    }
    return text;
}

[[noreturn]] void serve_http(std::vector<int> const& statuses) {
    signal(SIGPIPE, SIG_IGN);
    for (std::size_t i = 0;;) {
        int const accepted = accept(listening, nullptr, nullptr);
        std::string const request = accepted >= 0 ? read_request(accepted) : std::string();
        if (!request.empty()) { // else somebody has only looked whether we are there
            put(1, request + "\n");
            int const status = statuses[i < statuses.size() ? i++ : statuses.size() - 1];
            if (status == 0) {
                continue; // accepted, and never answered
            }
            put(accepted, "HTTP/1.1 " + std::to_string(status) + " Whatever\r\nContent-Length: 0\r\n\r\n");
        }
        close(accepted);
    }
}

void start_stranger(char const* self, bool cleared) {
    if (fork() == 0) {
        setsid();
        if (fork() == 0) {
            char ignore[] = "ignore=15";
            char stay[] = "forever";
            char const* const tag = getenv("TAG"); // by which the tests find it, also if its environment is empty
            std::string name = tag != nullptr ? tag : self;
            char* arguments[] = {name.data(), ignore, stay, nullptr};
            char* nothing[] = {nullptr};
            execve("/proc/self/exe", arguments, cleared ? nothing : environ);
            fail("execve");
        }
        _exit(0);
    }
}

void perform(std::string const& verb, std::string const& argument, char const* self) {
    if (verb == "print") {
        put(1, unescaped(argument));
    } else if (verb == "error") {
        put(2, unescaped(argument));
    } else if (verb == "exit") {
        _exit(std::atoi(argument.c_str()));
    } else if (verb == "die") {
        raise(std::atoi(argument.c_str()));
    } else if (verb == "sleep") {
        sleep_ms(std::atoi(argument.c_str()));
    } else if (verb == "forever") {
        forever();
    } else if (verb == "ignore") {
        signal(std::atoi(argument.c_str()), SIG_IGN);
    } else if (verb == "handle") {
        int const number = std::atoi(argument.c_str());
        exit_codes[number] = std::atoi(argument.c_str() + argument.find(':') + 1);
        signal(number, [](int came) { _exit(exit_codes[came]); });
    } else if (verb == "flood") {
        std::string const line(99, 'x');
        for (int left = std::atoi(argument.c_str()); left > 0; left -= 100) {
            put(1, line + "\n");
        }
    } else if (verb == "environment") {
        char const* const value = getenv(argument.c_str());
        put(1, argument + "=" + (value != nullptr ? value : "(none)") + "\n");
    } else if (verb == "descriptors") {
        for (int each = 0; each < 1024; ++each) {
            if (fcntl(each, F_GETFD) >= 0) {
                put(1, std::to_string(each) + "\n");
            }
        }
    } else if (verb == "session") {
        put(1, "group leader: " + std::string(getpgrp() == getpid() ? "yes" : "no") + "\n");
    } else if (verb == "directory") {
        char path[4096];
        put(1, std::string(getcwd(path, sizeof(path)) != nullptr ? path : "?") + "\n");
    } else if (verb == "worker") {
        if (fork() == 0) {
            forever();
        }
    } else if (verb == "stranger" || verb == "cleared") {
        start_stranger(self, verb == "cleared");
    } else if (verb == "daemon") {
        if (fork() != 0) {
            _exit(0);
        }
        setsid();
    } else if (verb == "pid_file") {
        std::string const temporary = argument + ".new";
        int const file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
        put(file, std::to_string(getpid()) + "\n");
        close(file);
        rename(temporary.c_str(), argument.c_str());
    } else if (verb == "file") {
        close(open(argument.c_str(), O_WRONLY | O_CREAT, 0644));
    } else if (verb == "wait_file") {
        struct stat found {};
        while (stat(argument.c_str(), &found) != 0) {
            sleep_ms(2);
        }
    } else if (verb == "tcp" || verb == "mute") {
        listen_tcp(std::atoi(argument.c_str()));
        accept_for_ever(verb == "tcp");
    } else if (verb == "bound") {
        bind_unix(argument);
    } else if (verb == "listen") {
        listen(listening, 64);
        accept_for_ever(true);
    } else if (verb == "unix") {
        bind_unix(argument);
        listen(listening, 64);
        accept_for_ever(true);
    } else if (verb == "http") {
        listen_tcp(std::atoi(argument.c_str()));
        std::vector<int> statuses;
        for (std::size_t at = argument.find(':'); at != std::string::npos; at = argument.find(':', at + 1)) {
            statuses.push_back(std::atoi(argument.c_str() + at + 1));
        }
        serve_http(statuses);
    } else {
        put(2, "not understood: " + verb + "\n");
        _exit(98);
    }
}

} // namespace

int main(int count, char** arguments) {
    for (int i = 1; i < count; ++i) {
        std::string const word = arguments[i];
        std::size_t const sign = word.find('=');
        perform(word.substr(0, sign), sign == std::string::npos ? "" : word.substr(sign + 1), arguments[0]);
    }
}
