// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Conditions on what a process writes. Each probe remembers how far it has looked, so that much output costs little.
#include <fermata/process/ready_when.hpp>

#include "process/captured_output.hpp"
#include "process/pattern.hpp"

#include <fermata/model/error.hpp>

#include <algorithm>
#include <cstdint>

namespace fermata::process::ready_when {

namespace {

using process::detail::captured_output;
using process::detail::captured_stream;

// A pattern that spans more than this, and comes in pieces, may be missed.
constexpr std::uint64_t pattern_overlap = 8 * 1024;

/// Offsets are those of the whole stream.
class looks_at_output : public probe {
public:
    explicit looks_at_output(stream where) : where_(where) {}

    answer ask(probed const& process) override {
        captured_output const* const captured = process.captured();
        if (captured == nullptr) {
            return answer::no;
        }
        std::lock_guard const lock(captured->guards);
        bool const found = (where_ != stream::error_output && look(captured->output, looked_at_[0])) ||
                           (where_ != stream::output && look(captured->errors, looked_at_[1]));
        return found ? answer::yes : answer::pending; // new output wakes it
    }

protected:
    virtual bool find(std::string_view kept, std::size_t new_from) = 0;

private:
    bool look(captured_stream const& in, std::uint64_t& looked_at) {
        if (in.end() == looked_at) {
            return false;
        }
        std::uint64_t const from = std::max(looked_at, in.begin());
        looked_at = in.end();
        return find(in.kept(), static_cast<std::size_t>(from - in.begin()));
    }

    stream where_;
    std::uint64_t looked_at_[2] = {0, 0};
};

class finds_text final : public looks_at_output {
public:
    finds_text(std::string text, stream where) : looks_at_output(where), text_(std::move(text)) {}

private:
    bool find(std::string_view kept, std::size_t new_from) override {
        std::size_t const before = std::min(new_from, text_.size() - 1); // it may have come in two pieces
        return kept.find(text_, new_from - before) != std::string_view::npos;
    }

    std::string text_;
};

class matches_pattern final : public looks_at_output {
public:
    matches_pattern(process::detail::pattern what, stream where) : looks_at_output(where), what_(std::move(what)) {}

private:
    bool find(std::string_view kept, std::size_t new_from) override {
        return what_.matches(kept, new_from - std::min<std::size_t>(new_from, pattern_overlap));
    }

    process::detail::pattern what_;
};

char const* name_of(stream where) {
    return where == stream::output         ? "its output"
           : where == stream::error_output ? "its error output"
                                           : "what it writes";
}

} // namespace

condition output(std::string text, stream where) {
    if (text.empty()) {
        throw usage_error("output(): the text is empty");
    }
    std::string description = "'" + text + "' in " + name_of(where);
    return condition(std::move(description),
                     [text = std::move(text), where] { return std::make_unique<finds_text>(text, where); });
}

condition output_matches(std::string pattern, stream where) {
    process::detail::pattern const compiled(pattern);
    return condition("a match of /" + pattern + "/ in " + name_of(where),
                     [compiled, where] { return std::make_unique<matches_pattern>(compiled, where); });
}

} // namespace fermata::process::ready_when
