import { expect, test } from 'vitest';
import { callSiren, isLocalAddress } from './siren-caller.ts';

test('only addresses of the local network and of this machine are local', () => {
  const local = ['10.1.2.3', '172.16.0.1', '172.31.255.254', '192.168.1.7', '127.0.0.1', 'fd12::7', '::1'];
  expect(local.filter((address) => !isLocalAddress(address))).toEqual([]);
  const foreign = [
    '8.8.8.8',
    '172.32.0.1',
    '169.254.169.254',
    '192.0.2.1',
    '2001:db8::1',
    'fe80::1',
    'siren',
  ];
  expect(foreign.filter(isLocalAddress)).toEqual([]);
  // A foreign address in the clothes of the other family.
  expect(isLocalAddress('::ffff:8.8.8.8')).toBe(false);
});

test('another address is not even tried', async () => {
  for (const url of ['http://192.0.2.1/on', 'http://169.254.169.254/latest', 'http://[2001:db8::1]/on'])
    expect(await callSiren({ url, headers: {}, body: '{}' })).toBe('its address is not on the local network');
});
