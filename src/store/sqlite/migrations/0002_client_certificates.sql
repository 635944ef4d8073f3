-- What webhooks show of themselves to endpoints that ask who calls. Apart from the webhook, as few have one; it goes with the webhook.
create table client_certificates (
  webhook      integer primary key references webhooks on delete cascade,
  chain        text    not null,                     -- PEM
  subject      text    not null,
  issuer       text    not null,
  expires_at   integer not null,
  fingerprint  text    not null check (length(fingerprint) = 64),
  private_key  blob    not null                      -- encrypted as secrets are, under a name of its own (client-certificates.ts)
) strict;
