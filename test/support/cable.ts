/* A network cable between a browser and the server, which a test can pull out, put back, or make one-way. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Cable {
  /** The address behind the cable. */
  readonly url: string;
  /** Ends every connection and takes no new one. */
  cut(): void;
  /** What is sent still arrives; no answer comes back. */
  loseAnswers(): void;
  mend(): void;
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 200;

/** Lays a cable to a port of this machine. */
export async function openCable(port: number): Promise<Cable> {
  let state: 'whole' | 'cut' | 'one-way' = 'whole';
  const ends = new Set<Socket>();
  const keep = (socket: Socket): void => {
    ends.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => ends.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (state === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    keep(far);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.on('data', (octets) => far.write(octets));
    far.on('data', (octets) => {
      if (state === 'whole') near.write(octets);
    });
  });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const pull = (): void => {
    for (const end of ends) end.resetAndDestroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      state = 'cut';
      pull();
    },
    loseAnswers() {
      state = 'one-way';
    },
    mend() {
      // A connection that lost octets is of no use to anybody.
      if (state === 'one-way') pull();
      state = 'whole';
    },
    close() {
      pull();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
