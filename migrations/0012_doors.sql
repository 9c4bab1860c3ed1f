-- Who passed which door, who armed and who disarmed: one row for each such signal, written with what triage decided.
create table door_events (
  id text primary key,
  post_id text not null references posts(id),
  at timestamptz not null,
  outcome text not null,
  -- The device, or source and point where no device is registered.
  door text not null,
  source text not null,
  credential text,
  who text,
  -- The alarm that it raised or joined: counting denials begins anew behind it.
  alarm_id text,
  record jsonb not null
);
create index door_events_at on door_events (post_id, at, id);
create index door_events_door on door_events (post_id, door, at, id);
create index door_events_credential on door_events (post_id, credential, at, id) where credential is not null;
create index door_events_who on door_events (post_id, lower(who), at, id) where who is not null;
create index door_events_denied on door_events (post_id, at, id) where outcome = 'denied';

-- Whose number or card it is. An empty source: the same at every door and panel.
create table door_users (
  id text primary key,
  post_id text not null references posts(id),
  source text not null,
  credential text not null,
  name text not null,
  unique (post_id, source, credential)
);
