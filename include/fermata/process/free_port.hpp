// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

namespace fermata::process {

/// A TCP port of this machine on which nobody listens. No other call of any process here gets the same one while
/// this process lives. Throws process_error if none is left.
int free_port();

} // namespace fermata::process
