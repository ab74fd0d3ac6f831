// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <string>

namespace fermata::suite::detail {

/// A folder in the system's for temporary files, gone with this object. Those of runs that were killed are cleared away
/// when the next one is made.
class run_folder {
public:
    /// How the processes of a run get to know it.
    static constexpr char const* variable = "FERMATA_SUITE_RUN_FOLDER";

    run_folder() : run_folder(0) {}
    /// That of all runs of this program which another process has started, CTest for example; it stays until that is
    /// gone. 0: a folder of its own.
    explicit run_folder(int shared_by);
    run_folder(run_folder const&) = delete;
    run_folder& operator=(run_folder const&) = delete;
    ~run_folder();

    std::string const& path() const noexcept { return path_; }

    /// The folder of the run that this process belongs to. If it belongs to none, one of its own, until its end.
    static std::string const& current();

private:
    std::string path_;
    int owner_; ///< a forked process must not remove it
};

} // namespace fermata::suite::detail
