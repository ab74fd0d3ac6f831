// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// One request at a time, of which only the status of the answer is read. The other end may do what it likes: be slow,
// be mute, answer something else; the request ends at its time limit, and the next one begins.
#include <fermata/process/ready_when.hpp>

#include "process/connecting.hpp"
#include "process/ready_endpoint.hpp"

#include <fermata/model/error.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <string_view>

namespace fermata::process::ready_when {

namespace {

using process::detail::connecting;
using process::detail::endpoint;

constexpr std::string_view scheme = "http://";
constexpr std::size_t head_max = 64 * 1024; // a status line that is not there by then is none

struct request {
    endpoint to;
    std::string text;
    std::vector<int> statuses;
    std::chrono::nanoseconds time_max;

    bool accepts(int status) const {
        return statuses.empty() ? status >= 200 && status < 300
                                : std::find(statuses.begin(), statuses.end(), status) != statuses.end();
    }
};

[[noreturn]] void reject(std::string const& url, char const* why) {
    throw usage_error("http(): '" + url + "' " + why + "; what is understood is http://host:port/path?query");
}

request make_request(std::string const& url, http_options const& options) {
    if (!std::string_view(url).starts_with(scheme)) {
        reject(url, "does not begin with http://");
    }
    auto const is_strange = [](char each) { return static_cast<unsigned char>(each) <= ' ' || each == '\x7f'; };
    if (std::any_of(url.begin(), url.end(), is_strange)) {
        reject(url, "holds a space or a control character");
    }
    std::string_view rest = std::string_view(url).substr(scheme.size());
    std::size_t const end = std::min(rest.find_first_of("/?#"), rest.size());
    std::string_view const authority = rest.substr(0, end);
    rest.remove_prefix(end);
    rest = rest.substr(0, rest.find('#'));
    std::string const target = (rest.starts_with('/') ? "" : "/") + std::string(rest);

    std::string_view host = authority;
    std::string_view port = "80";
    std::size_t const bracket = authority.find(']');
    std::size_t const colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) {
        host = authority.substr(0, colon);
        port = authority.substr(colon + 1);
    }
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    int number = 0;
    auto const [stop, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error != std::errc() || stop != port.data() + port.size() || host.empty() || number < 1 || number > 65535 ||
        authority.find('@') != std::string_view::npos) {
        reject(url, "has no host and port");
    }

    std::string text = options.method + " " + target + " HTTP/1.1\r\n";
    auto const has_header = [&](std::string_view name) {
        return std::any_of(options.headers.begin(), options.headers.end(), [&](auto const& each) {
            return std::equal(name.begin(), name.end(), each.first.begin(), each.first.end(),
                              [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
        });
    };
    auto const add = [&](std::string_view name, std::string const& value) {
        for (std::string_view const part : {name, std::string_view(value)}) {
            if (part.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
                throw usage_error("http(): a header cannot hold a line break");
            }
        }
        text += std::string(name) + ": " + value + "\r\n";
    };
    if (!has_header("host")) {
        add("Host", std::string(authority));
    }
    for (auto const& [name, value] : options.headers) {
        add(name, value);
    }
    if (!has_header("content-length") && (!options.body.empty() || options.method == "POST")) {
        add("Content-Length", std::to_string(options.body.size()));
    }
    if (!has_header("connection")) {
        add("Connection", "close");
    }
    text += "\r\n" + options.body;
    return {endpoint::tcp(std::string(host), number), std::move(text), options.statuses, options.request_timeout};
}

/// 0: not yet; -1: what is answered there is not HTTP.
int status_in(std::string_view head) {
    std::size_t const end = head.find('\n');
    if (end == std::string_view::npos) {
        return head.size() > head_max ? -1 : 0;
    }
    std::string_view const line = head.substr(0, end);
    std::size_t const space = line.find(' ');
    int status = 0;
    if (!line.starts_with("HTTP/1.") || space == std::string_view::npos ||
        std::from_chars(line.data() + space + 1, line.data() + line.size(), status).ec != std::errc() || status < 100) {
        return -1;
    }
    return status;
}

class requests final : public probe {
public:
    explicit requests(request what) : what_(std::move(what)), connection_(what_.to) {}

    answer ask(probed const& process) override {
        wakeups& wake = process.wake();
        auto const now = wakeups::clock::now();
        if (!is_under_way_) {
            is_under_way_ = true;
            deadline_ = now + what_.time_max;
            sent_ = 0;
            head_.clear();
        }
        answer found = now >= deadline_ ? answer::no : advance(wake);
        if (found == answer::pending) {
            wake.at(deadline_);
            return found;
        }
        connection_.begin_anew();
        is_under_way_ = false;
        is_connected_ = false;
        return found;
    }

private:
    answer advance(wakeups& wake) {
        if (!is_connected_) {
            answer const found = connection_.ask(wake);
            if (found != answer::yes) {
                return found;
            }
            is_connected_ = true;
        }
        int const socket = connection_.socket().get();
        while (sent_ < what_.text.size()) {
            ssize_t const put = ::send(socket, what_.text.data() + sent_, what_.text.size() - sent_, MSG_NOSIGNAL);
            if (put < 0 && errno == EAGAIN) {
                wake.when_writable(socket);
                break; // an early answer is an answer, too
            }
            if (put < 0 && errno != EINTR) {
                break;
            }
            sent_ += put > 0 ? static_cast<std::size_t>(put) : 0;
        }
        while (true) {
            char buffer[1024];
            ssize_t const got = ::recv(socket, buffer, sizeof(buffer), 0);
            if (got < 0 && errno == EINTR) {
                continue;
            }
            if (got < 0 && errno == EAGAIN) {
                wake.when_readable(socket);
                return answer::pending;
            }
            if (got <= 0) {
                return answer::no;
            }
            head_.append(buffer, static_cast<std::size_t>(got));
            int const status = status_in(head_);
            if (status >= 100 && status < 200) { // "continue" and the like stand before the answer
                std::size_t const end = head_.find("\r\n\r\n");
                head_.erase(0, end == std::string::npos ? 0 : end + 4);
            } else if (status != 0) {
                return status > 0 && what_.accepts(status) ? answer::yes : answer::no;
            }
        }
    }

    request what_;
    connecting connection_;
    bool is_under_way_ = false;
    bool is_connected_ = false;
    wakeups::clock::time_point deadline_{};
    std::size_t sent_ = 0;
    std::string head_;
};

} // namespace

condition http(std::string url, http_options options) {
    if (options.method.empty() || options.method.find_first_of(" \r\n\t") != std::string::npos) {
        throw usage_error("http(): '" + options.method + "' is no method");
    }
    if (options.request_timeout <= std::chrono::nanoseconds::zero()) {
        throw usage_error("http(): request_timeout must be positive");
    }
    request const what = make_request(url, options);
    return condition(
        "an answer to " + options.method + " " + url, [what] { return std::make_unique<requests>(what); },
        [to = what.to] { return process::detail::make_connecting_probe(to); });
}

} // namespace fermata::process::ready_when
