-- The board as it stood at an instant: which alarms were open then. A closed alarm is found by how long it lasted:
-- class k lasted at most 2^k seconds, so only alarms raised in the 2^k seconds before the instant are looked at.
alter table alarms add column closed_at timestamptz;
alter table alarms add column lasted_class smallint;
update alarms set closed_at = (record->>'closedAt')::timestamptz where not open;
update alarms set lasted_class = greatest(0, ceil(ln(greatest(1, extract(epoch from closed_at - raised_at)::float8)) / ln(2::float8)))::smallint
  where closed_at is not null;
create index alarms_lasted on alarms (post_id, lasted_class, raised_at) where lasted_class is not null;
