import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { deviceOf, matchesOf, presetsOf, profilesOf, servicesOf, timeOf, uriOf } from './answers.ts';
import { placeOf } from './place.ts';
import { at, element, readSoap, soapRequest, textOf, type Node } from './soap.ts';

const wrap = (inner: string): string =>
  `<?xml version="1.0"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"><SOAP-ENV:Header/><SOAP-ENV:Body>${inner}</SOAP-ENV:Body></SOAP-ENV:Envelope>`;
const bodyOf = (inner: string): Node => {
  const read = readSoap(wrap(inner));
  if (!read.ok) throw new Error(read.fault);
  return read.body;
};

test('the password digest is Base64(SHA-1(nonce + created + password))', () => {
  const nonce = Buffer.from('LKqI6G/AikKCQrN0zqZFlg==', 'base64');
  const xml = soapRequest('device', element('GetDeviceInformation'), {
    credentials: { username: 'user', password: 'userpassword' },
    created: '2010-09-16T07:50:45Z',
    nonce,
  });
  // The example of the ONVIF Application Programmer's Guide 1.0, 6.1.1.3.
  expect(xml).toContain('tuOSpGlFlIXsozq4HFNeeGeFLEI=');
  const own = createHash('sha1').update(nonce).update('2010-09-16T07:50:45Z').update('userpassword');
  expect(own.digest('base64')).toBe('tuOSpGlFlIXsozq4HFNeeGeFLEI=');
});

test('a name with marks of XML stays text', () => {
  expect(element('ProfileToken', textOf('a<b>&"'))).toBe(
    '<s:ProfileToken>a&lt;b&gt;&amp;&quot;</s:ProfileToken>',
  );
});

test('whatever prefixes a maker uses, the fields are found', () => {
  const profiles = profilesOf(
    bodyOf(`<trt:GetProfilesResponse xmlns:trt="m" xmlns:tt="s"><trt:Profiles token="p1" fixed="true"><tt:Name>Main &amp; only</tt:Name>
      <tt:VideoEncoderConfiguration token="v"><tt:Encoding>H264</tt:Encoding><tt:Resolution><tt:Width>1920</tt:Width><tt:Height>1080</tt:Height></tt:Resolution></tt:VideoEncoderConfiguration>
      <tt:PTZConfiguration token="z"/></trt:Profiles><trt:Profiles><tt:Name>without token</tt:Name></trt:Profiles></trt:GetProfilesResponse>`),
  );
  expect(profiles).toEqual([
    { token: 'p1', name: 'Main & only', encoding: 'H264', widthPx: 1920, heightPx: 1080, steerable: true },
  ]);
  const media2 = profilesOf(
    bodyOf(
      `<GetProfilesResponse><Profiles token="t"><Name>Second</Name><Configurations><VideoEncoder><Encoding>H265</Encoding></VideoEncoder></Configurations></Profiles></GetProfilesResponse>`,
    ),
  );
  expect(media2[0]).toMatchObject({ token: 't', encoding: 'H265', widthPx: null, steerable: false });
});

