// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/process/command.hpp>
#include <fermata/process/error.hpp>
#include <fermata/process/executor.hpp>
#include <fermata/process/free_port.hpp>
#include <fermata/process/orchestrator.hpp>
#include <fermata/process/probe.hpp>
#include <fermata/process/ready_when.hpp>
#include <fermata/process/startable.hpp>
