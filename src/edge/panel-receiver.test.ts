import { expect, test } from 'vitest';
import { portSentence } from './panel-receiver.ts';

test('a port that cannot be opened names the setting that is at fault', () => {
  const says = (code: string) =>
    portSentence(Object.assign(new Error(code), { code }), 'alarm panels', 'DC09_PORT', 10_000);
  for (const code of ['ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL']) {
    expect(says(code)).toContain('HOST');
    expect(says(code)).not.toContain('DC09_PORT');
  }
  for (const code of ['EADDRINUSE', 'EACCES', 'EMFILE']) expect(says(code)).toContain('DC09_PORT');
});
