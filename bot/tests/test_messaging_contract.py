"""What every messaging channel promises, whatever the platform sends and however it fails."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Awaitable, Callable, Dict

import pytest
from channels.messaging import work
from channels.messaging.opening import opened
from channels.uploads import MAX_BYTES
from messaging_place import NOW, SILENCE, Bot, Place, picture, served
from messaging_platforms import ALL, Platform

Scene = Callable[[Place], Awaitable[None]]
Play = Callable[[Scene], None]
YES = {"title": "Yes, do it", "payload": "/affirm"}
LONG = {"title": "More", "payload": '/product_details{"product": "' + "a" * 400 + '"}'}
CARDS = [
    {"id": "mug", "title": "Blue Mug", "price": "$9.00", "stock": "in stock", "image": "mug.png"},
    {"id": "cup", "title": "Red Cup", "price": "$7.00", "old_price": "$8.00", "stock": "sold out"},
]
LIST = {"text": "I found these.", "custom": {"type": "products", "items": CARDS}}
COMPARED = {
    "text": "Side by side:",
    "custom": {
        "type": "comparison",
        "items": CARDS,
        "rows": [{"name": "Price", "values": ["$9.00", "$7.00"]}],
    },
}
DAY_S = 86400.0


@pytest.fixture(params=ALL, ids=[type(platform).__name__ for platform in ALL])
def platform(request: pytest.FixtureRequest) -> Platform:
    return request.param


@pytest.fixture
def play(platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Plays a scene in a loop of its own, with a server that plays the platform."""
    monkeypatch.setenv("ECOM_UPLOAD_DIR", str(tmp_path / "uploads"))
    for name in ("ECOM_REDIS_URL", "ECOM_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)

    async def never(*_arguments: Any) -> None:
        return None

    monkeypatch.setattr(work.Work, "sweep_for_ever", never)

    async def staged(scene: Scene) -> None:
        async with served(platform) as server:
            server.files["big.jpg"] = picture()
            await scene(Place(platform, server, tmp_path, Bot()))

    return lambda scene: asyncio.run(staged(scene))


def notes(place: Place) -> Dict[str, Any]:
    """What the bot was told beside the latest message, but for who asks."""
    told = dict(place.bot.heard[-1].metadata)
    assert told.pop("asker")
    return told


def answers_to(place: Place, *messages: Dict[str, Any]) -> None:
    place.bot.answers["hello"] = list(messages)


# What is said and shown


def test_a_message_is_answered(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        answer = await place.send(platform.text("hello"))
        assert answer.status == 200
        assert place.said == ["heard hello"]
        assert place.bot.heard[0].sender_id == f"{platform.name}:{platform.ann}"
        assert place.bot.heard[0].input_channel == platform.name

    play(scene)


def test_everybody_has_a_conversation_of_their_own(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        await place.send(platform.text("hello"), platform.text("hi", 2, sender="502"))
        assert len({message.sender_id for message in place.bot.heard}) == 2
        assert len(place.said) == 2

    play(scene)


def test_a_name_on_a_platform_makes_nobody_a_customer(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        body = platform.text("hello", sender="C0001")
        if isinstance(body, dict):
            body.update({"customer_id": "C0001", "metadata": {"customer_id": "C0001"}})
        await place.send(body)
        assert notes(place) == {"customer_id": None, "staff": None}
        assert "C0001" not in place.bot.heard[0].metadata["asker"]

    play(scene)


def test_messages_of_one_sender_are_answered_in_their_order(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        place.bot.wait_s = 0.01
        await place.send(*(platform.text(f"message {n}", n) for n in range(1, 6)))
        assert place.said == [f"heard message {n}" for n in range(1, 6)]

    play(scene)


def test_what_is_typed_is_never_a_command(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        await place.send(platform.text("/restart"))
        assert place.bot.texts == ["restart"]

    play(scene)


def test_a_card_number_never_reaches_the_bot(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        await place.send(platform.text("my card is 4111 1111 1111 1111"))
        assert place.bot.texts == ["my card is ****"]

    play(scene)


def test_a_button_that_is_tapped(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        answers_to(place, {"text": "Shall I?", "buttons": [YES, LONG]})
        await place.send(platform.text("hello"))
        if not platform.has_buttons:
            assert "1. Yes, do it" in place.said[-1]
            await place.send(
                platform.text("1", 2), platform.text("hello", 3), platform.text("2", 4)
            )
        else:
            (yes, affirm), (more, long) = place.buttons
            assert (yes, affirm, more) == ("Yes, do it", "/affirm", "More")
            await place.send(platform.tap(affirm, yes, 2), platform.tap(long, more, 3))
        taps = [m for m in place.bot.heard if m.text != "hello"]
        assert [message.text for message in taps] == ["/affirm", LONG["payload"]]
        assert all(message.metadata["tapped"] for message in taps)

    play(scene)


def test_a_button_of_long_ago_is_taken_for_its_words(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        await place.send(platform.tap("#0.999", "More of it", 2))
        assert place.bot.texts[0] in ("More of it", "/nlu_fallback")

    if platform.has_buttons:
        play(scene)


def test_buttons_that_have_no_room_are_numbered_and_a_number_taps(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        many = [
            {"title": f"Choice {n}", "payload": f"/choice_{c}"}
            for n, c in enumerate("abcdefghijklmnopqrstuvwxyz", 1)
        ]
        answers_to(place, {"text": "Which one?", "buttons": many})
        await place.send(platform.text("hello"))
        assert "26. Choice 26" in "\n".join(place.said)
        await place.send(platform.text("26", 2))
        assert place.bot.texts[-1] == "/choice_z"
        assert notes(place)["shown"] == "Choice 26"

    play(scene)


def test_a_number_is_only_a_number_where_nothing_was_numbered(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        await place.send(platform.text("hello"), platform.text("2", 2))
        assert place.bot.texts == ["hello", "2"]

    play(scene)


def test_products_are_a_numbered_list(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        answers_to(place, LIST)
        await place.send(platform.text("hello"))
        shown = "\n".join(place.said)
        for part in (
            "I found these.",
            "1. Blue Mug",
            "$9.00",
            "2. Red Cup",
            "$7.00 ($8.00)",
            "sold out",
        ):
            assert part in shown
        await place.send(platform.text("2", 2))
        assert place.bot.texts[-1] == '/product_details{"product": "cup"}'

    play(scene)


def test_a_comparison_is_told_in_lines(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        answers_to(place, COMPARED)
        await place.send(platform.text("hello"))
        assert "Blue Mug / Red Cup\nPrice: $9.00 / $7.00" in "\n".join(place.said)

    play(scene)


def test_pictures_are_shown_where_the_platform_can_reach_them(
    play: Play, platform: Platform, monkeypatch: pytest.MonkeyPatch
):
    async def scene(place: Place) -> None:
        answers_to(place, LIST)
        place.channel.work._public = "https://chat.example.com"
        await place.send(platform.text("hello"))
        address = "https://chat.example.com/webhooks/web/images/mug.png"
        assert (address in place.said) is place.channel.can.pictures

    play(scene)


def test_a_long_answer_is_cut_and_arrives_whole(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        words = " ".join(f"word{n}" for n in range(2_000))
        answers_to(place, {"text": words})
        await place.send(platform.text("hello"))
        assert " ".join(place.said) == words
        assert all(len(part) <= place.channel.can.text for part in place.said)

    if platform.has_room:
        play(scene)


# Who may call


def test_nothing_is_open_unless_it_is_set():
    assert (
        opened({"ECOM_SHOP": "small", "ECOM_SECRET": "x" * 20, "ECOM_TRACKER_URL": "sqlite://"})
        == []
    )


def test_without_its_secret_a_channel_stays_closed(
    platform: Platform, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    environment = {
        "ECOM_SHOP": "small",
        "ECOM_SECRET": "x" * 20,
        "ECOM_TRACKER_URL": f"sqlite:///{tmp_path / 'tracker.db'}",
        **platform.environment("http://127.0.0.1:1"),
    }
    assert [channel.name() for channel in opened(environment)] == [platform.name]
    environment[platform.secret_setting] = " "
    assert opened(environment) == []
    assert platform.secret_setting in caplog.text or len(platform.environment("")) == 1


def test_a_channel_that_lost_its_secret_refuses_everybody(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        secret = platform.secret_setting.partition(f"_{platform.name.upper()}_")[2].lower()
        place.channel.settings = {**place.channel.settings, secret: ""}
        answer = await place.post(platform.signed(platform.text("hello"), NOW, ""))
        assert answer.status == 403
        assert place.bot.heard == []

    play(scene)


def test_a_forged_request_is_refused(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        right = platform.signed(platform.text("hello"))
        forged = [
            platform.signed(platform.text("hello"), NOW, "another secret for tests"),
            type(right)(right.body),
            type(right)(right.body, {name: "" for name in right.headers}),
            type(right)(right.body, {name: b"\xc3\xa9\xff" for name in right.headers}),
        ]
        for sent in forged:
            assert (await place.post(sent)).status == 403
        await place.channel.work.idle()
        assert (place.bot.heard, place.said) == ([], [])

    play(scene)


def test_a_changed_body_is_refused(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        right = platform.signed(platform.text("hello"))
        body = right.body.replace(b"hello", b"holla")
        if body == right.body:  # it is encrypted
            body = body[:100] + bytes([body[100] ^ 1]) + body[101:]
        changed = type(right)(body, right.headers, right.query)
        assert (await place.post(changed)).status == 403
        assert place.bot.heard == []

    if platform.signs_body:
        play(scene)


@pytest.mark.parametrize("away_s", [-3600, 3600])
def test_a_clock_that_is_off(
    play: Play, platform: Platform, away_s: int, caplog: pytest.LogCaptureFixture
):
    async def scene(place: Place) -> None:
        place.clock = NOW + away_s
        answer = await place.post(platform.signed(platform.text("hello"), NOW))
        await place.channel.work.idle()
        if platform.signs_time:
            assert (answer.status, place.bot.heard) == (403, [])
            assert "clock" in caplog.text
        else:
            assert (answer.status, place.said) == (200, ["heard hello"])

    play(scene)


def test_a_message_of_long_ago_is_not_taken(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        await place.send(platform.text("hello", at=NOW - 31 * DAY_S))
        assert (place.bot.heard, place.said) == ([], [])

    if platform.tells_time:
        play(scene)


# Once


def test_an_update_that_is_replayed_is_answered_once(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        for _ in range(3):
            answer = await place.send(platform.text("hello"))
            assert answer.status == 200
        assert place.bot.texts == ["hello"]
        assert place.said == ["heard hello"] * (1 if platform.pushes else 3)

    play(scene)


def test_a_retry_while_the_first_is_being_worked_on(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        place.bot.wait_s = 0.1
        sent = platform.signed(platform.text("hello"))
        answers = await asyncio.gather(*(place.post(sent) for _ in range(3)))
        await place.channel.work.idle()
        assert [answer.status for answer in answers] == [200] * 3
        assert place.bot.texts == ["hello"]
        assert place.said == ["heard hello"] * (1 if platform.pushes else 3)

    play(scene)


def test_another_process_and_a_restart_know_what_was_answered(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        await place.send(platform.text("hello"))
        other = place.beside()
        await other.send(platform.text("hello"))
        await other.sweep()
        assert place.bot.texts == ["hello"]
        assert len(place.server.delivered) == (1 if platform.pushes else 0)

    play(scene)


def test_two_processes_get_the_same_message_at_once(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        other = place.beside()
        sent = platform.signed(platform.text("hello"))
        await asyncio.gather(place.post(sent), other.post(sent))
        for process in (place, other):
            await process.channel.work.idle()
        assert place.bot.texts == ["hello"]
        assert len(place.server.delivered) == (1 if platform.pushes else 0)

    play(scene)


def test_a_message_whose_process_was_killed_is_answered_by_another(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        event = place.channel.events(as_request(platform.signed(platform.text("hello"))))[0]
        await place.channel.work.take(event)
        other = place.beside()
        await other.sweep()
        assert other.said == []  # it is still held
        other.clock += 600
        await other.sweep()
        await other.sweep()
        assert other.said == ["heard hello"]

    if platform.pushes:
        play(scene)


def as_request(sent: Any) -> Any:
    """A request as far as the reading of messages looks at it."""
    return SimpleNamespace(body=sent.body, headers=sent.headers, args={})


# What people send


def test_what_no_channel_knows_is_passed_over(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        answer = await place.send(platform.unknown(), b"{not json", b"[]", b"null")
        assert answer.status == 200
        assert (place.bot.heard, place.server.delivered) == ([], [])

    play(scene)


@pytest.mark.parametrize("kind", ["sticker", "voice", "location"])
def test_what_the_bot_cannot_read_is_said_to_be_so(play: Play, platform: Platform, kind: str):
    async def scene(place: Place) -> None:
        await place.send(platform.other(kind))
        assert place.bot.texts == ["/nlu_fallback"]
        assert notes(place)["problem"] == f"sent_{kind}"
        assert len(place.said) == 1

    if kind in platform.kinds:
        play(scene)


def test_a_photo_with_its_caption(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        await place.send(platform.photo(f"{place.server.url}/big.jpg"))
        assert place.bot.texts == ["/photo_search"]
        assert (place.folder / "uploads" / notes(place)["image"]).is_file()
        captioned = platform.photo(f"{place.server.url}/big.jpg", 2, "this in green")
        await place.send(captioned)
        if platform.has_captions:
            assert place.bot.texts[-1] == "this in green"
            assert notes(place)["image"]

    play(scene)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\xff\xd8\xff" + b"0" * MAX_BYTES, "too_large"),
        (b"GIF89a" + b"0" * 99, "gif"),
        (b"", "empty"),
        (None, "broken"),
    ],
    ids=["too large", "a film", "empty", "gone"],
)
def test_a_photo_that_cannot_be_had(
    play: Play, platform: Platform, content: "bytes | None", problem: str
):
    async def scene(place: Place) -> None:
        place.server.files.clear()
        if content is not None:
            place.server.files["big.jpg"] = content
        await place.send(platform.photo(f"{place.server.url}/big.jpg"))
        if content is not None:
            assert notes(place)["photo_problem"] == problem
        else:
            assert "image" not in notes(place)
        assert len(place.said) == 1

    if platform.fetches:
        play(scene)


def test_twenty_photos(play: Play, platform: Platform, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("time.time", lambda: NOW)

    async def scene(place: Place) -> None:
        photos = [platform.photo(f"{place.server.url}/big.jpg", n) for n in range(1, 21)]
        await place.send(*photos)
        looked_at = [m for m in place.bot.heard if "image" in m.metadata]
        told = [m for m in place.bot.heard if m.metadata.get("problem") == "too_many_photos"]
        assert (len(looked_at), len(told), len(place.said)) == (5, 1, 6)

    play(scene)


def test_five_megabytes(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        answer = await place.send(platform.text("x" * 5_000_000))
        await place.send(platform.text("hello", 2))
        assert place.said[-1] == "heard hello"
        if platform.max_body < 5_000_000:
            assert (answer.status, place.bot.texts) == (413, ["hello"])
        else:
            assert len(place.bot.texts[0]) == 1000

    play(scene)


@pytest.mark.parametrize("text", ["😀", "👩‍🚀🎧"])
def test_emoji_only(play: Play, platform: Platform, text: str):
    async def scene(place: Place) -> None:
        await place.send(platform.text(text))
        assert (place.bot.texts, place.said) == ([text], [f"heard {text}"])

    play(scene)


def test_a_group_is_not_answered(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        await place.send(platform.group())
        assert (place.bot.heard, place.server.delivered) == ([], [])

    if platform.group() is not None:
        play(scene)


def test_who_writes_too_often_is_told_once(
    play: Play, platform: Platform, monkeypatch: pytest.MonkeyPatch
):
    async def scene(place: Place) -> None:
        monkeypatch.setattr(work, "MESSAGES_PER_MINUTE", 3)
        monkeypatch.setattr("time.time", lambda: NOW)
        await place.send(*(platform.text("hello", n) for n in range(1, 9)))
        assert place.said == ["heard hello"] * 3 + [work.TOO_OFTEN]

    play(scene)


def test_who_signs_out_begins_a_new_conversation(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        place.bot.ends = True
        await place.send(platform.text("log me out"))
        place.bot.ends = False
        await place.send(platform.text("hello", 2))
        await place.beside().send(platform.text("hello again", 3))
        first, second, third = (message.sender_id for message in place.bot.heard)
        assert first == f"{platform.name}:{platform.ann}"
        assert second == third == f"{platform.name}.1:{platform.ann}"

    play(scene)


# What fails


def test_a_bot_that_fails_is_asked_again_and_says_so_in_the_end(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        place.bot.failures = 1
        await place.send(platform.text("hello"))
        place.bot.failures = 9
        await place.send(platform.text("hi", 2))
        assert place.said == ["heard hello", work.APOLOGY]

    play(scene)


@pytest.mark.parametrize(
    "faults",
    [[500], [503, 500], [(429, 0)], [(429, 1)], [SILENCE]],
    ids=["500", "500 twice", "429", "429 with a pause", "silence"],
)
def test_a_platform_that_fails_for_a_moment_gets_the_answer(
    play: Play, platform: Platform, faults: "list[Any]", caplog: pytest.LogCaptureFixture
):
    async def scene(place: Place) -> None:
        place.server.faults.extend(faults)
        if SILENCE in faults:
            place.channel.calls.timeout_s = 1.5
        await place.send(platform.text("hello"))
        assert len(place.server.delivered) == len(faults) + 1
        assert place.said[-1] == "heard hello"
        assert "hello" not in caplog.text
        assert platform.ann not in caplog.text

    if platform.pushes:
        with caplog.at_level(logging.WARNING):
            play(scene)


def test_an_answer_that_could_not_be_delivered_is_delivered_later_and_once(
    play: Play, platform: Platform
):
    async def scene(place: Place) -> None:
        place.server.faults.extend([500] * 5)
        await place.send(platform.text("hello"))
        assert len(place.server.delivered) == 5
        place.server.calls.clear()
        await place.sweep()
        assert place.server.delivered == []
        other = place.beside()
        other.clock += 60
        await other.sweep()
        await other.sweep()
        assert other.said == ["heard hello"]
        assert len(place.server.delivered) == 1

    if platform.pushes:
        play(scene)


def test_a_long_pause_is_not_waited_for_here(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        place.server.faults.append((429, 900))
        await place.send(platform.text("hello"))
        place.clock += 890
        await place.sweep()
        assert len(place.server.delivered) == 1
        place.clock += 20
        await place.sweep()
        assert len(place.server.delivered) == 2

    if platform.pushes:
        play(scene)


def test_what_was_delivered_before_a_fault_is_not_delivered_again(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        longest = place.channel.can.text
        answers_to(place, {"text": "a" * longest + " " + "b" * 20})
        place.server.faults.extend([200, *[500] * 5])
        await place.send(platform.text("hello"))
        place.clock += 60
        await place.sweep()
        assert place.said.count("a" * longest) == 1
        assert place.said[-1] == "b" * 20

    if platform.pushes:
        play(scene)


def test_after_a_day_an_answer_is_given_up(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        place.server.faults.extend([500] * 5)
        await place.send(platform.text("hello"))
        place.clock += 2 * DAY_S
        await place.sweep()
        assert len(place.server.delivered) == 5

    if platform.pushes:
        play(scene)


def test_who_blocks_the_bot_is_left_alone(
    play: Play, platform: Platform, caplog: pytest.LogCaptureFixture
):
    async def scene(place: Place) -> None:
        place.server.faults.append(403)
        await place.send(platform.text("hello"))
        place.clock += 3600
        await place.sweep()
        assert len(place.server.delivered) == 1
        assert platform.ann not in caplog.text
        await place.send(platform.text("I am back", 2))
        assert place.said[-1] == "heard I am back"

    if platform.pushes:
        play(scene)


def test_what_the_platform_refuses_is_sent_as_text(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        answers_to(place, {"text": "Shall I?", "buttons": [YES]})
        place.server.faults.extend([400] * platform.refusals)
        await place.send(platform.text("hello"))
        assert "Yes, do it" in place.said[-1]
        assert len(place.server.delivered) == platform.refusals + 1

    if platform.pushes and platform.has_buttons:
        play(scene)


def test_a_database_that_is_away_makes_the_platform_send_again(
    play: Play, platform: Platform, monkeypatch: pytest.MonkeyPatch
):
    async def scene(place: Place) -> None:
        def away(*_arguments: Any) -> None:
            raise OSError("no database")

        with monkeypatch.context() as patched:
            patched.setattr(place.channel.work._inbox, "add", away)
            answer = await place.send(platform.text("hello"))
        assert (answer.status, place.bot.heard) == (503, [])
        await place.send(platform.text("hello"))
        assert place.said[-1] == "heard hello"

    play(scene)


# What is told without having been asked


def test_a_persons_answer_comes_into_the_chat_once(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        await place.send(platform.text("hello"))
        for _ in range(2):
            await place.tell("Ann: It is.")
        await place.beside().tell("Ann: It is.")
        if platform.pushes:
            assert place.said == ["heard hello", "Ann: It is."]
        else:
            await place.send(platform.text("hi", 2), platform.text("hi", 2))
            assert "heard hi" in place.said[-1]
            assert (
                "\n\n".join(place.said).count("Ann: It is.") == 2
            )  # the same message had it twice
            await place.send(platform.text("bye", 3))
            assert "\n\n".join(place.said).count("Ann: It is.") == 2
        assert "Ann" not in "".join(place.bot.texts)

    play(scene)


def test_a_persons_answer_comes_though_the_platform_fails_and_the_process_is_another(
    play: Play, platform: Platform
):
    async def scene(place: Place) -> None:
        await place.send(platform.text("hello"))
        place.server.faults.extend([500] * 5)
        await place.tell("Ann: It is.")
        place.server.calls.clear()
        other = place.beside()
        other.clock += 60
        await other.sweep()
        await other.sweep()
        assert other.said == ["Ann: It is."]

    if platform.pushes:
        play(scene)


def test_a_long_answer_of_a_person_arrives_whole(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        await place.send(platform.text("hello"))
        words = " ".join(f"word{n}" for n in range(1_500))
        await place.tell(words)
        assert " ".join(place.said[1:]) == words

    if platform.pushes and platform.has_room:
        play(scene)


def test_who_has_blocked_the_bot_is_told_nothing_and_nothing_fails(
    play: Play, platform: Platform, caplog: pytest.LogCaptureFixture
):
    async def scene(place: Place) -> None:
        await place.send(platform.text("hello"))
        place.server.faults.append(403)
        await place.tell("Ann: It is.")
        calls = len(place.server.calls)
        place.clock += 4000
        await place.sweep()
        assert len(place.server.calls) == calls
        assert platform.ann not in caplog.text

    if platform.pushes:
        play(scene)


def test_an_answer_of_silence_sends_nothing(play: Play, platform: Platform):
    async def scene(place: Place) -> None:
        silent = {"type": "person", "state": "answering", "name": "Ann"}
        answers_to(place, {"custom": silent})
        answer = await place.send(platform.text("hello"))
        assert (answer.status, place.said) == (200, [])

    play(scene)
