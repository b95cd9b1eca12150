"""The HTTP side: one caller, known by a bearer token, by a cookie, or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import requests

from .encoding import encoded

if TYPE_CHECKING:
    from .server import Server

PROBLEM = "application/problem+json"


class Answer:
    """Status, headers and body of one response."""

    def __init__(self, response: requests.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.raw = response.content
        self.request = f"{response.request.method} {response.request.path_url}"
        try:
            self.json: Any = json.loads(response.content) if response.content else None
        except ValueError:
            self.json = None

    def __repr__(self) -> str:
        return f"<{self.request} → {self.status} {self.raw[:600]!r}>"

    def ok(self, *statuses: int) -> Any:
        """The JSON of an answer that has one of the statuses (200 unless told)."""
        assert self.status in (statuses or (200,)), f"expected {statuses or (200,)}, got {self!r}"
        return self.json

    def refused(self, status: int, code: str) -> Any:
        """The problem document of a refusal, after its whole shape has been checked."""
        assert (self.status, (self.json or {}).get("code")) == (status, code), f"expected {status} {code}, got {self!r}"
        kind = self.headers.get("Content-Type", "")
        assert kind.split(";")[0].strip() == PROBLEM, f"a refusal has to be {PROBLEM}: {kind!r} in {self!r}"
        assert isinstance(self.json.get("detail"), str) and self.json["detail"], f"no detail in {self!r}"
        if "status" in self.json:
            assert self.json["status"] == status, f"the body names another status: {self!r}"
        return self.json

    def invalid(self, *fields: str) -> Any:
        """A 422 that names exactly these fields (or, without any named, at least says `invalid`)."""
        problem = self.refused(422, "invalid")
        if fields:
            assert field_names(problem) == set(fields), f"expected errors for {fields}, got {self!r}"
        return problem

    def cookie(self) -> str:
        """`name=value` of the cookie that the answer sets."""
        return self.headers["Set-Cookie"].split(";")[0]


def field_names(problem: dict[str, Any]) -> set[str]:
    """The names of the fields in `errors`, whether it is an object or a list of objects."""
    errors = problem.get("errors")
    assert errors, f"an error about fields has to name them: {problem}"
    if isinstance(errors, dict):
        return set(errors)
    return {error.get("field") or error["pointer"].lstrip("#/") for error in errors}


class Api:
    """Calls below `/api/v1` (or, with `root=True`, of the server itself)."""

    def __init__(
        self,
        server: "Server",
        token: str | None = None,
        cookie: str | None = None,
        origin: str | None = None,
    ) -> None:
        self.server = server
        self.headers: dict[str, str] = {}
        if token is not None:
            self.headers["Authorization"] = f"Bearer {token}"
        if cookie is not None:
            self.headers["Cookie"] = cookie
        if origin is not None:
            self.headers["Origin"] = origin
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(_KeepNoCookies())

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        data: bytes | None = None,
        headers: dict[str, str | None] | None = None,
        files: Any = None,
        root: bool = False,
        within: float = 15.0,
        **params: Any,
    ) -> Answer:
        """`body` is sent as JSON, `data` as it stands; a header of None is left out; params of None too.

        A query parameter whose name is a Python word gets a trailing underscore, as in `from_`.
        """
        sent = {**self.headers, **(headers or {})}
        if data is None and body is not None:
            data = encoded(body).encode()
        if data is not None and "Content-Type" not in sent:
            sent["Content-Type"] = "application/json"
        response = self._session.request(
            method,
            self.server.url + ("" if root else "/api/v1") + path,
            params={key.rstrip("_"): value for key, value in params.items() if value is not None},
            data=data,
            files=files,
            headers={key: value for key, value in sent.items() if value is not None},
            timeout=within,
            allow_redirects=False,
        )
        return Answer(response)

    def get(self, path: str, **options: Any) -> Answer:
        return self.request("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Answer:
        return self.request("POST", path, body, **options)

    def put(self, path: str, body: Any = None, **options: Any) -> Answer:
        return self.request("PUT", path, body, **options)

    def patch(self, path: str, body: Any = None, **options: Any) -> Answer:
        return self.request("PATCH", path, body, **options)

    def delete(self, path: str, **options: Any) -> Answer:
        return self.request("DELETE", path, **options)

    def every(self, path: str, limit: int | None = None, **params: Any) -> list[Any]:
        """All rows of a list, page by page."""
        rows: list[Any] = []
        cursor: str | None = None
        for _ in range(1000):
            page = self.get(path, limit=limit, cursor=cursor, **params).ok()
            assert limit is None or len(page["data"]) <= limit
            rows += page["data"]
            cursor = page["next"]
            if cursor is None:
                return rows
        raise AssertionError(f"the list {path} does not end")


class _KeepNoCookies:
    """A test says itself which cookie it sends."""

    netscape, rfc2965, hide_cookie2 = True, False, False

    def set_ok(self, *_: object) -> bool:
        return False

    def return_ok(self, *_: object) -> bool:
        return False

    def domain_return_ok(self, *_: object) -> bool:
        return False

    def path_return_ok(self, *_: object) -> bool:
        return False
