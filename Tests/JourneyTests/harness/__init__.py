"""What journey tests are made of: a real server, the people who use it, and a scripted model.

with Server(tmp_path, env={"WHISPER_IDLE_END_SECONDS": "2"}) as server:
    shop = Organization(server)
    customer = shop.customer(shop.bot())
    conversation = customer.begin("Hello")
    shop.owner.take_over(conversation).ok()
    assert shop.owner.say(conversation, "Good morning!").status == 201
    customer.hears("operator")
"""

from .api import Answer, Api, field_names
from .desk import Desk
from .identity import signed
from .people import PASSWORD, Customer, Operator, Organization
from .scripted_model import (
    DONE,
    GARBAGE,
    HTML,
    Exchange,
    Gate,
    ScriptedModel,
    answers,
    cut,
    delta,
    embeds,
    endless,
    hangs,
    refuses,
    says,
    streams,
)
from .server import DEFAULT, QUIET, REPOSITORY, Server, binary, environment, free_port
from .sockets import Frame, Socket, fresh_id, handshake_refused
from .stories import HOURS, HOURS_ANSWER, assisted, automated, fill, knowing_bot, past, quiet, requested
from .waiting import eventually, matches, only, together

__all__ = [
    "DEFAULT",
    "DONE",
    "GARBAGE",
    "HOURS",
    "HOURS_ANSWER",
    "HTML",
    "PASSWORD",
    "QUIET",
    "REPOSITORY",
    "Answer",
    "Api",
    "Customer",
    "Desk",
    "Exchange",
    "Frame",
    "Gate",
    "Operator",
    "Organization",
    "ScriptedModel",
    "Server",
    "Socket",
    "answers",
    "assisted",
    "automated",
    "binary",
    "cut",
    "delta",
    "embeds",
    "endless",
    "environment",
    "eventually",
    "field_names",
    "fill",
    "free_port",
    "fresh_id",
    "handshake_refused",
    "hangs",
    "knowing_bot",
    "matches",
    "only",
    "past",
    "quiet",
    "refuses",
    "requested",
    "says",
    "signed",
    "streams",
    "together",
]
