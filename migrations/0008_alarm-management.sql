-- When time next changes an open alarm: a shelf ends, nobody has answered, an offer or an acknowledgement expires.
alter table alarms add column due_at timestamptz;
-- Seconds until a person first answered.
alter table alarms add column answered_s double precision;
create index alarms_due on alarms (post_id, due_at) where due_at is not null;
-- Open alarms of an earlier version are looked at once and get their time then.
update alarms set due_at = raised_at where open;
