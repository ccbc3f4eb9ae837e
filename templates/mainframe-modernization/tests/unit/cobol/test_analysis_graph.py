"""The graph of what uses what: its picture, programs that are nowhere, and steps that could not start theirs."""

from pathlib import Path
from xml.etree import ElementTree

from tests.support.cobol_sources import repository, source
from workload.cobol.analysis.graph import Kind
from workload.cobol.analysis.picture import draw
from workload.cobol.analysis.report import analyse

JOB = "name: DAILY\nsteps:\n- {name: POST, program: CALLER}\n- {name: SORT, program: SORT}\n"


def said(folder: Path) -> list[str]:
    return [str(finding) for finding in analyse(folder).findings]


def used(folder: Path) -> Path:
    caller = source("CALLER", "    CALL 'CALLED' USING A\n    GOBACK.", data="    COPY OUTER.")
    called = source("CALLED", "    GOBACK.", using="AREA-1")
    copybooks = {"OUTER": "01  A.\n    COPY INNER.", "INNER": "    05  FILLER PIC X(8)."}
    repository(folder, {"CALLER": caller, "CALLED": called}, copybooks)
    (folder / "jobs").mkdir()
    (folder / "jobs/DAILY.yaml").write_text(JOB, "utf-8")
    return folder


def test_the_graph_has_steps_programs_and_copybooks(tmp_path: Path) -> None:
    report = analyse(used(tmp_path))
    assert report.findings == ()
    assert {(user.name, need.name) for user, need in report.graph.edges} == {
        ("DAILY.POST", "CALLER"),
        ("DAILY.SORT", "SORT"),
        ("CALLER", "CALLED"),
        ("CALLER", "OUTER"),
        ("OUTER", "INNER"),
    }
    assert {node.name for node in report.graph.nodes if node.kind is Kind.COPYBOOK} == {"OUTER", "INNER"}


def test_a_program_that_is_nowhere_is_found(tmp_path: Path) -> None:
    used(tmp_path)
    (tmp_path / "cbl/CALLED.cbl").unlink()
    (tmp_path / "jobs/DAILY.yaml").write_text(JOB.replace("CALLER", "ABSENT"), "utf-8")
    needs = [sentence.partition(", line 1: ")[2] for sentence in said(tmp_path)]
    assert needs == [
        "CALLER needs CALLED, which is neither in cbl/ nor a utility of batch. [missing-program CALLER]",
        "DAILY.POST needs ABSENT, which is neither in cbl/ nor a utility of batch. [missing-program DAILY.POST]",
    ]


def test_a_step_that_runs_a_module_is_found(tmp_path: Path) -> None:
    """On the mainframe a main program may receive its PARM with USING."""
    used(tmp_path)
    (tmp_path / "jobs/DAILY.yaml").write_text(JOB.replace("CALLER", "CALLED"), "utf-8")
    [finding] = said(tmp_path)
    assert "DAILY.POST runs CALLED, which has PROCEDURE DIVISION USING and is built for CALL" in finding
    assert finding.endswith("[main-program DAILY.POST]")


def test_a_program_whose_name_stands_in_a_field_is_one_that_is_called(tmp_path: Path) -> None:
    """As mainframe programs call: CALL WS-PROGRAM, with the name as its VALUE."""
    used(tmp_path)
    caller = source("CALLER", "    CALL NAMED USING NAMED\n    GOBACK.", data="77  NAMED PIC X(8) VALUE 'CALLED  '.")
    (tmp_path / "cbl/CALLER.cbl").write_text(caller, "utf-8")
    assert ("CALLER", "CALLED") in {(user.name, need.name) for user, need in analyse(tmp_path).graph.edges}


def test_the_picture_is_an_svg_with_a_box_for_each_and_an_arrow_for_each_use(tmp_path: Path) -> None:
    graph = analyse(used(tmp_path)).graph
    draw(graph).save_svg(str(tmp_path / "cobol.svg"))
    svg = ElementTree.parse(tmp_path / "cobol.svg").getroot()  # noqa: S314 - it was written one line above
    space = "{http://www.w3.org/2000/svg}"
    texts = {element.text for element in svg.iter(f"{space}text")}
    assert texts >= {node.name for node in graph.nodes} | {"Job steps", "Programs", "Copybooks"}
    assert sum("marker-end" in element.attrib for element in svg.iter(f"{space}path")) == len(graph.edges)
