"""Assumptions that a user sets for one question: a number in place of a file's own, in every draw, touching no file."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import isfinite

from esarisk.errors import EsariskError, spoken
from esarisk.policy.files.bounds import outside
from esarisk.policy.parameters import Parameter
from esarisk.policy.reading import Library

OPTION = "--set"


def plain_number(text: str) -> float:
    """A number written in plain digits; ValueError if it is none."""
    if "_" in text or not text.isascii():
        raise ValueError(text)
    return float(text)


def settings_of(typed: Iterable[str]) -> dict[str, float]:
    """Number by address, of texts such as `new_start.off_benefit_ratio=0`.

    Raises
    ------
    EsariskError : with each text that is none, or sets what another sets
    """
    found: dict[str, float] = {}
    faults = []
    for text in typed:
        address, _, number = text.partition("=")
        try:
            value = plain_number(number)
        except ValueError:
            value = float("nan")
        if "." not in address or not isfinite(value):
            faults.append(
                f"{OPTION} '{spoken(text)}': give ADDRESS=NUMBER, such as new_start.off_benefit_ratio=0"
            )
        elif address in found:
            faults.append(f"{OPTION} '{spoken(text)}': '{address}' is set twice: say it once")
        else:
            found[address] = value
    if faults:
        raise EsariskError(faults)
    return found


def with_settings(library: Library, settings: Mapping[str, float], where: str = OPTION) -> Library:
    """A library of its own in which some parameters are what a user says, in every draw and scenario.

    A lever is so from the vintage's date on, anything else from the first day. What was fitted stays
    as it was fitted. A figure of a programme is the programme's own address.

    Parameters
    ----------
    settings : number by address
    where : they were said, for the message

    Raises
    ------
    EsariskError : with each setting that is not one number of one parameter, or is out of bounds
    """
    programmes = dict(library.programmes)
    faults: list[str] = []
    for address, number in settings.items():
        try:
            stem, _, key = address.partition(".")
            if address in library.parameters or stem.replace("-", "_") not in programmes:
                _check(library.parameter(address), number)
            else:
                name = library.named("programmes", stem)
                programmes[name] = programmes[name].with_figures({key: number})
        except EsariskError as error:
            faults += [f"{where} {spoken(address)}={number:g}: {fault}" for fault in str(error).splitlines()]
    if faults:
        raise EsariskError(faults)
    return replace(library, programmes=programmes, settings={**library.settings, **settings})


def _check(parameter: Parameter, number: float) -> None:
    """Refuse a number that cannot stand for a parameter, or is out of its bounds."""
    if parameter.table is not None or parameter.by:
        what = "a table" if parameter.table is not None else f"a value for each {parameter.by}"
        raise EsariskError(
            f"'{parameter.address}' is {what}, not one number: give --parameters, or use a measure"
        )
    if parameter.kind == "constant" and len(parameter.latest) > 1:
        raise EsariskError(f"'{parameter.address}' has {len(parameter.latest)} dated values: use a measure")
    if fault := outside(number, parameter.hard):
        raise EsariskError(fault)
