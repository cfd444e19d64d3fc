"""Add letters: take in files, show how far the work on them is, name what failed; publish what was confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from pledgewatch.errors import UsageError
from pledgewatch.review.app.web import Asked, Way, see_other
from pledgewatch.review.jobs import Job, JobKind, Jobs, State

__all__ = ["WAYS"]

_JOBS_AT_MOST = 50


def _jobs(asked: Asked) -> Jobs:
    return Jobs(asked.web.holdings.layout.jobs)


async def _uploads(asked: Asked) -> Response:
    return await _page(asked)


async def _page(asked: Asked, *, status: int = 200, wrong: str = "") -> Response:
    jobs = _jobs(asked)
    listed = await run_in_threadpool(lambda: [(job, jobs.state(job.id)) for job in jobs.all()[:_JOBS_AT_MOST]])
    may_add = asked.may("editor")
    return asked.page(
        "uploads.html", title="Add letters", here="uploads", status=status, wrong=wrong, jobs=listed, may_add=may_add
    )


async def _added(asked: Asked) -> Response:
    """Keep the files that came, and begin."""
    files = [
        (one.filename or "", one.file)
        for one in asked.form.getlist("files")
        if isinstance(one, UploadFile) and (one.filename or one.size)
    ]
    try:
        job = await run_in_threadpool(_begun, asked, "letters", files)
    except UsageError as error:
        return await _page(asked, status=400, wrong=str(error))
    return see_other(f"/uploads/{job.id}")


def _begun(asked: Asked, kind: JobKind, files: Sequence[tuple[str, IO[bytes]]]) -> Job:
    """Begin a job; where one of the kind without files is at work already, that is the one."""
    jobs = _jobs(asked)
    if kind != "letters":
        for job in jobs.all()[:_JOBS_AT_MOST]:
            if job.kind == kind and jobs.state(job.id).status in ("waiting", "running"):
                return job
    job = jobs.add(kind, files, by=asked.session.name)
    jobs.start(job.id)
    return job


async def _again(asked: Asked) -> Response:
    job = await run_in_threadpool(_begun, asked, "again", [])
    return see_other(f"/uploads/{job.id}")


async def _job(asked: Asked) -> Response:
    jobs, key = _jobs(asked), asked.request.path_params["job"][:60]
    job = jobs.job(key)
    state = await run_in_threadpool(jobs.state, key)
    asked.web.holdings.look_at_once()
    return asked.page("job.html", title=_titles(job), here="uploads", job=job, state=state, told=_told(state))


def _titles(job: Job) -> str:
    if job.kind == "letters":
        return "One file" if len(job.files) == 1 else f"{len(job.files)} files"
    return "Publishing" if job.kind == "publish" else "What was decided of who is who"


def _told(state: State) -> str:
    """Say in a line how far a job is."""
    if state.status != "running":
        return {"waiting": state.told or "Waiting to begin.", "stopped": "Its process was ended; it can go on."}.get(
            state.status, ""
        )
    if not state.total:
        return f"{state.stage or 'beginning'} …"
    return f"{state.stage}: {state.done:,} of {state.total:,}{_left(state.seconds_left)}"


def _left(seconds: float) -> str:
    if seconds < 0:
        return ""
    return f", {seconds:.0f} s left" if seconds < 120 else f", {seconds / 60:.0f} min left"


async def _state(asked: Asked) -> Response:
    """Tell the page's script how far a job is."""
    jobs, key = _jobs(asked), asked.request.path_params["job"][:60]
    jobs.job(key)
    state = await run_in_threadpool(jobs.state, key)
    answer = {"status": state.status, "told": _told(state), "done": state.done, "total": state.total}
    return Response(msgspec.json.encode(answer), media_type="application/json")


async def _resumed(asked: Asked) -> Response:
    jobs, key = _jobs(asked), asked.request.path_params["job"][:60]
    await run_in_threadpool(jobs.start, jobs.job(key).id)
    return see_other(f"/uploads/{key}")


async def _publish_page(asked: Asked) -> Response:
    confirmed = [item for item in asked.view.ordered if item.standing == "confirmed"]
    return asked.page(
        "publish.html",
        title="Publish",
        here="publish",
        ready=[item for item in confirmed if item.finding.publishable],
        hindered=[item for item in confirmed if not item.finding.publishable],
        signed=_is_signed(asked),
        may_publish=asked.may("publisher"),
    )


def _is_signed(asked: Asked) -> bool:
    """Tell whether this desk's site is signed: its key wants a passphrase, which is given to the command only."""
    return bool(asked.web.holdings.settings.publish.key)


async def _published(asked: Asked) -> Response:
    if _is_signed(asked):
        raise UsageError("The site is signed.", next_step=f"pledgewatch publish --desk {asked.web.holdings.folder}")
    job = await run_in_threadpool(_begun, asked, "publish", [])
    return see_other(f"/uploads/{job.id}")


WAYS = (
    Way("/uploads", _uploads),
    Way("/uploads", _added, "editor", "POST"),
    Way("/uploads/again", _again, "editor", "POST"),
    Way("/uploads/{job}", _job),
    Way("/uploads/{job}/state", _state),
    Way("/uploads/{job}/resume", _resumed, "editor", "POST"),
    Way("/publish", _publish_page),
    Way("/publish", _published, "publisher", "POST"),
)
