/**
 * A camera that speaks ONVIF Profile S over loopback: written from the ONVIF WSDL, with the habits of real ones:
 * a host of its own in every address, a clock that is off, a snapshot behind Digest.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SimulatedCamera {
  readonly port: number;
  /** Where it was turned to, oldest first. */
  readonly turned: readonly string[];
  /** Requests so far: SOAP actions and paths. */
  readonly asked: readonly string[];
  /** What a reply is replaced by: for cameras that lie. */
  odd: ((action: string, response: ServerResponse) => boolean) | null;
  picture: Buffer;
  stop(): Promise<void>;
}

export interface SimulatedOptions {
  readonly username?: string;
  readonly password?: string;
  /** The host that it gives in its addresses, as behind NAT. */
  readonly host?: string;
  readonly rtspPort?: number;
  readonly skewMs?: number;
  readonly port?: number;
  /** The address that it listens on; 127.0.0.1 unless told. */
  readonly listen?: string;
}

/** The smallest JPEG that decoders take: 1x1, grey. */
export const SMALL_JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
);

const NS =
  'xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:trt="http://www.onvif.org/ver10/media/wsdl" xmlns:tptz="http://www.onvif.org/ver20/ptz/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:ter="http://www.onvif.org/ver10/error"';
const envelope = (body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><e:Envelope ${NS}><e:Header/><e:Body>${body}</e:Body></e:Envelope>`;
const FREE = new Set(['GetSystemDateAndTime', 'GetHostname']);

export async function startCamera(options: SimulatedOptions = {}): Promise<SimulatedCamera> {
  const { username = 'operator', password = 'gate-7' } = options;
  const turned: string[] = [];
  const asked: string[] = [];
  const nonce = randomBytes(8).toString('hex');
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) =>
    server.listen(options.port ?? 0, options.listen ?? '127.0.0.1', resolve),
  );
  const { port } = server.address() as AddressInfo;
  const base = `http://${options.host ?? '127.0.0.1'}:${port}`;
  const camera = {
    port,
    turned,
    asked,
    odd: null as SimulatedCamera['odd'],
    picture: SMALL_JPEG,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  const nowAtCamera = () => new Date(Date.now() + (options.skewMs ?? 0));
  function signedWell(xml: string): boolean {
    const part = (name: string): string =>
      new RegExp(`<(?:[\\w-]+:)?${name}(?:\\s[^>]*)?>([^<]*)<`).exec(xml)?.[1]?.trim() ?? '';
    const created = part('Created');
    const digest = createHash('sha1')
      .update(Buffer.from(part('Nonce'), 'base64'))
      .update(created)
      .update(password)
      .digest('base64');
    const late = Math.abs(Date.parse(created) - nowAtCamera().getTime()) > 10_000;
    return part('Username') === username && part('Password') === digest && !late;
  }
  function time(): string {
    const at = nowAtCamera();
    return `<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>UTC0</tt:TZ></tt:TimeZone><tt:UTCDateTime><tt:Time><tt:Hour>${at.getUTCHours()}</tt:Hour><tt:Minute>${at.getUTCMinutes()}</tt:Minute><tt:Second>${at.getUTCSeconds()}</tt:Second></tt:Time><tt:Date><tt:Year>${at.getUTCFullYear()}</tt:Year><tt:Month>${at.getUTCMonth() + 1}</tt:Month><tt:Day>${at.getUTCDate()}</tt:Day></tt:Date></tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>`;
  }
  const profile = (token: string, encoding: string, width: number, height: number): string =>
    `<trt:Profiles token="${token}" fixed="true"><tt:Name>${token}</tt:Name><tt:VideoSourceConfiguration token="vs"><tt:Name>vs</tt:Name><tt:UseCount>1</tt:UseCount><tt:SourceToken>src</tt:SourceToken><tt:Bounds x="0" y="0" width="${width}" height="${height}"/></tt:VideoSourceConfiguration><tt:VideoEncoderConfiguration token="ve"><tt:Name>ve</tt:Name><tt:UseCount>1</tt:UseCount><tt:Encoding>${encoding}</tt:Encoding><tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution><tt:Quality>5</tt:Quality><tt:RateControl><tt:FrameRateLimit>15</tt:FrameRateLimit><tt:EncodingInterval>1</tt:EncodingInterval><tt:BitrateLimit>600</tt:BitrateLimit></tt:RateControl></tt:VideoEncoderConfiguration><tt:PTZConfiguration token="ptz"><tt:Name>ptz</tt:Name><tt:UseCount>1</tt:UseCount><tt:NodeToken>node</tt:NodeToken></tt:PTZConfiguration></trt:Profiles>`;
  const uri = (name: string, address: string): string =>
    `<trt:${name}Response><trt:MediaUri><tt:Uri>${address}</tt:Uri><tt:InvalidAfterConnect>false</tt:InvalidAfterConnect><tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT60S</tt:Timeout></trt:MediaUri></trt:${name}Response>`;
  const services = [
    ['http://www.onvif.org/ver10/device/wsdl', 'device_service'],
    ['http://www.onvif.org/ver10/media/wsdl', 'media'],
    ['http://www.onvif.org/ver20/ptz/wsdl', 'ptz'],
  ];
  const rtsp = `rtsp://${options.host ?? '127.0.0.1'}:${options.rtspPort ?? 554}/stream`;
  const replies: Readonly<Record<string, (xml: string) => string>> = {
    GetSystemDateAndTime: time,
    GetDeviceInformation: () =>
      '<tds:GetDeviceInformationResponse><tds:Manufacturer>Post One</tds:Manufacturer><tds:Model>Simulated Gate</tds:Model><tds:FirmwareVersion>1.0</tds:FirmwareVersion><tds:SerialNumber>7</tds:SerialNumber><tds:HardwareId>sim</tds:HardwareId></tds:GetDeviceInformationResponse>',
    GetHostname: () =>
      '<tds:GetHostnameResponse><tds:HostnameInformation><tt:FromDHCP>false</tt:FromDHCP><tt:Name>gate</tt:Name></tds:HostnameInformation></tds:GetHostnameResponse>',
    GetServices: () =>
      `<tds:GetServicesResponse>${services.map(([name, path]) => `<tds:Service><tds:Namespace>${name}</tds:Namespace><tds:XAddr>${base}/onvif/${path}</tds:XAddr><tds:Version><tt:Major>2</tt:Major><tt:Minor>6</tt:Minor></tds:Version></tds:Service>`).join('')}</tds:GetServicesResponse>`,
    GetCapabilities: () =>
      `<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Device><tt:XAddr>${base}/onvif/device_service</tt:XAddr></tt:Device><tt:Media><tt:XAddr>${base}/onvif/media</tt:XAddr></tt:Media><tt:PTZ><tt:XAddr>${base}/onvif/ptz</tt:XAddr></tt:PTZ></tds:Capabilities></tds:GetCapabilitiesResponse>`,
    GetProfiles: () =>
      `<trt:GetProfilesResponse>${profile('main', 'H265', 1920, 1080)}${profile('sub', 'H264', 640, 360)}</trt:GetProfilesResponse>`,
    GetProfile: (xml) =>
      `<trt:GetProfileResponse>${(/ProfileToken[^>]*>main</.test(xml) ? profile('main', 'H265', 1920, 1080) : profile('sub', 'H264', 640, 360)).replaceAll('trt:Profiles', 'trt:Profile')}</trt:GetProfileResponse>`,
    GetStreamUri: () => uri('GetStreamUri', rtsp),
    GetSnapshotUri: () => uri('GetSnapshotUri', `${base}/snapshot.jpg`),
    GetPresets: () =>
      '<tptz:GetPresetsResponse><tptz:Preset token="1"><tt:Name>Gate 1</tt:Name></tptz:Preset><tptz:Preset token="2"><tt:Name>Car park</tt:Name></tptz:Preset></tptz:GetPresetsResponse>',
    GotoPreset: (xml) => {
      turned.push(/PresetToken[^>]*>([^<]*)</.exec(xml)?.[1] ?? '');
      return '<tptz:GotoPresetResponse/>';
    },
  };
  function sendXml(response: ServerResponse, status: number, body: string): void {
    const xml = envelope(body);
    // Small clients read no chunks.
    const length = Buffer.byteLength(xml);
    response.writeHead(status, {
      'content-type': 'application/soap+xml; charset=utf-8',
      'Content-Length': length,
      connection: 'close',
    });
    response.end(xml);
  }
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const xml = Buffer.concat(chunks).toString('utf8');
    const action =
      request.method === 'GET'
        ? (request.url ?? '')
        : (/<(?:[\w-]+:)?Body[^>]*>\s*<(?:[\w-]+:)?(\w+)/.exec(xml)?.[1] ?? 'nothing');
    asked.push(action);
    if (camera.odd?.(action, response)) return;
    if (request.method === 'GET') {
      const fits = new RegExp(`^Digest .*username="${username}".*nonce="${nonce}"`).test(
        request.headers.authorization ?? '',
      );
      if (!fits || !digestFits(request.headers.authorization ?? '', action)) {
        response.writeHead(401, { 'www-authenticate': `Digest realm="cam", nonce="${nonce}", qop="auth"` });
        response.end();
        return;
      }
      response.writeHead(200, { 'content-type': 'image/jpeg' });
      response.end(camera.picture);
      return;
    }
    if (!FREE.has(action) && !signedWell(xml)) {
      sendXml(
        response,
        400,
        '<e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>ter:NotAuthorized</e:Value></e:Subcode></e:Code><e:Reason><e:Text xml:lang="en">Sender not authorized</e:Text></e:Reason></e:Fault>',
      );
      return;
    }
    const reply = replies[action];
    if (reply) sendXml(response, 200, reply(xml));
    else
      sendXml(
        response,
        500,
        '<e:Fault><e:Code><e:Value>e:Receiver</e:Value><e:Subcode><e:Value>ter:ActionNotSupported</e:Value></e:Subcode></e:Code><e:Reason><e:Text xml:lang="en">Not supported</e:Text></e:Reason></e:Fault>',
      );
  }
  function digestFits(header: string, uriPath: string): boolean {
    const field = (name: string): string => new RegExp(`${name}="?([^",]+)"?`).exec(header)?.[1] ?? '';
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const wanted = md5(
      `${md5(`${username}:cam:${password}`)}:${nonce}:${field('nc')}:${field('cnonce')}:auth:${md5(`GET:${uriPath}`)}`,
    );
    return field('response') === wanted;
  }
  return camera;
}
