// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bench {

enum class unit { nanoseconds, per_second, kibibytes, executions };

/// What a row promises, of its ratio or of the figure itself.
struct target {
    enum class bound_type { at_least, at_most };
    enum class subject_type { ratio, figure };

    bound_type bound = bound_type::at_least;
    double limit = 0;
    subject_type subject = subject_type::ratio;
};

inline target at_least(double ratio) { return {target::bound_type::at_least, ratio, target::subject_type::ratio}; }
inline target at_most(double ratio) { return {target::bound_type::at_most, ratio, target::subject_type::ratio}; }
inline target figure_at_most(double figure) {
    return {target::bound_type::at_most, figure, target::subject_type::figure};
}

/// One figure beside its yardstick.
struct row {
    std::string group;  ///< "enumerate"
    std::string figure; ///< "3 x 3"
    bench::unit unit = bench::unit::nanoseconds;
    double measured = 0;
    std::string yardstick;
    double yardstick_measured = 0;
    std::optional<bench::target> target{};
    double steps = 0;    ///< of one execution on average, where the figure is executions per second
    std::string peers{}; ///< what other tools take for the same program: quoted, not measured here

    double ratio() const { return measured / yardstick_measured; }
    bool met() const;
};

struct table {
    std::vector<row> rows;

    void add(row next) { rows.push_back(std::move(next)); }
};

/// "12,870"
std::string with_commas(std::uint64_t value);

/// The table for people.
std::string to_text(table const& value);

/// The same for programs.
std::string to_json(table const& value);

} // namespace bench