test('time, services, device, presets, addresses and discovery', () => {
  expect(
    timeOf(
      bodyOf(
        '<GetSystemDateAndTimeResponse><SystemDateAndTime><UTCDateTime><Time><Hour>3</Hour><Minute>4</Minute><Second>5</Second></Time><Date><Year>2026</Year><Month>2</Month><Day>28</Day></Date></UTCDateTime></SystemDateAndTime></GetSystemDateAndTimeResponse>',
      ),
    ),
  ).toBe(Date.UTC(2026, 1, 28, 3, 4, 5));
  expect(timeOf(bodyOf('<GetSystemDateAndTimeResponse/>'))).toBeNull();
  const services = servicesOf(
    bodyOf(
      '<GetServicesResponse><Service><Namespace>http://www.onvif.org/ver10/media/wsdl</Namespace><XAddr> http://192.168.0.9/onvif/media </XAddr></Service></GetServicesResponse>',
    ),
  );
  expect(services.get('http://www.onvif.org/ver10/media/wsdl')).toBe('http://192.168.0.9/onvif/media');
  const old = servicesOf(
    bodyOf(
      '<GetCapabilitiesResponse><Capabilities><PTZ><XAddr>http://192.168.0.9/ptz</XAddr></PTZ></Capabilities></GetCapabilitiesResponse>',
    ),
  );
  expect([...old]).toEqual([['http://www.onvif.org/ver20/ptz/wsdl', 'http://192.168.0.9/ptz']]);
  expect(
    deviceOf(
      bodyOf(
        '<GetDeviceInformationResponse><Manufacturer>Acme</Manufacturer><Model>X1</Model></GetDeviceInformationResponse>',
      ),
    ),
  ).toBe('Acme X1');
  expect(
    presetsOf(
      bodyOf(
        '<GetPresetsResponse><Preset token="1"><Name>Gate</Name></Preset><Preset token="2"/></GetPresetsResponse>',
      ),
    ),
  ).toEqual([
    { token: '1', name: 'Gate' },
    { token: '2', name: '2' },
  ]);
  expect(
    uriOf(
      bodyOf(
        '<GetStreamUriResponse><MediaUri><Uri>rtsp://1.2.3.4/a?b=1&amp;c=2</Uri></MediaUri></GetStreamUriResponse>',
      ),
    ),
  ).toBe('rtsp://1.2.3.4/a?b=1&c=2');
  expect(
    matchesOf(
      bodyOf(
        '<ProbeMatches><ProbeMatch><XAddrs>http://10.0.0.7/onvif/device_service http://[fe80::1]/x</XAddrs><Scopes>onvif://www.onvif.org/name/Gate_Cam%201 onvif://www.onvif.org/type/ptz</Scopes></ProbeMatch></ProbeMatches>',
      ),
    ),
  ).toEqual([
    { addresses: ['http://10.0.0.7/onvif/device_service', 'http://[fe80::1]/x'], name: 'Gate Cam 1' },
  ]);
});

test('faults by their meaning; what is no SOAP is said to be none', () => {
  const fault = (text: string) =>
    readSoap(
      wrap(`<Fault><Code><Value>Sender</Value><Subcode><Value>${text}</Value></Subcode></Code></Fault>`),
    );
  expect(fault('ter:NotAuthorized')).toEqual({ ok: false, fault: 'not-authorized' });
  expect(fault('ter:ActionNotSupported')).toEqual({ ok: false, fault: 'not-supported' });
  expect(fault('ter:InvalidArgVal')).toEqual({ ok: false, fault: 'refused' });
  for (const text of ['', '<html><body>404</body></html>', '{"a":1}', '<a><b', '\u0000'])
    expect(readSoap(text).ok, text).toBe(false);
});

test('an entity bomb is not unfolded, and names of the prototype are no fields', () => {
  const bomb =
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Envelope><Body><A>&b;</A></Body></Envelope>';
  const read = readSoap(bomb);
  if (read.ok) expect(JSON.stringify(read.body).length).toBeLessThan(200);
  expect(at({}, 'constructor')).toBeUndefined();
  expect(
    readSoap('<Envelope><Body><__proto__><polluted>1</polluted></__proto__></Body></Envelope>'),
  ).toBeDefined();
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('of an address that a camera gives only port and path are used', () => {
  expect(placeOf('rtsp://192.168.1.5/stream1?x=1', 'rtsp:')).toEqual({ port: 554, path: '/stream1?x=1' });
  expect(placeOf('http://evil.example:8081/snap.jpg', 'http:')).toEqual({ port: 8081, path: '/snap.jpg' });
  for (const uri of ['file:///etc/passwd', 'rtsps://a/b', 'not an address', 'http://a/b'])
    expect(placeOf(uri, 'rtsp:'), uri).toBeNull();
});
