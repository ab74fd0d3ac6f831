// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace fermata::suite::detail {

enum class case_order { slowest_first, declared, random };

/// What the command line and the environment ask for, beyond what the test framework knows.
struct options {
    std::optional<int> processes{}; ///< --np; empty if nobody has asked, 0: in this process
    bool list_groups = false;
    std::optional<std::chrono::nanoseconds> limit{}; ///< --timeout; zero: none
    int abort_after = 0;
    std::optional<int> durations{};
    bool rerun_failed = false;
    case_order order = case_order::slowest_first;
    std::uint64_t seed = 0;
    int repeat = 1;
    int shard = 1; ///< from 1 to shards
    int shards = 1;
    std::vector<std::string> shard_status_files{};
    bool show_output = false;
    bool reuse_workers = false;
    std::string state_file{};
    std::chrono::nanoseconds grace = std::chrono::seconds(2);
    std::size_t output_max = std::size_t{128} << 20;
    std::vector<std::size_t> only{};       ///< --only: cases by their numbers, from 0
    std::string discover_file{};           ///< --discover=FILE, for fermata_discover_tests
    std::vector<std::string> discover{};   ///< what that writes before the arguments of each test
    bool joins_parent = false;             ///< what is shared is shared by all that one process has started
    bool discover_groups_together = false; ///< a serial group is one test there
    bool is_asked = false;                 ///< whether the framework alone cannot do what is asked for
    std::vector<std::string> others{};     ///< arguments that are not ours, without the program's name
};

/// What is wrong with the options; the message says which, and what they may be.
class option_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Arguments overrule environment variables. `variable` looks one up, and returns null if it is not set.
options parse_options(std::vector<std::string> const& arguments, char const* (*variable)(char const* name));

/// What --help prints of ours.
std::string help_text(bool with_colors);

} // namespace fermata::suite::detail
