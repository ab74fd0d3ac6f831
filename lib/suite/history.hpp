// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "suite/cases.hpp"
#include "suite/results.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fermata::suite::detail {

/// What is known of the last run of each test case, in a small text file.
class history {
public:
    struct entry {
        char result = '-'; ///< p(assed), f(ailed), c(rashed), t(imed out), - (not run)
        double seconds = 0;
    };

    /// A file that is not there, or is none of ours, is an empty history.
    history(std::string path, case_list const& all);

    std::optional<entry> of(std::size_t index) const;
    bool has_failed(std::size_t index) const;
    void add(case_result const& result);
    /// Puts what was added into the file, beside what others have put there meanwhile. False if it cannot be written.
    bool save() const;
    std::string const& path() const noexcept { return path_; }

    /// Where it is when nobody says otherwise: beside the executable, or in the user's cache if that is not possible.
    static std::string default_path(std::string const& program);

private:
    static std::map<std::string, entry> read(std::string const& path);

    std::string path_;
    std::vector<std::string> keys_; ///< by index
    std::map<std::string, entry> known_;
    std::map<std::string, entry> added_;
};

} // namespace fermata::suite::detail
