"""A request that fits its schema is refused for what no schema can say, and for nothing else."""

import schemathesis

ABOUT_MEANING = {"invalid_cursor", "unknown_event_type", "url_not_allowed", "idempotency_mismatch"}

# Paths and messages of faults that a schema cannot tell.
FAULTS = [
    ("/account_id", "This field is required with an operator key."),
    ("/expires_at", "This is in the past."),
    ("/client_certificate/certificate", "There is no certificate in this"),
    ("/client_certificate/certificate", "There is a private key in this"),
    ("/client_certificate/certificate", "There is a certificate in this that cannot be read."),
    ("/url", "This is not an absolute URL"),
    ("/url", "This is longer than 2048 characters."),
    ("/url", "A URL has no spaces"),
    ("/url", "A webhook's URL begins with https://."),
    ("/url", "A URL with a fragment"),
    ("/url", "The URL names no host"),
    ("/url", "Nothing listens on port 0."),
]


@schemathesis.check
def refused_for_its_meaning(ctx, response, case):
    if response.status_code not in (400, 422) or case.meta is None:
        return
    if not case.meta.generation.mode.is_positive:
        return
    problem = response.json()
    if problem["code"] in ABOUT_MEANING:
        return
    unexpected = [fault for fault in problem["errors"] if not is_about_meaning(fault)]
    assert problem["errors"] and not unexpected, f"fits its schema, but: {problem['code']} {unexpected}"


def is_about_meaning(fault):
    return any(fault["path"] == path and fault["message"].startswith(message) for path, message in FAULTS)
