"""A change of a file of the team comes into the right place, with what the file has kept, or not at all."""

import pytest

from golden_paths.recipes.changes import Change, NotThere, changed

RETURN = "    return alarms\n"
ADD = Change("resources.py", "before", "    alarms += more\n", RETURN)
IMPORT = Change("resources.py", "import", "from b import B")
APPEND = Change("runbook.md", "append", "### An entry\n\nof ours\n")
BODY = "def add():\n    alarms = []\n"
BLOCK = Change("template.yaml", "append", "Worker: {Trust: *lambda, Name: !Sub '${Name}'}\n")


def test_a_place_is_found_at_the_beginning_of_a_line_and_not_inside_of_another() -> None:
    early = "    if idle:\n        return alarms\n"
    made = changed(BODY + early + RETURN, ADD)
    assert made == BODY + early + "    alarms += more\n" + RETURN
    with pytest.raises(NotThere, match=r"`return alarms` stands 0 times at the beginning of a line of resources\.py"):
        changed(BODY + early, ADD)


def test_a_place_of_two_lines_is_told_on_one() -> None:
    two = Change("template.yaml", "after", "Mine, ", "HealthAlarms:\n  Value: [")
    assert changed("Other:\n  Value: []\nHealthAlarms:\n  Value: []\n", two).endswith("  Value: [Mine, ]\n")
    with pytest.raises(NotThere, match=r"`HealthAlarms: … Value: \[` stands 0 times"):
        changed("Other:\n  Value: []\n", two)
    assert "after `HealthAlarms: … Value: [`:" in two.by_hand


def test_a_place_is_replaced_or_taken_out_and_the_rest_stays() -> None:
    other, nothing = (Change("resources.py", "replace", text, RETURN) for text in ("    return []\n", ""))
    assert changed(BODY + RETURN + "# end\n", other) == BODY + "    return []\n# end\n"
    assert changed(BODY + RETURN + "# end\n", nothing) == BODY + "# end\n"
    with pytest.raises(NotThere, match="stands 2 times"):
        changed(BODY + RETURN + RETURN, nothing)
    assert other.by_hand == "in resources.py, in place of `return alarms`:\n\n    return []\n"
    assert nothing.by_hand == "in resources.py, nothing in place of:\n\n    return alarms\n"


@pytest.mark.parametrize(
    ("text", "change"),
    [("import a\n\n" + BODY + RETURN, ADD), ("import a\nfrom c import C\n", IMPORT), ("# Runbook\n", APPEND)],
)
def test_a_file_keeps_its_line_ends(text: str, change: Change) -> None:
    crlf = text.replace("\n", "\r\n")
    assert changed(crlf, change) == changed(text, change).replace("\n", "\r\n")
    with pytest.raises(NotThere, match="has lines that end with CRLF and others that do not"):
        changed(crlf + "# and one more\n", change)


@pytest.mark.parametrize(("text", "said"), [("import a\n\0", "null bytes"), ("import a\nif:\n", "line 2, `if:`")])
def test_an_import_comes_into_python_alone(text: str, said: str) -> None:
    with pytest.raises(NotThere, match=rf"^resources\.py cannot be read: .*{said}"):
        changed(text, IMPORT)


def test_an_import_in_a_text_is_none() -> None:
    assert changed('"""\nfrom b import B\n"""\nimport a\n', IMPORT).endswith("import a\nfrom b import B\n")


def test_an_alias_whose_anchor_the_team_took_out_is_told_with_its_line() -> None:
    assert changed("Trust: &lambda !Ref Trust\n", BLOCK).endswith(BLOCK.text)
    with pytest.raises(NotThere, match=r"with it template\.yaml cannot be read: line 3, `Worker: .*undefined alias"):
        changed("Trust: !Ref Trust\n", BLOCK)


def test_what_would_be_no_python_is_not_written() -> None:
    with pytest.raises(NotThere, match=r"with it resources\.py cannot be read: line 5"):
        changed("def add():\n  alarms = []\n" + RETURN.replace("    ", "  "), Change(ADD.file, "append", RETURN))


def test_a_name_that_the_team_has_already_is_not_written_a_second_time() -> None:
    with pytest.raises(NotThere, match=r"with it template\.yaml cannot be read: line 4, `Worker: "):
        changed("Trust: &lambda !Ref Trust\nWorker: {Ours: true}\n", BLOCK)


def test_what_stands_from_one_place_to_another_goes_and_the_second_stays() -> None:
    text = "A: 1\nB:\n  deep: 2\n# the rest\nC: 3\n"
    gone = Change("template.yaml", "replace", "", "B:\n", "# the rest")
    assert changed(text, gone) == "A: 1\n# the rest\nC: 3\n"
    assert changed(text.replace("\n", "\r\n"), gone) == "A: 1\r\n# the rest\r\nC: 3\r\n"
    assert gone.taken(text) == gone.taken(text.replace("\n", "\r\n")) == "B:\n  deep: 2\n"
    assert gone.by_hand == "in template.yaml, nothing in place of what stands from `B:` to `# the rest`\n"
    # Before the first place it is another one, behind it there has to be one.
    assert changed("# the rest\n" + text, gone) == "# the rest\nA: 1\n# the rest\nC: 3\n"
    for wrong in ("A: 1\nB:\n", text + "# the rest\n"):
        with pytest.raises(NotThere, match=r"`# the rest` stands [02] times at the beginning of a line"):
            changed(wrong, gone)


def test_names_that_begin_so_are_renamed_wherever_they_are() -> None:
    renamed = Change("template.yaml", "rename", "Api", "Orders")
    text = 'OrdersFunction: {Role: !Ref OrdersRole}\nName: "${OrdersRole}"\nMyOrders: !GetAtt Data.OrdersTable\n'
    assert changed(text, renamed) == (
        'ApiFunction: {Role: !Ref ApiRole}\nName: "${ApiRole}"\nMyOrders: !GetAtt Data.OrdersTable\n'
    )
    with pytest.raises(NotThere, match=r"no name in template\.yaml begins with `Orders`"):
        changed("Mine: 1\n", renamed)
    assert renamed.by_hand == "in template.yaml, Api in place of Orders at the beginning of names\n"
