"""Say in plain words what a promise says and does not say, for the page."""

from __future__ import annotations

from pledgewatch.model.promise import AspectName, Promise

__all__ = ["ORDER", "SAYS", "explain"]

ORDER: tuple[AspectName, ...] = ("action", "quantity", "time", "responsible", "verification", "scope")
SAYS: dict[AspectName, str] = {
    "action": "what is to be done",
    "quantity": "how much",
    "time": "by when or how often",
    "responsible": "who answers for it",
    "verification": "how it is checked",
    "scope": "where or for whom",
}


def explain(promise: Promise) -> str:
    """Return one sentence: what is said, what is not, and whether an outsider could check it.

    It describes the words only; it makes no claim about what the company does or means.
    """
    said = [SAYS[name] for name in ORDER if name in promise.aspects]
    unsaid = [SAYS[name] for name in ORDER if name not in promise.aspects]
    parts = [f"says {_listed(said)}" if said else ""]
    parts += [f"does not say {_listed(unsaid, 'or')}" if unsaid else ""]
    return _sentence("; ".join(part for part in parts if part)) + " " + _verdict(promise)


def _verdict(promise: Promise) -> str:
    able = "could later check" if promise.specific else "could not tell from these words"
    check = f"An outsider {able} whether it was kept."
    return f"{check} Every participant must make it." if promise.required else check


def _listed(words: list[str], joiner: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joiner} {words[-1]}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
