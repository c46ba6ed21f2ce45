"""What Stripe answers when it does not do what was asked."""

from typing import Any


class ApiError(Exception):
    """An answer in Stripe's shape. What was changed before it is raised stays changed."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        is_replayed: bool = True,
        **fields: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.is_replayed = is_replayed
        self.fields = {"type": kind, "message": message} | fields

    def body(self) -> dict[str, Any]:
        return {"error": {name: value for name, value in self.fields.items() if value is not None}}


def wrong_param(message: str, param: str, code: str | None = None) -> ApiError:
    """Input that cannot be read: nothing began, so the idempotency key stays unused."""
    return ApiError(400, message, param=param, code=code, is_replayed=False)


def missing_object(kind: str, object_id: str, param: str = "id") -> ApiError:
    message = f"No such {kind}: '{object_id}'"
    status = 404 if param == "id" else 400
    return ApiError(status, message, param=param, code="resource_missing", is_replayed=False)


def refusal(code: str, message: str, **fields: Any) -> ApiError:
    """What the state does not allow; the same key hears the same again."""
    return ApiError(400, message, code=code, **fields)


def other_parameters(key: str) -> ApiError:
    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with."
        f" Try using a key other than '{key}' if you meant to execute a different request."
    )
    return ApiError(400, message, kind="idempotency_error", is_replayed=False)


def unknown_address(method: str, path: str) -> ApiError:
    return ApiError(404, f"Unrecognized request URL ({method}: {path}).", is_replayed=False)


def no_key() -> ApiError:
    message = (
        "Invalid API Key provided: the sandbox takes keys that begin with sk_test_ or rk_test_."
    )
    return ApiError(401, message, is_replayed=False)


def no_access(account: str) -> ApiError:
    """It is not ours, or its owner has cut the tie."""
    message = f"The provided key does not have access to account '{account}'."
    return ApiError(403, message, code="account_invalid", is_replayed=False)
