create table zones (
  id text primary key,
  post_id text not null references posts(id),
  name jsonb not null,
  area jsonb not null,
  settings jsonb not null default '{}',
  position int not null default 0
);

create table plan_features (
  id text primary key,
  post_id text not null references posts(id),
  kind text not null,
  name jsonb not null,
  shape jsonb not null
);
