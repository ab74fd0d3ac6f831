// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/frames.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <tuple>

namespace fermata::suite::detail {

namespace {

using failure_parts = std::tuple<std::string, std::string, std::string>;
using report_parts = std::tuple<bool, double, std::uint64_t, std::uint64_t, std::string, std::string>;

constexpr std::uint64_t body_max = std::uint64_t{1} << 32;

template <class Parts>
std::string bytes_of(Parts const& parts) {
    process::wire_writer writer;
    process::wire<Parts>::write(writer, parts);
    return writer.bytes();
}

template <class Parts>
Parts parts_in(std::string_view body) {
    process::wire_reader reader(body);
    return process::wire<Parts>::read(reader);
}

} // namespace

std::string encode(frame_kind kind, std::uint64_t index, std::string_view body) {
    frame_head const head{frame_mark, kind, index, body.size()};
    std::string bytes(reinterpret_cast<char const*>(&head), sizeof(head));
    bytes += body;
    return bytes;
}

std::string to_body(failure_text const& value) { return bytes_of(failure_parts(value.place, value.kind, value.text)); }

std::string to_body(case_report const& value) {
    return bytes_of(report_parts(value.has_passed, value.seconds, value.assertions, value.assertions_failed,
                                 value.console, value.xml));
}

failure_text failure_in(std::string_view body) {
    auto [place, kind, text] = parts_in<failure_parts>(body);
    return {std::move(place), std::move(kind), std::move(text)};
}

case_report report_in(std::string_view body) {
    auto [has_passed, seconds, assertions, assertions_failed, console, xml] = parts_in<report_parts>(body);
    return {has_passed, seconds, assertions, assertions_failed, std::move(console), std::move(xml)};
}

bool frame_reader::next(frame& into) {
    frame_head head;
    if (is_broken_ || bytes_.size() - at_ < sizeof(head)) {
        return false;
    }
    std::memcpy(&head, bytes_.data() + at_, sizeof(head));
    if (head.mark != frame_mark || head.size > body_max) {
        is_broken_ = true;
        return false;
    }
    if (bytes_.size() - at_ - sizeof(head) < head.size) {
        return false;
    }
    into.kind = head.kind;
    into.index = head.index;
    into.body.assign(bytes_, at_ + sizeof(head), head.size);
    at_ += sizeof(head) + head.size;
    if (at_ == bytes_.size()) {
        bytes_.clear();
        at_ = 0;
    }
    return true;
}

bool write_all(int descriptor, char const* bytes, std::size_t size) noexcept {
    while (size > 0) {
        ssize_t const put = ::send(descriptor, bytes, size, MSG_NOSIGNAL);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return false;
        }
        bytes += put;
        size -= static_cast<std::size_t>(put);
    }
    return true;
}

} // namespace fermata::suite::detail
