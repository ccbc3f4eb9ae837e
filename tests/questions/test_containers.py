"""What only containers are asked: bad input is refused with value, rule and example, before anything is rendered."""

import json
import re

import pytest
from questionnaire import loaded
from rendering import refusal, render_answers, stored_answers

CONTAINERS = {"architecture": "containers", "region": "eu-west-1"}
DOMAIN = {**CONTAINERS, "domain": "api.example.com"}
ID = "12345678-1234-1234-1234-123456789012"
CERTIFICATE_OF = {
    region: f"arn:aws:acm:{region}:012345678901:certificate/{ID}" for region in ("eu-west-1", "us-west-2")
}
CERTIFICATE = CERTIFICATE_OF["eu-west-1"]
LABEL = "l" * 63

WHOSE = "containers or mainframe-modernization has"
IS_NO_ARN = "it must be the ARN of a certificate of AWS Certificate Manager"


def assert_refused(question: str, answers: dict[str, str], rule: str, example: str) -> None:
    value = json.dumps(answers.get(question, ""))
    # What is long is shown by its beginning.
    sentence = refusal(answers)
    assert sentence.startswith(f"Validation error for question '{question}': {value[:70]}")
    assert f": {rule}" in sentence
    assert sentence.endswith(f", for example {json.dumps(example)}.")


@pytest.mark.parametrize(
    "domain",
    [
        *("example", "api example.com", "API.example.com", "https://api.example.com", "api.example.com/orders"),
        *(
            "*.example.com",
            "api..example.com",
            ".example.com",
            "api.example.com.",
            "-api.example.com",
            "api-.example.com",
        ),
        *(
            "api_1.example.com",
            "api.example.com:443",
            "api.example.c",
            "127.0.0.1",
            "ö.example.com",
            "api.example.com\n",
        ),
        *(f"{LABEL}l.example.com", f"{'.'.join([LABEL] * 4)}.com", "{= 1 =}.com", "$(id).example.com"),
    ],
)
def test_a_domain_that_is_none_is_refused(domain: str) -> None:
    answers = {**DOMAIN, "domain": domain, "certificate": CERTIFICATE}
    sentence = refusal(answers)
    assert sentence.startswith("Validation error for question 'domain': ")
    assert ': it must be a domain name in lower case, or empty, for example "api.example.com".' in sentence
    assert sentence.isprintable()


@pytest.mark.parametrize(
    "domain", ["example.com", "a.b.c.d.example.co.uk", "xn--bcher-kva.example", f"{LABEL}.1.museum"]
)
def test_a_domain_with_a_certificate_is_taken_as_it_is(domain: str) -> None:
    answers = {**DOMAIN, "domain": domain, "certificate": CERTIFICATE}
    repository = render_answers(answers)
    assert stored_answers(repository)["domain"] == domain
    code = (repository / "environments.py").read_text("utf-8")
    assert f'domain="{domain}",' in code
    assert f'certificate_arn="{CERTIFICATE}",' in code


@pytest.mark.parametrize(
    "certificate",
    [
        *(
            "",
            "none",
            ID,
            f"certificate/{ID}",
            CERTIFICATE.upper(),
            f"{CERTIFICATE}\n",
            f" {CERTIFICATE}",
            CERTIFICATE[:-1],
        ),
        f"arn:aws:iam::012345678901:server-certificate/{ID}",
        CERTIFICATE.replace("012345678901", "12345678901"),
        CERTIFICATE.replace("012345678901", ""),
    ],
)
def test_a_certificate_that_is_no_arn_of_one_is_refused(certificate: str) -> None:
    assert_refused("certificate", {**DOMAIN, "certificate": certificate}, IS_NO_ARN, CERTIFICATE)


def test_a_domain_without_a_certificate_is_refused_where_nobody_can_be_asked() -> None:
    # Copier's own words: with a default of ours it would end before it asks the person who sits at the terminal.
    assert refusal(DOMAIN) == 'Question "certificate" is required'


@pytest.mark.parametrize("region", ["us-west-2", "eu-west-1"])
def test_a_certificate_of_another_region_is_refused(region: str) -> None:
    other = next(arn for each, arn in CERTIFICATE_OF.items() if each != region)
    rule = f"a load balancer takes certificates of its own region only, which is {region}"
    assert_refused("certificate", {**DOMAIN, "region": region, "certificate": other}, rule, CERTIFICATE_OF[region])


def test_a_certificate_of_another_account_than_that_of_production_is_refused() -> None:
    answers = {**DOMAIN, "accounts": "per-environment", "certificate": CERTIFICATE}
    rule = "a load balancer takes certificates of its own account only, which is 345678901234"
    assert_refused("certificate", {**answers, "prod_account": "345678901234"}, rule, CERTIFICATE)
    # While nobody knows the account, and where it is the right one, the certificate is taken.
    assert refusal(answers) == ""
    assert refusal({**answers, "prod_account": "012345678901"}) == ""


