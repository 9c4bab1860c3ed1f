/* The map on the real server: floors drawn and saved under a revision, pictures, and the city map in parts. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Basemap, Floor, MapObject, MapView } from '../../src/modules/map/model.ts';
import { tinyPng } from '../support/pictures.ts';
import { tinyCity } from '../support/pmtiles.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';

let post: TestPost;
let rso: Person;
let officer: Person;
beforeAll(async () => {
  post = await openTestPost();
  rso = await post.as('rso');
  officer = await post.as('watch-officer');
});
afterAll(() => post.close());

const HERE = { lat: 37.5, lon: 127 };
const square = [HERE, { lat: 37.501, lon: 127 }, { lat: 37.501, lon: 127.001 }];
const building: MapObject = { id: 'obj_a', kind: 'building', name: 'Chancery', shape: square, bound: null };
const door: MapObject = { id: 'obj_b', kind: 'door', name: 'Main door', shape: [HERE], bound: null };
const placement = { centre: HERE, widthM: 80, bearingDeg: 0 };
const view = async (who = officer) => (await who.get('/map')).body as unknown as MapView;
async function floor(name: string): Promise<Floor> {
  const answer = await rso.post('/map/floors', { name: { en: name }, level: 0 });
  expect(answer.status).toBe(201);
  return answer.body['floor'] as Floor;
}
const draw = (id: string, revision: number, objects: readonly unknown[], more = {}) =>
  rso.post(`/map/floors/${id}/drawing`, { revision, objects, ...more });
const last = async (kind: string) => (await post.entries()).findLast((entry) => entry.kind === kind);

test('a post without a drawing has no floors and no city map', async () => {
  expect(await view()).toEqual({ floors: [], basemap: null });
});

test('a floor is added, named once only, drawn, and each act stands in the ledger', async () => {
  const ground = await floor('Ground floor');
  expect((await rso.post('/map/floors', { name: { en: ' ground FLOOR' }, level: 1 })).body['code']).toBe(
    'floor-name-taken',
  );
  const drawn = await draw(ground.id, 1, [building, door]);
  expect(drawn).toMatchObject({ status: 200, body: { floor: { revision: 2, changedBy: 'The rso' } } });
  expect((await view()).floors[0]?.objects).toEqual([building, door]);
  expect((await last('floor.drawn'))?.body).toMatchObject({
    name: 'Ground floor',
    revision: 2,
    added: 2,
    changed: 0,
    removed: 0,
    byName: 'The rso',
  });
  await draw(ground.id, 2, [{ ...building, name: 'Chancery building' }]);
  expect((await last('floor.drawn'))?.body).toMatchObject({ added: 0, changed: 1, removed: 1 });
});

test('who saves over a newer drawing is told who saved it, and nothing is lost', async () => {
  const roof = await floor('Roof');
  expect((await draw(roof.id, 1, [building])).status).toBe(200);
  const late = await draw(roof.id, 1, [door]);
  expect(late).toMatchObject({ status: 409, body: { code: 'floor-changed' } });
  expect(late.text).toContain('The rso saved this floor meanwhile');
  expect((await view()).floors.find((each) => each.id === roof.id)?.objects).toEqual([building]);
});

test('a watch officer sees the map and may not draw; somebody without a session sees nothing', async () => {
  const [first] = (await view()).floors;
  const refused = await officer.post(`/map/floors/${first?.id}/drawing`, { revision: 3, objects: [] });
  expect(refused.status).toBe(403);
  expect((await officer.post('/map/floors', { name: { en: 'X' }, level: 0 })).status).toBe(403);
  expect((await officer.post('/map/basemap/uploads', { fileName: 'x', bytes: 200 })).status).toBe(403);
  expect((await post.anybody().get('/map')).status).toBe(401);
});

test('what is drawn stands for a zone or device that is there, once on a floor', async () => {
  const zone = (await rso.post('/zones', { name: { en: 'Consular' } })).body['zone'] as { id: string };
  const cellar = await floor('Cellar');
  const drawn: MapObject = { ...building, kind: 'zone', name: 'Hall', bound: zone.id };
  expect((await draw(cellar.id, 1, [{ ...drawn, bound: 'zon_gone' }])).body['code']).toBe('bound-unknown');
  expect((await draw(cellar.id, 1, [{ ...building, bound: zone.id }])).body['code']).toBe('bound-unknown');
  const twice = [drawn, { ...drawn, id: 'obj_c' }];
  expect((await draw(cellar.id, 1, twice)).body['code']).toBe('bound-twice');
  await post.until('the new zone is known', async () => (await draw(cellar.id, 1, [drawn])).status === 200);
});

test('shapes that cannot be drawn are refused with a sentence, and stray fields with a fault', async () => {
  const attic = await floor('Attic');
  const flat = await draw(attic.id, 1, [{ ...building, shape: square.slice(0, 2) }]);
  expect(flat).toMatchObject({ status: 422, body: { code: 'shape-malformed' } });
  expect(flat.text).toContain('The shape of \\"Chancery\\" has too few');
  for (const bad of [
    { ...door, shape: [{ lat: 91, lon: 0 }] },
    { ...door, kind: 'tank' },
    { ...door, colour: 'red' },
    { ...door, name: 'x'.repeat(81) },
  ])
    expect((await draw(attic.id, 1, [bad])).status).toBe(400);
  expect((await draw(attic.id, 1, [door, door])).body['code']).toBe('object-twice');
});

test('a picture is laid under the floor, moved with the drawing, read back, and taken away', async () => {
  const hall = await floor('Hall');
  const png = tinyPng(40, 30);
  const image = (bytes: Buffer) =>
    rso.post(`/map/floors/${hall.id}/image`, { revision: 1, base64: bytes.toString('base64'), placement });
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  expect(await image(svg)).toMatchObject({ status: 422, body: { code: 'image-kind-unknown' } });
  expect((await image(png.subarray(0, 20))).body['code']).toBe('image-broken');
  expect((await image(tinyPng(9_000, 10))).body['code']).toBe('image-too-large');
  const large = Buffer.concat([png, Buffer.alloc(5_000_001)]);
  expect(await image(large)).toMatchObject({ status: 413, body: { code: 'image-too-large' } });
  expect(await image(png)).toMatchObject({
    status: 200,
    body: { floor: { revision: 2, image: { widthPx: 40, heightPx: 30, type: 'image/png', widthM: 80 } } },
  });
  const read = await fetch(`${post.url}/api/map/floors/${hall.id}/image`, {
    headers: { cookie: officer.cookie() },
  });
  expect(read.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from(await read.arrayBuffer()).equals(png)).toBe(true);
  const turned = await draw(hall.id, 2, [], { placement: { ...placement, bearingDeg: 15 } });
  expect(turned.body['floor']).toMatchObject({ image: { bearingDeg: 15, widthM: 80 } });
  expect((await rso.post(`/map/floors/${hall.id}/image/remove`, { revision: 3 })).status).toBe(200);
  expect((await officer.get(`/map/floors/${hall.id}/image`)).status).toBe(404);
  expect((await last('floor.image-set'))?.body).toMatchObject({ name: 'Hall', bytes: png.length });
  expect((await rso.delete(`/map/floors/${hall.id}`)).status).toBe(200);
  expect((await draw(hall.id, 4, [])).status).toBe(404);
});

async function load(bytes: Buffer, fileName = 'city.pmtiles', part = 300) {
  const begun = await rso.post('/map/basemap/uploads', { fileName, bytes: bytes.length });
  expect(begun.status).toBe(201);
  const id = begun.body['id'] as string;
  for (let at = 0; at < bytes.length; at += part) {
    const base64 = bytes.subarray(at, at + part).toString('base64');
    const answer = await rso.post(`/map/basemap/uploads/${id}`, { offset: at, base64 });
    expect(answer.body['received']).toBe(Math.min(bytes.length, at + part));
    // The answer was lost and the part comes again: it is taken as come.
    const again = await rso.post(`/map/basemap/uploads/${id}`, { offset: at, base64 });
    expect(again.body['received']).toBe(Math.min(bytes.length, at + part));
  }
  return rso.post(`/map/basemap/uploads/${id}/finish`, {});
}
const stored = () => readdirSync(join(post.database.dataDir, 'post/map'));

test('an administrator loads a city map in parts, and the screens read it by ranges', async () => {
  const city = tinyCity();
  const loaded = await load(city);
  expect(loaded).toMatchObject({ status: 200, body: { basemap: { tiles: 'vector', maxZoom: 0 } } });
  const map = loaded.body['basemap'] as Basemap;
  expect((await view()).basemap).toMatchObject({ id: map.id, bytes: city.length, there: true });
  expect((await last('basemap.loaded'))?.body).toMatchObject({
    fileName: 'city.pmtiles',
    sha256: map.sha256,
  });
  const part = (range?: string) =>
    fetch(`${post.url}/api/map/basemap/${map.id}`, {
      headers: { cookie: officer.cookie(), ...(range === undefined ? {} : { range }) },
    });
  const head = await part('bytes=0-16383');
  expect(head.status).toBe(206);
  expect(head.headers.get('content-range')).toBe(`bytes 0-${city.length - 1}/${city.length}`);
  expect(Buffer.from(await head.arrayBuffer()).equals(city)).toBe(true);
  const middle = await part('bytes=7-9');
  expect(Buffer.from(await middle.arrayBuffer())).toEqual(city.subarray(7, 10));
  for (const bad of [
    undefined,
    'bytes=0-',
    'bytes=0-99999999',
    'bytes=5-1',
    `bytes=${city.length}-${city.length + 1}`,
  ])
    expect((await part(bad)).status, bad).toBe(422);
});

test('a file that is no city map, is cut, or comes out of order changes nothing', async () => {
  const city = tinyCity();
  const before = (await view()).basemap;
  expect((await load(Buffer.alloc(500, 1))).body['code']).toBe('basemap-not-pmtiles');
  expect((await load(city.subarray(0, -5))).body['code']).toBe('basemap-cut');
  const zstd = Buffer.from(city);
  zstd.writeUInt8(4, 98);
  expect((await load(zstd)).body['code']).toBe('basemap-packed');
  const begun = await rso.post('/map/basemap/uploads', { fileName: 'x.pmtiles', bytes: 500 });
  const id = begun.body['id'] as string;
  const skip = { offset: 100, base64: Buffer.alloc(10).toString('base64') };
  expect((await rso.post(`/map/basemap/uploads/${id}`, skip)).body['code']).toBe('upload-out-of-order');
  expect((await rso.post(`/map/basemap/uploads/${id}/finish`, {})).body['code']).toBe('upload-out-of-order');
  const other = await post.as('technician');
  expect((await other.post('/map/basemap/uploads', { fileName: 'y', bytes: 500 })).body['code']).toBe(
    'basemap-busy',
  );
  expect((await rso.post('/map/basemap/uploads', { fileName: 'y', bytes: 5e9 })).status).toBe(413);
  expect((await view()).basemap).toEqual(before);
});

test('a new city map takes the place of the old one, and its file goes; none leaves a plain ground', async () => {
  const old = (await view()).basemap?.id;
  expect((await load(tinyCity(), 'newer.pmtiles', 2_000)).status).toBe(200);
  const now = (await view()).basemap;
  expect(now?.fileName).toBe('newer.pmtiles');
  expect(stored()).toEqual([`${now?.id}.pmtiles`]);
  expect((await officer.get(`/map/basemap/${old}`)).status).toBe(422);
  expect((await officer.delete('/map/basemap')).status).toBe(403);
  expect((await rso.delete('/map/basemap')).status).toBe(200);
  expect((await view()).basemap).toBeNull();
  expect(stored()).toEqual([]);
  expect((await rso.delete('/map/basemap')).status).toBe(404);
});
