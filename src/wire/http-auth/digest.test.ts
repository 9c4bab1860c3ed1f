import { expect, test } from 'vitest';
import { answerChallenge } from './digest.ts';

const mufasa = { username: 'Mufasa', password: 'Circle of Life' };

/* RFC 7616 3.9.1: the same request answered with MD5 and with SHA-256. */
const SHARED =
  'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
const request = {
  method: 'GET',
  uri: '/dir/index.html',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};

test('the example of RFC 7616 with SHA-256, which is preferred', () => {
  const answer = answerChallenge(
    [`Digest ${SHARED}, algorithm=MD5`, `Digest ${SHARED}, algorithm=SHA-256`],
    mufasa,
    request,
  );
  expect(answer).toContain('response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"');
  expect(answer).toContain('algorithm=SHA-256');
});

test('the example of RFC 7616 with MD5', () => {
  const answer = answerChallenge([`Digest ${SHARED}, algorithm=MD5`], mufasa, request);
  expect(answer).toContain('response="8ca523f5e9506fed4657c9700eebdbec"');
});

test('a challenge without qop is answered as RFC 2069 says (its errata example)', () => {
  const answer = answerChallenge(
    [
      'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    ],
    { username: 'Mufasa', password: 'CircleOfLife' },
    { method: 'GET', uri: '/dir/index.html', cnonce: 'x' },
  );
  expect(answer).toContain('response="1949323746fe6a43ef61f9606e7febea"');
  expect(answer).not.toContain('cnonce');
});

test('Basic is the last resort, and what nobody knows is not answered', () => {
  expect(answerChallenge(['Basic realm="cam"'], mufasa, request)).toBe(
    `Basic ${Buffer.from('Mufasa:Circle of Life').toString('base64')}`,
  );
  expect(answerChallenge(['Negotiate abc'], mufasa, request)).toBeNull();
  expect(
    answerChallenge(['Digest realm="a", nonce="b", qop="auth-int"'], mufasa, request),
    'needs a body',
  ).toBeNull();
});
