"""What lies in the database of interactions and messages is read, also what an earlier version wrote."""

import asyncio

from adapters.discord.interactions import PendingInteraction, Reference

KEPT = (
    '{"id": "11", "application": "42", "token": "t", "channel": "5", "until": 1840.5, "limit": 99, "locale": "ru",'
    ' "in_private": true}'
)


def test_an_interaction_of_an_earlier_version_can_be_answered() -> None:
    async def scenario() -> None:
        found = PendingInteraction.restored(KEPT)
        assert (found.id, found.channel, found.until, found.limit, found.locale) == ("11", "5", 1840.5, 99, "ru")
        assert found.in_private
        assert found.placeholder is None
        assert await found.acknowledged
        assert found.webhook == {"webhook_id": "42", "webhook_token": "t"}

    asyncio.run(scenario())


def test_what_came_of_it_is_not_kept() -> None:
    async def scenario() -> None:
        pending = PendingInteraction(id="11", channel="5", token="t", hidden=True, placeholder=True)
        again = PendingInteraction.restored(pending.kept())
        assert (again.token, again.hidden, again.placeholder) == ("t", False, None)

    asyncio.run(scenario())


def test_a_message_of_an_earlier_version_is_found() -> None:
    old = '{"channel":"5","message":"102","application":"42","token":"t","until":1840.0,"hidden":true,"locale":"ru"}'
    reference = Reference.parse(old)
    assert (reference.channel, reference.message, reference.until, reference.hidden) == ("5", "102", 1840.0, True)
    assert Reference.parse(str(reference)) == reference
    assert Reference.parse('{"channel":"5","message":"102"}') == Reference(channel="5", message="102")
