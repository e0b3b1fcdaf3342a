-- What each gateway must sign (CVE-2024-3596), what it was seen to send, and what was learnt from that.

alter table gateways
  -- require: every Access-Request; auto: once one was seen signed; off: none
  add column message_authenticator text not null default 'require'
    check (message_authenticator in ('require', 'auto', 'off')),
  -- the same for those with Proxy-State; auto: unless the first one seen had it unsigned
  add column signed_proxy_state text not null default 'auto' check (signed_proxy_state in ('require', 'auto', 'off')),
  -- when either was chosen last; what was learnt before is forgotten. Whole milliseconds, as JavaScript compares them
  add column signing_chosen_at timestamptz(3) not null default now();
update gateways set message_authenticator = 'off' where not require_message_authenticator;
alter table gateways drop column require_message_authenticator;

-- What `auto` has learnt, by the address that packets come from: a gateway may be a network of several NAS.
create table gateway_sources (
  gateway_id bigint not null references gateways on delete cascade,
  address inet not null,
  -- an Access-Request that is not EAP was seen with a Message-Authenticator
  signed boolean not null,
  -- the first Access-Request seen had Proxy-State and no Message-Authenticator
  proxy_state_unsigned boolean not null,
  primary key (gateway_id, address)
);

-- Access-Requests by day (UTC) and kind.
create table gateway_posture_days (
  gateway_id bigint not null references gateways on delete cascade,
  day date not null,
  -- null: addresses beyond as many as are told apart
  address inet,
  signed boolean not null,
  proxy_state boolean not null,
  eap boolean not null,
  -- for want of a Message-Authenticator
  refused boolean not null,
  requests bigint not null,
  last_at timestamptz not null,
  nas_identifier text,
  unique nulls not distinct (gateway_id, day, address, signed, proxy_state, eap, refused)
);
create index on gateway_posture_days (day);
