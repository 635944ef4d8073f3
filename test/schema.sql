CREATE TABLE accounts (
  id          integer primary key autoincrement,
  uid         text    not null,
  name        text,
  managed_by  text    not null check (managed_by in ('api', 'config')),
  created_at  integer not null,
  deleted_at  integer
) strict;

CREATE TABLE activity (
  account           integer not null,
  webhook           integer not null,
  minute            integer not null,
  accepted          integer not null,                  -- events; of a webhook none
  succeeded         integer not null,                  -- attempts, here and below
  rejected          integer not null,
  timed_out         integer not null,
  unanswered        integer not null,
  response_time_ms  integer not null,
  response_times    blob    not null,                  -- attempts by bucket (packed-times.ts)
  primary key (account, webhook, minute)
) strict, without rowid;

CREATE TABLE api_keys (
  id            integer primary key,
  uid           text    not null unique,
  account       integer references accounts,          -- null: an operator's key
  name          text,
  hash          blob    not null unique check (length(hash) = 32),
  last4         text    not null,
  managed_by    text    not null check (managed_by in ('api', 'config')),
  created_at    integer not null,
  expires_at    integer,
  last_used_at  integer
) strict;

CREATE TABLE attempts (
  delivery          integer not null,
  number            integer not null check (number > 0),
  sent_url          integer not null,
  sent_signatures   blob    not null,
  started_at        integer not null,
  response_time_ms  integer not null,
  status_code       integer,
  error             text,
  truncated         integer check (truncated in (0, 1)),
  response_headers  text,
  response_body     blob,
  primary key (delivery, number)
) strict, without rowid;

CREATE TABLE client_certificates (
  webhook      integer primary key references webhooks on delete cascade,
  chain        text    not null,                     -- PEM
  subject      text    not null,
  issuer       text    not null,
  expires_at   integer not null,
  fingerprint  text    not null check (length(fingerprint) = 64),
  private_key  blob    not null                      -- encrypted as secrets are, under a name of its own (client-certificates.ts)
) strict;

CREATE TABLE clock (
  ahead  integer not null
) strict;

CREATE TABLE encryption (
  id     integer primary key check (id = 1),
  proof  blob not null
) strict;

CREATE TABLE event_types (
  id    integer primary key,
  name  text not null unique
) strict;

CREATE TABLE events (
  id             integer primary key,
  salt           integer not null,
  account        integer not null references accounts,
  type           integer not null,
  occurred_at    text,                                 -- null: when it was created
  created_at     integer not null,
  test           integer not null check (test in (0, 1)),
  last_delivery  integer check (last_delivery > id),   -- its deliveries have ids from its own to this one
  body           text    not null                      -- last: it may fill pages of its own
) strict;

CREATE TABLE id_lead (
  ms  integer not null
) strict;

CREATE TABLE idempotency_keys (
  account     integer not null references accounts,
  key         text    not null,
  body_hash   blob    not null,
  created_at  integer not null,
  answer      text    not null,
  primary key (account, key)
) strict;

CREATE TABLE probe (
  bytes  blob not null
) strict;

CREATE TABLE queue (
  id             integer primary key,
  salt           integer not null,
  event          integer not null,
  webhook        integer not null references webhooks,
  type           integer not null,
  state          text    not null check (state = 'pending' or state = 'held' or state = 'canceled'),
  held_reason    text    check (held_reason = 'webhook_disabled' or held_reason = 'webhook_failed' or held_reason = 'daily_limit'),
  trigger        text    not null check (trigger = 'event' or trigger = 'test' or trigger = 'redelivery'),
  test           integer not null check (test in (0, 1)),
  created_at     integer not null,
  due_at         integer,                              -- less clock.ahead; but held for the day: the next UTC midnight
  stopped_at     integer,                              -- when it was held, or discarded
  lease          integer,
  lease_until    integer,                              -- less clock.ahead
  attempts       integer not null default 0 check (attempts >= 0),
  schedule_base  integer not null default 0 check (schedule_base between 0 and attempts),
  again          integer not null default 0 check (again in (0, 1)), -- a redelivery was asked for during the attempt
  check (event < id),
  check ((state = 'held') = (held_reason is not null)),
  check ((state = 'pending') = (stopped_at is null)),
  check ((due_at is not null) = (state = 'pending' or held_reason is 'daily_limit')),
  check ((lease is null) = (lease_until is null)),
  check (lease is null or state <> 'held'),
  check (state <> 'canceled' or lease is not null)     -- discarded during the attempt: it is settled with that
) strict;

