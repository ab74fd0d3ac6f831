// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Starts a process, and returns 7: that it comes so far is not a matter of course, since a vfork() in the child of a
// vfork() returns, under AddressSanitizer, in the wrong process.
#include <fermata/process.hpp>

int main() {
    fermata::process::executor runs("/bin/true");
    runs.start();
    runs.wait_exit();
    return 7;
}
