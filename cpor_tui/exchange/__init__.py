"""Takes claims, assessments and earnings in from tables, and gives claims and histories out as tables."""

from cpor_tui.exchange.earnings import approved
from cpor_tui.exchange.faults import Fault
from cpor_tui.exchange.tables import Row, csv_lines, guarded, rows
from cpor_tui.exchange.taking import Importer, Taken

__all__ = ["Fault", "Importer", "Row", "Taken", "approved", "csv_lines", "guarded", "rows"]
