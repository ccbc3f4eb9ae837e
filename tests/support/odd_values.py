"""Values that broke templates before, and for each question those that must be taken and those that must not."""

# Free text takes these as they are.
TEXT = {
    "double-quote": 'say "hi"',
    "single-quote": "it's",
    "triple-quote": '"""',
    "colon": "a: b",
    "our-marks": "{= project_name =}",
    "our-statement": "{% if x %}",
    "our-comment": "{## c ##}",
    "jinja-marks": "{{ project_name }}",
    "cloudformation-marks": "{{resolve:ssm:x}} ${AWS::Region}",
    "shell": "$(id) `id` ; id",
    "backslash": "C:\\new\\table",
    "leading-zeros": "007",
    "yes": "yes",
    "null": "null",
    "float": "1e3",
    "umlaut": "Bestellungen für Österreich",
    "emoji": "orders 📦",
    "emoji-joined": "👩\u200d💻",
    "chinese": "订单",
    "several-scripts": "Bestellungen 📦 — 订单",
    "right-to-left-text": "הזמנות",
    "parent-folder": "../../etc/passwd",
    "parent-inside": "acme/../orders",
    "windows-device": "con",
    "python-keyword": "lambda",
    "html": "<script>alert(1)</script>",
    "option": "--upload-pack=x",
}
# Nothing takes these, free text neither.
NO_TEXT = {
    "newline": "two\nlines",
    "trailing-newline": "orders\n",
    "carriage-return": "orders\r",
    "tab": "a\tb",
    "null-byte": "a\x00b",
    "escape": "\x1b[31mred",
    "right-to-left-override": "safe\u202eelif",
    "line-separator": "a\u2028b",
    "byte-order-mark": "\ufefforders",
    "lone-surrogate": "a\ud800b",
    "300-characters": "o" * 300,
    "empty": "",
    "outer-spaces": " orders ",
}
# Names, addresses and branches are made of characters on a list, so one value of each kind shows what is not on it:
# first what free text takes, then what no text takes.
IN_NO_NAME = {
    **{kind: TEXT[kind] for kind in ("double-quote", "our-marks", "shell", "backslash", "chinese", "emoji")},
    **{kind: TEXT[kind] for kind in ("parent-folder", "html")},
    **{kind: NO_TEXT[kind] for kind in ("trailing-newline", "tab", "null-byte", "escape", "right-to-left-override")},
    **{kind: NO_TEXT[kind] for kind in ("lone-surrogate", "300-characters", "outer-spaces")},
}

RIGHT = {
    "project_name": ["abc", "a1-b2", "lambda", "con", "yes", "null", "x" * 30],
    "description": ["x", "y" * 200, 'Say "hi": {= it =} # & \\ {{ x }}', "0123", *TEXT.values()],
    "owner": ["a", "007", "yes", "null", "1e3", "con", "lambda", "Team-7", "t" * 63],
    "repository": ["a/b", "Acme_Inc/orders.api-2", "0123/0456"],
    "branch": ["main", "release/2.x", "007", "1.10", "1e3", "yes", "null", "con", "lambda", "feature/a_b-c"],
    "approvers": ["", "Admin", "a+b=c.d@e_f-g,Other", "007", "1e3", "yes", "null", "con", "lambda", "--upload-pack=x"],
    "alerts_email": ["", "a.b+c@mail.example.co.uk"],
    "dev_account": ["", "012345678901", "000000000000"],
}
WRONG = {
    "project_name": [
        *("", "ab", "x" * 31, "Orders", "1st", "a--b", "a-", "-a", "a_b"),
        *("aws-x", "amazon", "sthree-x", "ssm"),
    ],
    "owner": ["", "a--b", "-a", "a-", "t" * 64, "a.b"],
    "repository": ["", "orders", "a/b/c", "https://github.com/a/b", "a/b.git", "a/..", ".a/b", "a//b", "a/b/"],
    "branch": ["", "a..b", "a//b", "/a", "a/", "a.lock", "a.lock/b", ".a", "a/.b", "a.", "a*", "-a", "a@{1}", "a~1"],
    "approvers": [
        "AWSReservedSSO_A_0a",
        "b,AWSServiceRoleForECS",
        "a,",
        ",a",
        "a,,b",
        "arn:aws:iam::012345678901:role/x",
        "r" * 65,
        ",".join("abcdefghijk"),
    ],
    "alerts_email": ["a", "a@b", "@b.c", "a@b.c, d@e.f", "a b@c.d", "a@b..c", "mailto:a@b.c", ".a@b.c"],
    "dev_account": [
        "12345678901",
        "1234567890123",
        "1234-5678-9012",
        "١٢٣٤٥٦٧٨٩٠١٢",
        "012345678901\n",
        "null",
        "{= 1 =}",
    ],
    "region": [
        "mars",
        "us-east-99",
        "us-east-1\n",
        "US-EAST-1",
        "eu-west-9",
        "us-east-1a",
        "",
        "cn-north-1",
        "yes",
        "../x",
    ],
}
