// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/suite/group.hpp>
#include <fermata/suite/lock.hpp>
#include <fermata/suite/message_board.hpp>
#include <fermata/suite/run.hpp>
#include <fermata/suite/trail.hpp>
