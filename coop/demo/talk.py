"""Scenes of the circles: who starts them, who asks, who answers."""

from dataclasses import dataclass, field
from uuid import UUID

from coop.demo import cast
from coop.demo.stage import Stage
from coop.usecases.join_circle import join_circle
from coop.usecases.mark_ask_answered import mark_ask_answered
from coop.usecases.post_in_circle import post_in_circle, reply_in_circle
from coop.usecases.start_circle import start_circle

ANSWERS = (
    "We made one last year; I will send it tonight. Print it on waterproof paper.",
    "Yes. Come and see ours first: half a day, and bring somebody who doubts it.",
    "Ask the trust two valleys over, they did it with the same landlord.",
    "Put the hours in, not the day rate; people forgive the number when they see the hours.",
)


@dataclass(slots=True)
class Talk:
    """Who is in which circle, and what they say there."""

    stage: Stage
    circles: dict[UUID, list[UUID]] = field(default_factory=dict)
    """Circle and the people in it."""

    def open_circles(self, people: list[UUID]) -> None:
        """This function will let one person start each circle."""
        for (name, purpose), starter in zip(cast.CIRCLES, people, strict=False):
            circle_id = start_circle(
                container=self.stage.container,
                actor=self.stage.actor(starter),
                act_id=self.stage.new_id(),
                name=name,
                purpose=purpose,
            )
            self.circles[circle_id] = [starter]

    def gather(self, people: list[UUID]) -> None:
        """This function will let newcomers join a circle or two."""
        for person in people:
            for circle_id in self.stage.chance.sample(sorted(self.circles), k=2):
                if person in self.circles[circle_id]:
                    continue
                join_circle(
                    container=self.stage.container,
                    actor=self.stage.actor(person),
                    act_id=self.stage.new_id(),
                    circle_id=circle_id,
                )
                self.circles[circle_id].append(person)

    def ask_or_offer(self, number: int) -> None:
        """This function will let somebody ask or offer, and somebody answer within hours."""
        kind, words = cast.POSTS[number]
        circle_id = sorted(self.circles)[number % len(self.circles)]
        people = self.circles[circle_id]
        if len(people) < 2:
            return
        asker, answerer = self.stage.chance.sample(people, k=2)
        post_id = post_in_circle(
            container=self.stage.container,
            actor=self.stage.actor(asker),
            act_id=self.stage.new_id(),
            circle_id=circle_id,
            kind=kind,
            body=words,
        )
        self.stage.wait(hours=self.stage.chance.randint(1, 9))
        reply_in_circle(
            container=self.stage.container,
            actor=self.stage.actor(answerer),
            act_id=self.stage.new_id(),
            circle_id=circle_id,
            post_id=post_id,
            body=ANSWERS[number % len(ANSWERS)],
        )
        if kind == "ask" and number % 4 == 0:
            self.stage.wait(hours=2)
            mark_ask_answered(
                container=self.stage.container,
                actor=self.stage.actor(asker),
                act_id=self.stage.new_id(),
                circle_id=circle_id,
                post_id=post_id,
            )
        self.stage.work()
