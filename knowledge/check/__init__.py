"""Check the quality of curated and imported knowledge."""

from knowledge.check.coverage import Counts, Coverage, Share
from knowledge.check.findings import Finding, Part, Rule, Severity
from knowledge.check.rules import RULES
from knowledge.check.run import Report, check, check_record

__all__ = [
    "RULES", "Counts", "Coverage", "Finding", "Part", "Report", "Rule", "Severity", "Share",
    "check", "check_record",
]  # fmt: skip
