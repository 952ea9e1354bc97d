"""All faults, in order of their ids."""

import concurrency_faults
import content_faults
import import_faults
import net_faults
import passing_faults
import query_faults
import scope_faults
import system_faults
from fault import Fault

SECTIONS = (
    *(net_faults, scope_faults, content_faults, system_faults, concurrency_faults),
    *(import_faults, query_faults, passing_faults),
)
FAULTS: tuple[Fault, ...] = tuple(fault for section in SECTIONS for fault in section.FAULTS)