def test_a_certificate_without_a_domain_is_refused() -> None:
    rule = "without a domain there is no certificate, so leave this answer empty or out"
    assert_refused("certificate", {**CONTAINERS, "certificate": CERTIFICATE}, rule, "")


@pytest.mark.parametrize("zones", [0, 1, 4, -2, 1.5, "two", "", "2\n3", "{= 2 =}"])
def test_another_number_of_zones_is_refused_with_the_choices(zones: object) -> None:
    assert refusal({**CONTAINERS, "zones": zones}).startswith("Invalid choice for 'zones': ")
    assert refusal({**CONTAINERS, "zones": zones}).endswith(" is not in ['2', '3']")


@pytest.mark.parametrize("region", loaded()["two_zone_regions"]["default"].strip("[]").split(", "))
def test_three_zones_are_refused_where_a_region_gives_two(region: str) -> None:
    answers = {**CONTAINERS, "region": region}
    assert f'"3": {region} gives two availability zones to new accounts; ' in refusal({**answers, "zones": "3"})
    assert refusal({**answers, "zones": "3"}).endswith("choose 2, or another region, for example us-west-2.")
    assert refusal({**answers, "zones": "2"}) == ""
    assert refusal({**answers, "region": "us-west-2", "zones": "3"}) == ""


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("compute", "ec2"),
        ("zones", "3"),
        ("zone_ids", "use1-az1, use1-az2"),
        ("egress", "endpoints"),
        ("deployed_by", "codedeploy"),
        ("domain", "a.example.com"),
    ],
)
def test_an_answer_that_serverless_would_drop_is_refused(question: str, value: str) -> None:
    sentence = refusal({"architecture": "serverless", question: value})
    whose = "containers or network-functions or mainframe-modernization has" if question == "zones" else WHOSE
    assert sentence == (
        f"Validation error for question '{question}': \"{value}\": only the architecture {whose} this question, "
        "so leave it out or answer architecture: containers."
    )


def test_a_default_that_serverless_has_no_use_for_is_no_error() -> None:
    assert not refusal({"compute": "fargate", "zones": "2", "egress": "nat", "deployed_by": "ecs", "domain": ""})


US = {"architecture": "containers", "region": "us-east-1"}


@pytest.mark.parametrize(
    ("zones", "zone_ids"),
    [
        ("2", "use1-az1"),
        ("3", "use1-az1, use1-az2"),
        ("2", "use1-az1, use1-az1"),
        ("2", "use1-az1, use1-az3"),
        ("2", "use1-az1, euw1-az1"),
        ("2", "us-east-1a, us-east-1b"),
        ("2", "use1-az1 use1-az2"),
        ("2", "use1-az1,,use1-az2"),
        ("2", "use1-az1, use1-az2\n"),
        ("2", '", "'),
    ],
)
def test_zones_that_lack_fargate_or_are_not_as_many_are_refused(zones: str, zone_ids: str) -> None:
    offered = ["use1-az1", "use1-az2", "use1-az4", "use1-az5", "use1-az6"]
    rule = f"it must be {zones} of {', '.join(offered)}, as many as the answer zones says; or empty"
    assert_refused("zone_ids", {**US, "zones": zones, "zone_ids": zone_ids}, rule, ", ".join(offered[: int(zones)]))


def test_zones_are_refused_where_every_one_will_do_also_those_of_the_region_before() -> None:
    rule = "the zones of eu-west-1 need no names, so leave this answer empty or out"
    assert_refused("zone_ids", {**CONTAINERS, "zone_ids": "use1-az1, use1-az2"}, rule, "")


@pytest.mark.parametrize(
    ("answers", "written"),
    [
        (US, ', zone_ids=("use1-az1", "use1-az2"))'),
        ({**US, "zones": "3"}, ', zone_ids=("use1-az1", "use1-az2", "use1-az4"))'),
        ({**US, "zone_ids": "use1-az5,use1-az6"}, ', zone_ids=("use1-az5", "use1-az6"))'),
        ({**US, "region": "us-west-1"}, ', zone_ids=("usw1-az1", "usw1-az3"))'),
        ({**US, "zone_ids": ""}, ")"),
        (CONTAINERS, ")"),
    ],
)
def test_the_zones_reach_environments_py(answers: dict[str, str], written: str) -> None:
    environments = (render_answers(answers) / "environments.py").read_text("utf-8")
    assert re.findall(r"^NETWORK = .* nat_gateways=1(.*)$", environments, re.MULTILINE) == [written]


def test_the_longest_line_of_zones_is_no_longer_than_the_formatter_allows() -> None:
    longest = {"architecture": "containers", "source": "codecommit", "region": "ap-northeast-1", "zones": "3"}
    environments = (render_answers({**longest, "egress": "endpoints"}) / "environments.py").read_text("utf-8")
    assert "apne1-az4" in environments
    assert max(map(len, environments.splitlines())) <= 120
