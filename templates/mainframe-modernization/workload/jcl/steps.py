"""Steps of a job as the expansion of its procedures leaves them."""

from dataclasses import dataclass, field

from batch.definition import Test
from workload.jcl.findings import Place
from workload.jcl.operands import Group, Item


@dataclass
class Dd:
    """One DD statement of a step, overrides merged in. items: parameters by keyword. positional: "", "*", "DATA",
    "DUMMY". instream: its data."""

    place: Place
    positional: str = ""
    items: dict[str, Item] = field(default_factory=dict)
    instream: tuple[str, ...] | None = None

    def override(self, other: "Dd") -> None:
        """Takes over what `other`, of the job, says instead (JCL Reference, "Overriding DD statements")."""
        # Each of these says where the data is: one of them nullifies the others.
        sources = ("DSN", "SYSOUT", "DDNAME", "PATH", "SUBSYS")
        told = {each for each in sources if each in other.items}
        if told or other.positional:
            self.positional, self.instream = other.positional, other.instream
            for each in sources:
                self.items.pop(each, None)
        if "SYSOUT" in told or other.positional in ("*", "DATA"):
            self.items.pop("DISP", None)
        if "DCB" in other.items:
            # LRECL=80 is the same as DCB=LRECL=80: the later one counts.
            for part in parts(other.items["DCB"]):
                self.items.pop(part.key, None)
        for key, item in other.items.items():
            if item.value is None:
                # `UNIT=` takes the parameter away.
                self.items.pop(key, None)
            elif key == "DCB" and key in self.items:
                self.items[key] = _merged(self.items[key], item)
            else:
                self.items[key] = item
        self.place = other.place


@dataclass
class RawStep:
    """name: STEP or STEP.PROCSTEP. items: parameters of EXEC by keyword. dds: by name, concatenations in order.
    tests: of the IF statements around. call: the step that called its procedure, "" for none."""

    place: Place
    name: str
    program: str
    items: dict[str, Item]
    tests: tuple[Test, ...] = ()
    call: str = ""
    dds: dict[str, list[Dd]] = field(default_factory=dict)

    @property
    def own_name(self) -> str:
        """The name within its procedure."""
        return self.name.rpartition(".")[2]


def _merged(old: Item, new: Item) -> Item:
    """DCB: its subparameters are overridden one by one."""
    found = {each.key or each.text(): each for each in parts(old)}
    found.update((each.key or each.text(), each) for each in parts(new))
    return Item("DCB", Group(tuple(found.values()), ""))


def parts(item: Item) -> tuple[Item, ...]:
    """The subparameters of DCB."""
    if isinstance(item.value, Group):
        return item.value.items
    key, equals, value = item.text().partition("=")
    if not equals:
        return (Item("", item.value),)
    # DCB=LRECL=80 is DCB=(LRECL=80).
    return (Item(key, type(item.value)(value)),) if item.value else ()
