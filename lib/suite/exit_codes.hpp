// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

namespace fermata::suite::detail {

/// What a run returns; a signal that interrupts it adds itself to `interrupted`.
namespace exit_codes {
inline constexpr int passed = 0;
inline constexpr int failed = 1;           ///< some test failed, crashed, timed out or did not run
inline constexpr int nothing_selected = 2; ///< which is no success
inline constexpr int misconfigured = 3;    ///< options or groups; nothing has run
inline constexpr int internal_error = 4;
inline constexpr int interrupted = 128;
/// A worker's: it could not report, because somebody has closed its channel.
inline constexpr int cannot_report = 97;
} // namespace exit_codes

} // namespace fermata::suite::detail
