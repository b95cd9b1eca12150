"""Multiplies dialogues into a large import file whose words are spread as in real support chats.

Every conversation gets a customer, an order number that occurs nowhere else (a rare word) and a
product out of 1,200 (a few frequent, most of them rare). The same numbers give the same file.
"""

import itertools
import json
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIRST = """Anna Ben Carla David Elif Farid Greta Hugo Ines Jonas Katya Liam Mara Nils Olga Paul Quentin Rosa Samir Tessa Umar Vera
Wanda Xavier Yara Zoe Amir Bianca Cem Dora Emil Fiona Goran Hanna Igor Julia Kofi Lena Marek Nadia Oskar Petra Rafael Sofia Tom
Ulla Viktor Wim Yusuf Zita Aiko Bruno Chiara Dmitri Esra Felix Gemma Hiro Iris Jamal""".split()
LAST = """Abbott Becker Castro Dahl Eriksen Fischer Garcia Hansen Ivanov Jansen Keller Lopez Moreau Novak Okafor Petrov Quist Rossi
Schmidt Tanaka Ueda Vogel Weber Xu Yilmaz Zimmer Adler Brandt Costa Duarte Engel Ferrari Gruber Horvat Ito Jensen Kowalski Larsen
Meyer Nguyen Olsen Popov Richter Santos Thomsen Urban Varga Wagner Yamada Ziegler Andersen Baker Cohen Diaz Evans Fuchs Green Hill
Imani Jones""".split()
CITIES = """Hamburg Lyon Porto Leeds Malmo Graz Basel Turin Gdansk Brno Ghent Utrecht Aarhus Tampere Tartu Split Zaragoza Cork Bergen
Izmir Patras Plovdiv Cluj Debrecen Maribor Kaunas""".split()
KINDS = ["red", "blue", "green", "black", "white", "small", "large", "folding", "wooden", "steel", "cotton", "woollen", "electric",
         "wireless", "portable", "foldable", "organic", "classic", "compact", "outdoor"]
