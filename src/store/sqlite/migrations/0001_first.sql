-- Rows are found by integer keys; the `uid` is what the API shows. A key is never used again (`autoincrement`) where memory
-- outside of the table goes by it.

create table accounts (
  id          integer primary key autoincrement,
  uid         text    not null,
  name        text,
  managed_by  text    not null check (managed_by in ('api', 'config')),
  created_at  integer not null,
  deleted_at  integer
) strict;
create unique index accounts_by_uid on accounts (uid) where deleted_at is null;
create index accounts_deleted on accounts (deleted_at) where deleted_at is not null;

create table api_keys (
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
create index api_keys_of_account on api_keys (account, id);
create index api_keys_of_config on api_keys (id) where managed_by = 'config';

create table webhooks (
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
create unique index webhooks_by_uid on webhooks (uid) where deleted_at is null;
create index webhooks_of_account on webhooks (account, id);
create index webhooks_of_config on webhooks (id) where managed_by = 'config' and deleted_at is null;
create index webhooks_deleted on webhooks (deleted_at) where deleted_at is not null;

-- Encrypted as secrets are: whoever reads it has the right key.
create table encryption (
  id     integer primary key check (id = 1),
  proof  blob not null
) strict;

-- Apart from the webhook because it changes with every commit. Tests are left out.
create table webhook_counts (
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

-- Each name once, so that an event and a delivery carry a small number. Names are never removed, so nothing checks that they are
-- there: that would be done with every row.
create table event_types (
  id    integer primary key,
  name  text not null unique
) strict;

-- What requests were sent to, which may hold a secret: it goes with its webhook. Each once, so that an attempt carries a small
-- number; nothing checks it either, for the last of the attempts goes before the webhook does.
create table urls (
  id       integer primary key,
  webhook  integer not null references webhooks on delete cascade,
  url      text    not null,
  unique (webhook, url)
) strict;

-- Events and deliveries are found by the serial number in their ids (core/ids.ts), which sorts by time: no table needs an index
-- of ids or of times. What else there is in an id is its salt.
create table events (
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
create index events_of_account on events (account, test, type, id);
create index events_without_delivery on events (created_at) where last_delivery is null;

-- How far, in milliseconds, the times of ids ever ran ahead of "created_at".
create table id_lead (
  ms  integer not null
) strict;
insert into id_lead values (0);

-- How far, in milliseconds, the wall clock was set forward, all in all, while it was watched; negative: back. Due times
-- and ends of leases are stored less this, so that they stay as they are when it is set.
create table clock (
  ahead  integer not null
) strict;
insert into clock values (0);

-- A delivery is in `queue` until it is settled, and in `settled` from then on, so that each row is small while it changes and is
-- written once when it is large. Values are told with `or`: for an `in` of three or more SQLite builds a table at every check.
create table queue (
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
create index queue_of_webhook on queue (webhook, state, type, id);
create index queue_due on queue (webhook, due_at) where lease is null and held_reason is null;
create index queue_leased on queue (lease_until) where lease is not null;
create index queue_held on queue (stopped_at) where held_reason is not null;
create index queue_held_of_webhook on queue (webhook, due_at) where held_reason is not null;

create table settled (
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
create index settled_of_webhook on settled (webhook, state, type, id);
create index settled_to_sweep on settled (state, swept_from) where swept_from is not null;

-- Attempts that settled nothing. The latest request is written down as far as it cannot be worked out again: the URL and both
-- signatures, as raw bytes.
create table attempts (
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

create table idempotency_keys (
  account     integer not null references accounts,
  key         text    not null,
  body_hash   blob    not null,
  created_at  integer not null,
  answer      text    not null,
  primary key (account, key)
) strict;
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- What happened, by minute, tests left out: of each webhook, of each account (webhook 0), and of all (both 0). Older minutes are
-- summed up into the first of a longer time (coarsening.ts). What is here of an account or a webhook goes before that does.
create table activity (
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
create index activity_by_minute on activity (minute);

-- Written and emptied to see whether the disk takes more.
create table probe (
  bytes  blob not null
) strict;
