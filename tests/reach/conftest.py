"""What is served needs the extra 'reach'; where it is absent, its tests are not collected."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore = [] if find_spec("uvicorn") and find_spec("websockets") else ["test_server.py"]
