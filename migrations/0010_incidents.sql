-- The story of one or several alarms, or of something that no sensor saw.
create table incidents (
  id text primary key,
  post_id text not null references posts(id),
  number bigint not null,
  open boolean not null,
  opened_at timestamptz not null,
  record jsonb not null
);
-- The list: open ones first, of each the newest first.
create index incidents_list on incidents (post_id, open, number);

create table incident_alarms (
  post_id text not null references posts(id),
  incident_id text not null references incidents(id),
  alarm_id text not null references alarms(id),
  -- Its incident is open.
  open boolean not null,
  linked_at timestamptz not null,
  primary key (incident_id, alarm_id)
);
-- An alarm belongs to one open incident at most.
create unique index incident_alarms_open on incident_alarms (post_id, alarm_id) where open;
create index incident_alarms_alarm on incident_alarms (post_id, alarm_id);
