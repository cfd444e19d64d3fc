"""What is served needs the extra 'reach'; where it is absent, its tests are not collected."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore = (
    [] if all(find_spec(name) for name in ("uvicorn", "websockets", "aiortc")) else ["test_server.py", "test_client.py"]
)
