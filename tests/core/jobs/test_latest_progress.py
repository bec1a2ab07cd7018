"""The newest that a child said wins, and nothing of it is lost before somebody has had time for it."""

import asyncio

from core.jobs.latest_progress import LatestProgress, Progress


def test_what_was_not_taken_yet_is_replaced_but_for_what_is_not_newer() -> None:
    async def scenario() -> None:
        news = LatestProgress()
        news.progress(0.1, b"preview")
        news.checkpoint(b"state")
        news.progress(0.2, None)
        assert await anext(news) == Progress(0.2, b"preview", b"state")
        news.progress(0.3, None)
        assert await anext(news) == Progress(0.3, None, None)

    asyncio.run(asyncio.wait_for(scenario(), 30))


def test_what_is_there_when_it_is_closed_is_given_out_and_then_it_ends() -> None:
    async def scenario() -> None:
        news = LatestProgress()
        news.progress(0.5, b"preview")
        news.close()
        assert [said async for said in news] == [Progress(0.5, b"preview")]

    asyncio.run(asyncio.wait_for(scenario(), 30))
