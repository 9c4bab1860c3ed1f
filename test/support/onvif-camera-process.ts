/** The simulated camera as a process of its own, on a network of its own, answering WS-Discovery as well. */
import { createSocket } from 'node:dgram';
import { startCamera } from './onvif-camera.ts';

const GROUP = '239.255.255.250';
const [listen = '', port = '0'] = process.argv.slice(2);
const camera = await startCamera({ listen, host: listen, port: Number(port) });
const socket = createSocket({ type: 'udp4', reuseAddr: true });
socket.on('message', (bytes, from) => {
  const id = /<(?:[\w-]+:)?MessageID[^>]*>([^<]+)</.exec(bytes.toString())?.[1] ?? '';
  socket.send(
    `<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><e:Header><w:MessageID>uuid:1</w:MessageID><w:RelatesTo>${id}</w:RelatesTo><w:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</w:To><w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</w:Action></e:Header><e:Body><d:ProbeMatches><d:ProbeMatch><w:EndpointReference><w:Address>urn:uuid:7</w:Address></w:EndpointReference><d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/hardware/sim onvif://www.onvif.org/name/Gate</d:Scopes><d:XAddrs>http://${listen}:${camera.port}/onvif/device_service</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></e:Body></e:Envelope>`,
    from.port,
    from.address,
  );
});
socket.bind(3702, () => {
  socket.addMembership(GROUP, listen);
  process.stdout.write('ready\n');
});
process.on('SIGTERM', () => {
  process.stdout.write(`asked ${camera.asked.join(' ')}\n`);
  process.exit(0);
});
setTimeout(() => process.exit(0), 60_000);
