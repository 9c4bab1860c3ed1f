/** Finds ONVIF cameras by WS-Discovery (OASIS WS-Discovery 1.1, SOAP over UDP), where the network lets it through. */
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { matchesOf } from '../wire/onvif/answers.ts';
import type { FoundCamera } from '../modules/camera/model.ts';
import { readSoap } from '../wire/onvif/soap.ts';

const GROUP = { host: '239.255.255.250', port: 3702 };
const LISTEN_MS = 3_000;
const MAX_FOUND = 200;
const MAX_DATAGRAM = 65_507;

/** Asks the network who is there; resolves after three seconds. `to`: somewhere else than the multicast group. */
export async function findCameras(
  to: { host: string; port: number } = GROUP,
): Promise<readonly FoundCamera[]> {
  const socket = createSocket('udp4');
  const found = new Map<string, FoundCamera>();
  socket.on('message', (bytes, from) => {
    if (bytes.length > MAX_DATAGRAM || found.size >= MAX_FOUND) return;
    const read = readSoap(bytes.toString('utf8'));
    if (!read.ok) return;
    for (const match of matchesOf(read.body))
      for (const address of match.addresses) {
        const camera = placeOfAddress(address, from.address);
        if (camera)
          found.set(`${camera.host}:${camera.port}`, { ...camera, name: match.name || camera.host });
      }
  });
  const listening = new Promise<void>((resolve) => {
    socket.on('error', () => resolve());
    setTimeout(resolve, LISTEN_MS);
  });
  socket.bind(0, () =>
    // Without a route to the group the send fails, and nobody is found.
    socket.send(probe(randomUUID()), to.port, to.host, (error) => void error),
  );
  await listening;
  socket.close();
  return [...found.values()];
}

/** Of several addresses of one camera, the one that the answer came from. */
function placeOfAddress(address: string, from: string): Omit<FoundCamera, 'name'> | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol !== 'http:' || url.hostname !== from) return null;
  return { host: url.hostname, port: url.port === '' ? 80 : Number(url.port), path: url.pathname };
}

const probe = (id: string): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl">',
    `<e:Header><w:MessageID>uuid:${id}</w:MessageID><w:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To>`,
    '<w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header>',
    '<e:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></e:Body></e:Envelope>',
  ].join('');
