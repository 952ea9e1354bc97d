"""All faults that crawling, storing and importing must survive, in the order of their ids."""

import border_faults
import content_faults
import net_faults
from fault import Fault

FAULTS: tuple[Fault, ...] = (*net_faults.FAULTS, *border_faults.FAULTS, *content_faults.FAULTS)
