import { expect, test } from 'vitest';
import { openTestDatabase } from '../support/database.ts';

test('each test database is migrated, empty and apart from the others', async () => {
  const [one, two] = await Promise.all([openTestDatabase(), openTestDatabase()]);
  await one.pool.query(
    "insert into posts (id, name, time_zone, languages) values ('pst_a', '{}', 'UTC', '{en}')",
  );
  expect((await one.pool.query('select id from posts')).rows).toEqual([{ id: 'pst_a' }]);
  expect((await two.pool.query('select id from posts')).rows).toEqual([]);
  await Promise.all([one.close(), two.close()]);
});
