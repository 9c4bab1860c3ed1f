create table users (
  id text primary key,
  post_id text not null references posts(id),
  name text not null,
  sign_in text not null,
  role text not null,
  language text not null default 'en',
  call_sign text,
  password_hash text,
  pin_hash text,
  active boolean not null default true,
  created_at timestamptz not null,
  unique (post_id, sign_in)
);

-- Only the SHA-256 of a token is kept: a stolen table opens no session.
create table sessions (
  token_hash bytea primary key,
  post_id text not null,
  user_id text not null references users(id),
  seat text not null,
  shared boolean not null,
  phone boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index sessions_user on sessions (user_id);

create table one_time_codes (
  code_hash bytea primary key,
  post_id text not null,
  purpose text not null,
  user_id text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table machine_tokens (
  token_hash bytea primary key,
  post_id text not null,
  id text not null,
  name text not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);
