"""What only a mainframe application is asked: bad input is refused with value, rule and example, good is carried."""

import json
import re
from pathlib import Path

import pytest
from exports import exported_answers_only
from questionnaire import asked, choices, first_words
from rendering import refusal, render_answers, stored_answers
from terminal import CLEAR, DOWN, ENTER, Terminal

MAINFRAME = {"architecture": "mainframe-modernization", "region": "eu-west-1"}
OLD = "https://old.example.com"
LABEL = "l" * 63
OTHERS = ("serverless", "containers", "network-functions")


@pytest.mark.parametrize(
    "url",
    [
        *(
            "old.example.com",
            "http://old.example.com",
            "https://",
            "https://old",
            "https://localhost",
            "ftp://a.example",
        ),
        *(f"{OLD}/", f"{OLD}/cics", f"{OLD}?a=b", f"{OLD}#a", f"{OLD}:", f"{OLD}:0", f"{OLD}:65536", f"{OLD}:443:80"),
        *("https://me:secret@old.example.com", "https://me@old.example.com", f"{OLD}\n", f" {OLD}", f"{OLD} "),
        *("https://OLD.example.com", "HTTPS://old.example.com", "https://old..example.com", "https://.example.com"),
        *("https://-old.example.com", "https://old-.example.com", "https://old_1.example.com", "https://ö.example.com"),
        *("https://10.0.0.1", "https://[::1]", "https://*.example.com", "https://old.example.com."),
        *("{= 1 =}", "https://$(id).example.com", 'https://a".example.com', f"https://{LABEL}l.example.com"),
        f"https://{'.'.join([LABEL] * 4)}.com",
    ],
)
def test_what_is_no_origin_of_https_is_refused(url: str) -> None:
    sentence = refusal({**MAINFRAME, "legacy_url": url})
    shown = json.dumps(url, ensure_ascii=not url.isprintable())
    assert sentence.startswith(f"Validation error for question 'legacy_url': {shown[:70]}")
    assert ": it must be https:// and a host name in lower case, without a path, or empty" in sentence
    assert sentence.endswith(f", for example {json.dumps(OLD)}.")
    assert sentence.isprintable()


@pytest.mark.parametrize(
    "url", ["", OLD, f"{OLD}:8443", f"{OLD}:65535", "https://a.b.c.example.co.uk", f"https://{LABEL}.1.museum"]
)
def test_the_old_system_reaches_environments_py(url: str) -> None:
    repository = render_answers({**MAINFRAME, "legacy_url": url})
    assert stored_answers(repository)["legacy_url"] == url
    assert f'legacy_url="{url}"' in (repository / "environments.py").read_text("utf-8")


@pytest.mark.parametrize("store", choices("store"))
def test_the_store_is_a_value_of_environments_py(store: str) -> None:
    code = (render_answers({**MAINFRAME, "store": store}) / "environments.py").read_text("utf-8")
    assert set(re.findall(r'Store\("?([\w.]+)"?\)', code)) == {store}


@pytest.mark.parametrize("page", choices("code_page"))
def test_the_code_page_is_that_of_each_data_set_in_ebcdic(page: str) -> None:
    catalogue = (render_answers({**MAINFRAME, "code_page": page}) / "jobs" / "datasets.yaml").read_text("utf-8")
    assert set(re.findall(r"^- .*code_page: (\S+)[,}]", catalogue, re.MULTILINE)) == {f'"{page}"'}


@pytest.mark.parametrize("page", ["37", "0037", "500", "ascii", "", 37, 273.0])
def test_another_code_page_is_refused_with_the_choices(page: object) -> None:
    sentence = refusal({**MAINFRAME, "code_page": page})
    assert sentence.startswith("Invalid choice for 'code_page': ")
    assert sentence.endswith(f" is not in {choices('code_page')}")


@pytest.mark.parametrize("dialect", choices("dialect"))
def test_the_dialect_lands_in_the_settings_of_cobol(dialect: str) -> None:
    settings = (render_answers({**MAINFRAME, "dialect": dialect}) / "cobol.toml").read_text("utf-8")
    assert re.findall(r'^dialect = "(\w+)"', settings, re.MULTILINE) == [dialect]


@pytest.mark.parametrize(
    ("question", "value"), [("store", "dynamodb"), ("dialect", "mvs"), ("code_page", "273"), ("legacy_url", OLD)]
)
@pytest.mark.parametrize("architecture", OTHERS)
def test_an_answer_that_another_architecture_would_drop_is_refused(
    architecture: str, question: str, value: str
) -> None:
    assert refusal({"architecture": architecture, question: value}) == (
        f"Validation error for question '{question}': \"{value}\": only the architecture mainframe-modernization has "
        "this question, so leave it out or answer architecture: mainframe-modernization."
    )


@pytest.mark.parametrize("architecture", OTHERS)
def test_defaults_that_another_architecture_has_no_use_for_are_no_error(architecture: str) -> None:
    defaults = {"store": "postgresql", "dialect": "ibm", "code_page": "037", "legacy_url": ""}
    assert not refusal({"architecture": architecture, **defaults})


def test_questions_and_refusals_are_read_to_their_end_on_the_screen(tmp_path: Path) -> None:
    # What is refused, what the screen says then, and the answer; keys choose one of several.
    walk = {
        "store": ("", "", (DOWN,)),
        "dialect": ("", "", (DOWN,)),
        "code_page": ("", "", (DOWN, DOWN, DOWN)),
        "legacy_url": ("old.example.com", f"{OLD}, or empty", OLD),
    }
    chosen = {"store": "dynamodb", "dialect": "mvs", "code_page": "273", "legacy_url": OLD}
    ask = [word for question in walk for word in ("--ask", question)]
    data = ["--defaults", *ask, "--data", "architecture=mainframe-modernization"]
    terminal = Terminal("copy", *data, str(exported_answers_only()), "accounts", folder=tmp_path)
    for question, (wrong, sentence, answer) in walk.items():
        shown = terminal.next_question(first_words(question))
        for line in asked()[question]["help"].splitlines():
            assert line in shown, "\n".join(shown)
        if wrong:
            terminal.press(CLEAR, wrong, ENTER)
            terminal.wait_for(sentence[:20])
            assert terminal.lines[-1] == f"Validation error for question '{question}': {sentence}"
            terminal.press(CLEAR)
        terminal.press(*answer, ENTER)
    code, lines = terminal.finish()
    assert code == 0, "\n".join(lines)
    stored = stored_answers(tmp_path / "accounts")
    assert {question: stored[question] for question in walk} == chosen
    assert set(walk) == {name for name in asked() if "== 'mainframe-modernization'" in str(asked()[name].get("when"))}
