-- A siren, beside the consoles: how it is called. The secret is never sent back and stands in no entry.
create table siren_settings (
  post_id text primary key references posts(id),
  record jsonb not null,
  secret text not null default ''
);

-- One sounding of the siren, from the wish to its end. due_at is when something is to be done; null: it is over.
create table siren_runs (
  id text primary key,
  post_id text not null references posts(id),
  due_at timestamptz,
  record jsonb not null
);
create index siren_runs_due on siren_runs (post_id, due_at) where due_at is not null;
create index siren_runs_last on siren_runs (post_id, id);

-- An exercise with all its alarms: they stand in no other table. due_at is when the next thing happens in it.
create table exercises (
  id text primary key,
  post_id text not null references posts(id),
  running boolean not null,
  due_at timestamptz,
  record jsonb not null
);
create unique index exercises_running on exercises (post_id) where running;
create index exercises_last on exercises (post_id, id);
