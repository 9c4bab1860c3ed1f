import type { FastifyInstance, FastifyReply } from 'fastify';
import type { WordsFiles } from '../words-files.ts';
import { problem } from './problem.ts';

/** `/words/index.json` and `/words/<language>.json`: what the post keeps in DATA_DIR/words, for both pages. */
export function registerWordsFiles(app: FastifyInstance, files: WordsFiles): void {
  const json = (reply: FastifyReply) =>
    reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8');
  app.get('/words/index.json', { schema: { hide: true } }, async (_request, reply) =>
    json(reply).send(JSON.stringify(await files.languages())),
  );
  app.get('/words/:file', { schema: { hide: true } }, async (request, reply) => {
    const { file } = request.params as { file: string };
    const words = file.endsWith('.json') ? await files.words(file.slice(0, -'.json'.length)) : null;
    if (words !== null) return json(reply).send(JSON.stringify(words));
    const body = problem(404, 'words-unknown', 'The post keeps no words of this language.');
    return reply.status(404).type('application/problem+json').send(JSON.stringify(body));
  });
}