CREATE TABLE settled (
  id                integer primary key,
  salt              integer not null,
  event             integer not null,
  webhook           integer not null references webhooks,
  type              integer not null,
  state             text    not null check (state = 'delivered' or state = 'failed' or state = 'canceled'),
  failure_reason    text    check (failure_reason = 'exhausted' or failure_reason = 'gone' or failure_reason = 'expired'),
  trigger           text    not null check (trigger = 'event' or trigger = 'test' or trigger = 'redelivery'),
  test              integer not null check (test in (0, 1)),
  created_at        integer not null,
  settled_at        integer not null,
  swept_from        integer,                           -- settled_at, where retention cannot tell it from the id
  attempts          integer not null check (attempts >= 0),
  -- The attempt that settled it, if one did. Those before it are in `attempts`.
  sent_url          integer,
  sent_signatures   blob,
  started_at        integer,
  response_time_ms  integer,
  status_code       integer,
  error             text,
  truncated         integer check (truncated in (0, 1)),
  response_headers  text,
  response_body     blob,
  check (event < id),
  check ((state = 'failed') = (failure_reason is not null)),
  check (started_at is null or attempts > 0),
  check ((started_at is null) = (sent_signatures is null))
) strict;

CREATE TABLE urls (
  id       integer primary key,
  webhook  integer not null references webhooks on delete cascade,
  url      text    not null,
  unique (webhook, url)
) strict;

CREATE TABLE webhook_counts (
  webhook            integer primary key references webhooks on delete cascade,
  pending            integer not null default 0 check (pending >= 0),
  held               integer not null default 0 check (held >= 0),
  delivered          integer not null default 0 check (delivered >= 0),
  failed             integer not null default 0 check (failed >= 0),
  day                integer not null default 0,       -- the UTC day that day_count is of
  day_count          integer not null default 0 check (day_count >= 0),
  last_triggered_at  integer,                          -- when the latest attempt began, and what came of it
  last_status_code   integer,
  last_error         text
) strict;

CREATE TABLE webhooks (
  id                          integer primary key autoincrement,
  uid                         text    not null,
  account                     integer not null references accounts,
  url                         text    not null,
  description                 text,
  events                      text    not null check (json_valid(events) and json_array_length(events) > 0),
  enabled                     integer not null check (enabled in (0, 1)),
  secret                      blob    not null,     -- encrypted (secret-box.ts); empty once it is deleted
  previous_secret             blob,
  previous_secret_expires_at  integer,
  failed_at                   integer,
  failure_reason              text    check (failure_reason in ('exhausted', 'gone')),
  managed_by                  text    not null check (managed_by in ('api', 'config')),
  created_at                  integer not null,
  updated_at                  integer not null,
  deleted_at                  integer,
  check ((failed_at is null) = (failure_reason is null)),
  check ((previous_secret is null) = (previous_secret_expires_at is null))
) strict;

CREATE UNIQUE INDEX accounts_by_uid on accounts (uid) where deleted_at is null;

CREATE INDEX accounts_deleted on accounts (deleted_at) where deleted_at is not null;

CREATE INDEX activity_by_minute on activity (minute);

CREATE INDEX api_keys_of_account on api_keys (account, id);

CREATE INDEX api_keys_of_config on api_keys (id) where managed_by = 'config';

CREATE INDEX events_of_account on events (account, test, type, id);

CREATE INDEX events_without_delivery on events (created_at) where last_delivery is null;

CREATE INDEX idempotency_keys_by_age on idempotency_keys (created_at);

CREATE INDEX queue_due on queue (webhook, due_at) where lease is null and held_reason is null;

CREATE INDEX queue_held on queue (stopped_at) where held_reason is not null;

CREATE INDEX queue_held_of_webhook on queue (webhook, due_at) where held_reason is not null;

CREATE INDEX queue_leased on queue (lease_until) where lease is not null;

CREATE INDEX queue_of_webhook on queue (webhook, state, type, id);

CREATE INDEX settled_of_webhook on settled (webhook, state, type, id);

CREATE INDEX settled_to_sweep on settled (state, swept_from) where swept_from is not null;

CREATE UNIQUE INDEX webhooks_by_uid on webhooks (uid) where deleted_at is null;

CREATE INDEX webhooks_deleted on webhooks (deleted_at) where deleted_at is not null;

CREATE INDEX webhooks_of_account on webhooks (account, id);

CREATE INDEX webhooks_of_config on webhooks (id) where managed_by = 'config' and deleted_at is null;
