"""Control statements of JES2 (/*…) and JES3 (//*…): none is converted."""

import re

from workload.jcl.cards import Card
from workload.jcl.findings import Findings

_PRINTING = "it steers spooling and printing, which have no counterpart"
_CLASSES = "it places the job on a system; here a job has its own compute environment"
# JES2 Initialization and Tuning Reference; JCL Reference, "JES2 control statements".
_JES2 = {
    "JOBPARM": _CLASSES,
    "PRIORITY": _CLASSES,
    "ROUTE": _CLASSES,
    "XEQ": _CLASSES,
    "MESSAGE": "it writes to an operator's console, which has no counterpart",
    "NOTIFY": "it tells a TSO user; here an alarm tells the team",
    "OUTPUT": _PRINTING,
    "NETACCT": "it is accounting data of the mainframe",
    "SETUP": "it asks an operator to mount volumes",
    "SIGNON": "it begins a remote terminal's session",
    "SIGNOFF": "it ends a remote terminal's session",
    "EOF": "it ends an input stream",
    "DEL": "it ends an input stream",
}
_JES3 = {"FORMAT": _PRINTING, "MAIN": _CLASSES, "OPERATOR": _JES2["MESSAGE"], "ROUTE": _CLASSES}
_JES3_JOBS = {"NET": "jobs that wait for one another are a schedule of their own", "PROCESS": "it is a JES3 process"}


def control_statement(card: Card, findings: Findings) -> None:
    """Lists a control statement; a delimiter (/*) and a comment (//*) are passed over."""
    if match := re.match(r"/\*\$|/\*([A-Z]+)", card.text):
        name = match[1] or "$"
        if reason := _JES2.get(name):
            findings.left_out(card.place, f"/*{name}", reason)
        else:
            findings.not_converted(card.place, f"/*{name}", "this JES2 control statement is not known")
    elif (match := re.match(r"//\*([A-Z]+)( |$)", card.text)) and (reason := _JES3.get(match[1])):
        findings.left_out(card.place, f"//*{match[1]}", reason)
    elif match and (reason := _JES3_JOBS.get(match[1])):
        findings.not_converted(card.place, f"//*{match[1]}", reason)
