"""What Discord answers when it refuses: the status, its own code and words."""

from typing import Any


class ApiError(Exception):
    """An answer that is no success; ``more`` goes into its body."""

    def __init__(self, status: int, code: int, message: str, **more: Any) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code = status, code
        self.body = {"message": message, "code": code, **more}


def unauthorized() -> ApiError:
    return ApiError(401, 0, "401: Unauthorized")


def unknown_channel() -> ApiError:
    return ApiError(404, 10003, "Unknown Channel")


def unknown_message() -> ApiError:
    return ApiError(404, 10008, "Unknown Message")


def unknown_user() -> ApiError:
    return ApiError(404, 10013, "Unknown User")


def unknown_webhook() -> ApiError:
    return ApiError(404, 10015, "Unknown Webhook")


def unknown_interaction() -> ApiError:
    return ApiError(404, 10062, "Unknown interaction")


def unknown_command() -> ApiError:
    return ApiError(404, 10063, "Unknown application command")


def too_many_commands() -> ApiError:
    return ApiError(400, 30034, "Max number of daily application command creates has been reached (200)")


def too_large() -> ApiError:
    return ApiError(413, 40005, "Request entity too large")


def acknowledged_already() -> ApiError:
    return ApiError(400, 40060, "Interaction has already been acknowledged.")


def too_many_follow_ups() -> ApiError:
    return ApiError(400, 40094, "This interaction has reached the maximum number of follow-up messages")


def missing_access() -> ApiError:
    return ApiError(403, 50001, "Missing Access")


def anothers_message() -> ApiError:
    return ApiError(403, 50005, "Cannot edit a message authored by another user")


def empty_message() -> ApiError:
    return ApiError(400, 50006, "Cannot send an empty message")


def cannot_dm() -> ApiError:
    return ApiError(403, 50007, "Cannot send messages to this user")


def missing_permissions() -> ApiError:
    return ApiError(403, 50013, "Missing Permissions")


def invalid_webhook_token() -> ApiError:
    return ApiError(401, 50027, "Invalid Webhook Token")


def invalid_form(problem: str) -> ApiError:
    errors = {"_errors": [{"code": "INVALID", "message": problem}]}
    return ApiError(400, 50035, "Invalid Form Body", errors=errors)