THINGS = ["jacket", "kettle", "lamp", "backpack", "chair", "speaker", "bicycle", "tent", "sofa", "blender", "drill", "headphones",
          "keyboard", "mattress", "monitor", "mug", "notebook", "oven", "pillow", "printer", "radio", "router", "rug", "scarf", "shelf",
          "shoes", "skateboard", "stroller", "suitcase", "sweater", "tablet", "telescope", "thermostat", "toaster", "trampoline",
          "umbrella", "vacuum", "violin", "wallet", "watch", "wardrobe", "whistle", "aquarium", "barbecue", "camera", "canoe", "carpet",
          "clock", "cradle", "curtain", "desk", "fan", "freezer", "guitar", "hammock", "helmet", "humidifier", "juicer", "ladder", "mirror"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
MESSAGES = 10
YEARS = 2
PUNCTUATION = str.maketrans("", "", ".,!?:;\"'()")


def read_dialogues(path=None):
    """Lists of (role, seconds since the start, text), MESSAGES long: of the `turns` or of the import shape."""
    dialogues = []
    for line in Path(path or HERE / "dialogues.jsonl").read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        record = json.loads(line)
        if "turns" in record:
            turns = [(turn["who"], float(turn["t"]), turn["text"]) for turn in record["turns"]]
        else:
            start = moment(record["startedAt"])
            turns = [(m["role"], (moment(m["at"]) - start).total_seconds(), m["text"]) for m in record["messages"]]
        turns = [turn for turn in turns if turn[2].strip()]
        if turns:
            dialogues.append(evened(with_bot(turns), len(dialogues)))
    if not dialogues:
        raise ValueError(f"{path} holds no dialogue")
    return dialogues


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def with_bot(turns):
    """Where no bot speaks, the first half of the operator's turns becomes the bot's, so that there is something to rate."""
    if any(role == "bot" for role, _, _ in turns):
        return turns
    half = len(turns) // 2
    return [("bot" if role == "operator" and i < half else role, t, text) for i, (role, t, text) in enumerate(turns)]


def evened(turns, number):
    """Exactly MESSAGES turns: long dialogues are cut, short ones go on with a second round of thanks."""
    more = [("customer", "One more thing about the same matter, please."), ("bot", "Of course. What would you like to know?"),
            ("customer", "Will I be told by e-mail?"), ("bot", "Yes, we write as soon as there is news.")]
    turns = list(turns[:MESSAGES])
    while len(turns) < MESSAGES:
        role, text = more[(len(turns) + number) % len(more)]
        turns.append((role, turns[-1][1] + 20, text))
    if not any("{order}" in text for _, _, text in turns):   # foreign dialogues have no slots: put the numbers in
        at = next((i for i, turn in enumerate(turns) if turn[0] == "customer"), 0)
        role, t, text = turns[at]
        turns[at] = (role, t, text + " It is about order {order}, the {product}, for {name} in {city}.")
    return turns


class Customers:
    """Every fifth conversation is one of a customer who has written before."""

    def __init__(self, chance):
        self.chance, self.count = chance, 0

    def next(self):
        if self.count and self.chance.random() < 0.2:
            number = self.chance.randrange(self.count)
        else:
            number, self.count = self.count, self.count + 1
        first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
        return {"name": f"{first} {last}", "email": f"{first}.{last}.{number}@example.com".lower()}


def order_number(prefix, number):
    """Unique, and no neighbour of the next one: multiplication by an odd number permutes 32 bits."""
    return f"{prefix}{number * 2654435761 % 2**32:010d}"


def write_import(path, count, prefix, dialogues, seed=1):
    """Writes `count` conversations; returns what a search must find: probes, counted shares of words, the last customer."""
    chance = random.Random(f"{seed}-{prefix}")
    customers = Customers(chance)
    products = [f"{kind} {thing}" for thing in THINGS for kind in KINDS]
    weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(products))))   # Zipf's law
    chance.shuffle(products)
    start = datetime.now(timezone.utc).replace(microsecond=0) - timedelta(days=365 * YEARS + 1)
    step = timedelta(days=365 * YEARS) / count
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    frequency, used = {}, [0] * len(dialogues)
    with_product = {which for which, turns in enumerate(dialogues) if any("{product}" in text for _, _, text in turns)}
    probes = []
    with open(path, "w", encoding="utf-8", buffering=1 << 20) as out:
        for number in range(count):
            customer, which = customers.next(), chance.randrange(len(dialogues))
            product = chance.choices(products, cum_weights=weights)[0]
            order = order_number(prefix, number)
            begun = start + step * number
            slots = filled_slots(chance, customer, product, order)
            messages = []
            for role, seconds, text in dialogues[which]:
                at = (begun + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
                messages.append({"role": role, "text": fill(text, slots), "at": at})
            out.write(encode({"id": f"{prefix}{number}", "customer": customer, "startedAt": messages[0]["at"], "messages": messages}) + "\n")
            used[which] += 1
            if which in with_product:
                frequency[product] = frequency.get(product, 0) + 1
            if number * 300 // count != (number + 1) * 300 // count or number + 1 == count:
                probes.append({"order": order, "customer": customer})
    return {"conversations": count, "messages": count * MESSAGES, "probes": probes, "products": frequency,
            "words": word_shares(dialogues, used), "bytes": Path(path).stat().st_size}


def filled_slots(chance, customer, product, order):
    return {"{order}": order, "{product}": product, "{name}": customer["name"].split()[0], "{email}": customer["email"],
            "{city}": chance.choice(CITIES), "{agent}": chance.choice(FIRST), "{weekday}": chance.choice(WEEKDAYS),
            "{amount}": f"{chance.randrange(5, 900)}.{chance.randrange(100):02d} EUR", "{code}": f"K{chance.randrange(100000):05d}",
            "{serial}": f"SN{chance.randrange(10**9):09d}"}


def fill(text, slots):
    if "{" in text:
        for slot, value in slots.items():
            text = text.replace(slot, value)
    return text


def word_shares(dialogues, used):
    """For each fixed word that no slot can bring in: in how many conversations it occurs, and in which of the dialogues."""
    varied = {word.lower() for words in (FIRST, LAST, CITIES, KINDS, THINGS, WEEKDAYS) for word in words}
    shares = {}
    for which, turns in enumerate(dialogues):
        words = {word for _, _, text in turns for word in text.lower().translate(PUNCTUATION).split()}
        for word in words:
            if word.isalpha() and len(word) > 3 and word not in varied:
                count, origins = shares.get(word, (0, frozenset()))
                shares[word] = (count + used[which], origins | {which})
    return shares
