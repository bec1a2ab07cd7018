"""What can go wrong on a bad day, one thing a function: it begins where the function does and is over where it ends."""

from tests.chaos.fault import Fault
from tests.chaos.faults.clocks import CLOCKS
from tests.chaos.faults.floods import FLOODS
from tests.chaos.faults.memory import MEMORY
from tests.chaos.faults.platforms import PLATFORMS
from tests.chaos.faults.processes import PROCESSES
from tests.chaos.faults.storage import STORAGE

FAULTS: tuple[Fault, ...] = (*PROCESSES, *STORAGE, *PLATFORMS, *CLOCKS, *FLOODS, *MEMORY)
"""In the order in which they happen."""
