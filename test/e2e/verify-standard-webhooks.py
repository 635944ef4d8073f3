"""Verifies messages with the official package: a JSON list of them on stdin, a list of what it says on stdout."""

import json
import sys

from standardwebhooks import Webhook, WebhookVerificationError


def verify(message):
    secret = message['secret']
    key = secret if secret.startswith('whsec_') else secret.encode()
    try:
        Webhook(key).verify(message['body'], message['headers'])
        return 'accepted'
    except WebhookVerificationError as refusal:
        return str(refusal)


json.dump([verify(message) for message in json.load(sys.stdin)], sys.stdout)
