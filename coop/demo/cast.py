"""Who is in the demonstration: invented people and organisations, and what they do.

None of them exists. The addresses end in `.example`, which belongs to nobody (RFC 2606).
"""

from dataclasses import dataclass

CO_OP_NAME = "Wildways Co-operative"
PASSWORD = "coppice-demo-2025"  # noqa: S105 - printed beside the log-ins; a demonstration has no secrets


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody with a post and a password, so that a visitor can be them."""

    name: str
    email: str
    roles: tuple[str, ...]
    about: str


OFFICERS = (
    Officer(
        "Maren Holt",
        "maren@wildways.example",
        ("board", "secretary"),
        "secretary: steers proposals, approves owners, issues reports",
    ),
    Officer(
        "Tomasz Wrona",
        "tomasz@wildways.example",
        ("treasurer",),
        "treasurer: reconciles the bank, closes months, prepares patronage",
    ),
    Officer(
        "Adaeze Obi",
        "adaeze@wildways.example",
        ("board", "coach"),
        "board member and prototyping coach",
    ),
    Officer("Rhian Pugh", "rhian@wildways.example", ("auditor",), "auditor: reads everything"),
    Officer("Ines Carvalho", "ines@wildways.example", (), "member-owner: votes, sells, learns"),
    Officer("Jonas Lindqvist", "jonas@wildways.example", ("coach",), "coach of field methods"),
)
FREE_MEMBER = Officer(
    "Kit Marlowe-Reyes", "kit@wildways.example", (), "free member: not an owner yet"
)

INDIVIDUALS = (
    "Aoife Brannigan",
    "Bela Farkas",
    "Carys Bowen",
    "Dmitri Sokolov",
    "Eilidh Munro",
    "Farah Siddiqui",
    "Gethin Rees",
    "Hanna Virtanen",
    "Idris Kamara",
    "Jelena Novak",
    "Kwame Asante",
    "Liesl Brandt",
    "Mairi Galbraith",
    "Nadia Haddad",
    "Oisin Tierney",
    "Priya Raman",
    "Quentin Laval",
    "Rosa Ibarra",
    "Sofie Dahl",
    "Tarek Mansour",
    "Una Fitzpatrick",
    "Viktor Hala",
    "Wren Ashworth",
    "Ximena Duarte",
    "Yusuf Demir",
    "Zofia Lis",
    "Anders Bakke",
    "Beatriz Nunes",
    "Callum Reid",
    "Dilys Morgan",
    "Emeka Nwosu",
    "Freya Thorne",
    "Goran Petrov",
    "Hester Quayle",
    "Imogen Slade",
    "Joao Tavares",
    "Kerstin Vogt",
    "Lachlan Boyd",
    "Magda Kowal",
    "Niamh Corrigan",
    "Orla Devine",
    "Pawel Zieba",
    "Ruth Abara",
    "Stellan Frisk",
    "Tegan Vale",
    "Ulla Kettunen",
    "Vera Stanek",
    "Willem Bos",
    "Yara Suleiman",
    "Zeb Hartigan",
    "Astrid Moen",
    "Bronwen Hale",
)

ORGANISATIONS = (
    "Fenland Commons Trust",
    "Tidewatch Community Interest Company",
    "Upland Hay Meadows Group",
    "Riverfly Volunteers Network",
    "Peat and People",
    "The Hedgelayers Guild",
    "Saltmarsh Survey Collective",
    "Urban Swift Partnership",
    "Blackthorn Ecology Ltd",
    "Otter Valley Landowners Forum",
    "Seagrass Restoration Union",
    "Northern Bog Schools",
)

SUPPORTERS = (
    "Marlow Finch",
    "Greta Ahlstrom",
    "Silas Penhallow",
    "Noor Rahmani",
    "Teodor Balan",
    "Winifred Oakes",
    "Luca Ferrante",
    "Amara Diallo",
    "Perrin Wolfe",
    "Sunniva Eide",
)

CIRCLES = (
    ("Peatland and wetland restoration", "Rewetting, sphagnum, carbon and the people downstream."),
    ("Species monitoring", "Methods, kit and data that stand up when somebody asks."),
    ("Community engagement", "Working with farmers, anglers, schools and those who never come."),
    ("Funding and fair pay", "Bids, day rates, and how small groups stay alive."),
    ("Open tools for the field", "Sensors, scripts and maps that we can all repair."),
)

POSTS = (
    ("ask", "Has anybody a survey sheet for water voles that volunteers can use in the rain?"),
    ("offer", "I can lend four camera traps from October to March, collection from the depot."),
    ("ask", "How do you price a half-day walkover for a parish with no budget?"),
    ("offer", "Our dipwell logger design is open: build one for under forty, notes attached."),
    ("ask", "Who has talked an upland estate through cutting burning? I have a meeting in May."),
    ("offer", "Free slot in our soil lab in the second week of the month, two days."),
    ("ask", "Looking for somebody who has run a citizens' panel on a coastal realignment."),
    ("offer", "A one-page contract for freelance ecologists, plain words, checked by a solicitor."),
)

LISTINGS = (
    ("Dipwell data logger, assembled", "A water-table logger with two years of battery.", 8900),
    ("Hedgerow survey training day", "A day in the field for up to eight people.", 42000),
    ("Drone mapping of one site", "Orthophoto and height model of up to forty hectares.", 65000),
    ("Bat detector hire, one week", "Full-spectrum detector with mounting kit.", 3500),
    ("Species data clean-up, per day", "Your records checked, named and ready to share.", 31000),
    ("Native wildflower seed, 1 kg", "Local provenance, harvested by hand last summer.", 14500),
    (
        "Interpretation board design",
        "Text and drawings for one board, two rounds of changes.",
        28000,
    ),
    ("eDNA sampling kit", "Five filters, gloves, labels and the lab's fee.", 19900),
)

COACHES = ("adaeze@wildways.example", "jonas@wildways.example")
COACHING_TOPICS = (
    "Prototyping a sensor",
    "From idea to pilot in six weeks",
    "Testing with landowners",
    "A first business model",
    "Field methods that scale",
)

ROUNDS = (
    (
        "Wet Ground Fellowship",
        "Six months of mentored practice for people restoring peat and "
        "wetlands: four field days, a peer group, and a project of your own.",
    ),
    (
        "Common Data Fellowship",
        "Six months on monitoring that others can build on, from the first "
        "question to the published record.",
    ),
)
