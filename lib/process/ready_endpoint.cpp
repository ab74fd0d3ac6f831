// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/process/ready_when.hpp>

#include "process/connecting.hpp"
#include "process/ready_endpoint.hpp"

namespace fermata::process {

namespace detail {

namespace {

class connects final : public probe {
public:
    explicit connects(endpoint const& to) : connection_(to) {}

    answer ask(probed const& process) override {
        answer const found = connection_.ask(process.wake());
        if (found == answer::yes) {
            connection_.begin_anew();
        }
        return found;
    }

private:
    connecting connection_;
};

} // namespace

std::unique_ptr<probe> make_connecting_probe(endpoint const& to) { return std::make_unique<connects>(to); }

} // namespace detail

namespace ready_when {

namespace {

condition accepts(process::detail::endpoint to) {
    auto const make = [to] { return process::detail::make_connecting_probe(to); };
    return condition("somebody accepts connections at " + to.text(), make, make);
}

} // namespace

condition tcp(std::string host, int port) { return accepts(process::detail::endpoint::tcp(std::move(host), port)); }

condition unix_socket(std::string path) { return accepts(process::detail::endpoint::unix_socket(std::move(path))); }

} // namespace ready_when
} // namespace fermata::process
