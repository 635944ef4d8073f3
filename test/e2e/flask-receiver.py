"""The receiver of TaskFlow's documentation, with the prefix that its verify_signature forgets."""

import hashlib
import hmac

from flask import Flask, jsonify, request
from werkzeug.serving import make_server

app = Flask(__name__)
handled = []


@app.route('/webhooks/taskflow', methods=['POST'])
def handle_webhook():
    # Verify signature
    signature = request.headers.get('X-TaskFlow-Signature')
    if not verify_signature(request.data, signature):
        return 'Invalid signature', 401
    # Process webhook
    event = request.json
    event_type = event['type']
    if event_type == 'task.created':
        handle_task_created(event['data'])
    elif event_type == 'task.updated':
        handle_task_updated(event['data'])
    return 'OK', 200


def verify_signature(payload, signature):
    """Verify webhook signature."""
    secret = 'your_webhook_secret'
    expected = 'sha256=' + hmac.new(
        secret.encode(),
        payload,
        hashlib.sha256
    ).hexdigest()
    return hmac.compare_digest(signature, expected)


def handle_task_created(data):
    handled.append(['created', data])


def handle_task_updated(data):
    handled.append(['updated', data])


@app.route('/handled')
def show_handled():
    return jsonify(handled)


server = make_server('127.0.0.1', 0, app, threaded=True)
print(f'Listening on {server.port}.', flush=True)
server.serve_forever()
