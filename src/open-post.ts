/** Which post this installation guards: found, or made at the first start. */
import type { Pool } from 'pg';
import type { PostId } from './kernel/id.ts';
import { toInstant } from './kernel/time.ts';
import { hanseong } from './demo/hanseong.ts';
import type { Post } from './modules/site/model.ts';
import { insertPost, listPosts } from './modules/site/store.ts';
import { StartRefused } from './platform/postgres/start-refused.ts';
import { CompactRange } from './wire/tlog/compact-range.ts';

/** Reads the post, or makes the demo post or an empty one. Refuses to mix the demo with a real post. */
export async function openPost(pool: Pool, demo: boolean): Promise<{ post: Post; isNew: boolean }> {
  const [found] = await listPosts(pool);
  if (found) {
    if (found.demo !== demo)
      throw new StartRefused(
        'database-unfit',
        found.demo
          ? 'This database holds the demo post. Start it with npm run demo, or choose another DATA_DIR or DATABASE_URL.'
          : 'This database holds a real post, so the demo does not start on it. Choose another DATA_DIR or DATABASE_URL.',
      );
    return { post: found, isNew: false };
  }
  const post: Post = demo
    ? hanseong.post
    : {
        id: 'pst_home' as PostId,
        name: { en: 'My post', ko: '우리 공관' },
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        languages: ['en', 'ko'],
        demo: false,
        settings: {},
      };
  await insertPost(pool, post, CompactRange.empty().toBytes(), toInstant(0));
  const [made] = await listPosts(pool);
  return { post: made ?? post, isNew: true };
}
