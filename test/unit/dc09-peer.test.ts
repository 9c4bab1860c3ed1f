import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeFrame } from '../../src/wire/dc09/decode.ts';
import { encodeFrame } from '../../src/wire/dc09/encode.ts';
import type { FrameToSend } from '../../src/wire/dc09/encode.ts';
import { createFramer } from '../../src/wire/dc09/frame.ts';
import type { Dc09Message } from '../../src/wire/dc09/message.ts';

/*
 * An independent receiver, ioBroker.sia (MIT), takes what our encoder writes, and our decoder reads what it
 * answers. It refuses every NULL (its issue 63) and appends a block of PKCS#7 to an encrypted ACK.
 */

interface PeerMessage {
  readonly id: string;
  readonly act: string;
  readonly data_message: string;
  readonly data_extended: string;
}
interface Peer {
  readonly servertcp: Server;
  readonly serverudp: { close(): void };
  setAccounts(accounts: readonly Record<string, unknown>[]): void;
  serverStartTCP(): void;
  once(event: 'sia', listener: (message: PeerMessage | undefined, fault: string | undefined) => void): void;
}
type PeerLibrary = {
  sia: new (options: { host: string; port: number; timeout: number; sockend: boolean }) => Peer;
};

const { sia: Receiver } = createRequire(import.meta.url)('iobroker.sia/build/lib/sia.js') as PeerLibrary;

const keys = {
  AAA1: Buffer.alloc(16, 'q'),
  AAA2: Buffer.from('00112233445566778899aabbccddeeff0011223344556677', 'hex'),
  AAA3: Buffer.alloc(32, 'z'),
};
const peer = new Receiver({ host: '127.0.0.1', port: 0, timeout: 60, sockend: true });
let port = 0;

beforeAll(async () => {
  const secured = Object.entries(keys).map(([accountnumber, password]) => ({
    accountnumber,
    aes: true,
    password,
  }));
  peer.setAccounts([{ accountnumber: '1234', aes: false }, ...secured]);
  peer.serverStartTCP();
  await once(peer.servertcp, 'listening');
  port = (peer.servertcp.address() as AddressInfo).port;
});

afterAll(() => {
  peer.servertcp.close();
  peer.serverudp.close();
});

async function exchange(
  frame: FrameToSend,
): Promise<{ heard: PeerMessage | undefined; answer: Dc09Message }> {
  const told = new Promise<PeerMessage | undefined>((resolve) =>
    peer.once('sia', (message) => resolve(message)),
  );
  const socket = connect(port, '127.0.0.1');
  socket.write(encodeFrame(frame));
  const framer = createFramer();
  const frames: Buffer[] = [];
  for await (const chunk of socket) {
    for (const outcome of framer.push(chunk as Buffer))
      if (outcome.kind === 'frame') frames.push(outcome.bytes);
  }
  const [bytes] = frames;
  if (!bytes) throw new Error('no answer');
  const read = decodeFrame(bytes, () => ({ keys: frame.key ? [frame.key] : [], decimalLength: false }));
  if (!read.ok) throw new Error(read.fault.sentence);
  return { heard: await told, answer: read.value };
}

const base = { token: 'SIA-DCS', sequence: '0042', line: '1F', timestampMs: 0 } as const;

describe('an independent receiver takes our frames and we read its answers', () => {
  test.each(['hex', 'binary'] as const)('plain, %s CRC', async (crcFormat) => {
    const dataBlock = '#1234|Nri1/BA12^North gate^';
    const frame = { ...base, account: '1234', receiver: '2', dataBlock, crcFormat, timestampMs: Date.now() };
    const { heard, answer } = await exchange(frame);
    expect(heard).toMatchObject({ id: 'SIA-DCS', act: '1234', data_message: dataBlock });
    expect(answer).toMatchObject({
      token: 'ACK',
      sequence: '0042',
      receiver: '2',
      line: '1F',
      account: '1234',
      crcFormat,
    });
  });

  test.each(Object.entries(keys))('encrypted for account %s', async (account, key) => {
    for (const zone of ['1', '12', '123', '0123', '01234567890123']) {
      const dataBlock = `#${account}|1130 01 ${zone}`;
      const frame: FrameToSend = {
        ...base,
        token: 'ADM-CID',
        account,
        dataBlock,
        extended: ['M0026B9E4268B'],
        key,
      };
      const { heard, answer } = await exchange({ ...frame, timestampMs: Date.now() });
      expect(heard).toMatchObject({ id: '*ADM-CID', act: account, data_message: dataBlock });
      expect(heard?.data_extended).toBe('M0026B9E4268B');
      expect(answer).toMatchObject({
        token: 'ACK',
        encrypted: true,
        sequence: '0042',
        account,
        dataBlock: '',
      });
      expect(answer.timestampMs).not.toBeNull();
    }
  });

  test('a frame with an old time gets its NAK, which we read as one', async () => {
    const { heard, answer } = await exchange({ ...base, account: '1234', dataBlock: '#1234|Nri1/BA12' });
    expect(heard).toBeUndefined();
    expect(answer).toMatchObject({ token: 'NAK', sequence: '0000', receiver: '0', line: '0', account: 'A0' });
  });
});
