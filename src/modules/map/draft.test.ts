import { expect, test } from 'vitest';
import { distanceM } from '../../kernel/geo.ts';
import { toInstant } from '../../kernel/time.ts';
import {
  addObjects,
  changeObject,
  draftOf,
  isDrawn,
  MAX_UNDO,
  nudgeObject,
  redo,
  removeObject,
  savedAs,
  undo,
} from './draft.ts';
import type { Floor, MapObject } from './model.ts';

const floor: Floor = {
  id: 'flo_1',
  name: { en: 'Ground' },
  level: 0,
  revision: 4,
  objects: [],
  image: null,
  changedAt: toInstant(0),
  changedBy: 'Kim',
};
const door: MapObject = {
  id: 'obj_1',
  kind: 'door',
  name: 'Gate',
  shape: [{ lat: 37.5, lon: 127 }],
  bound: null,
};

test('each act can be undone and done again, and undone to the start nothing is drawn', () => {
  const drawn = changeObject(addObjects(draftOf(floor), [door]), 'obj_1', { name: 'Main gate' });
  expect(drawn.now.objects[0]?.name).toBe('Main gate');
  const once = undo(drawn);
  expect(once.now.objects[0]?.name).toBe('Gate');
  expect(redo(once).now).toBe(drawn.now);
  const start = undo(undo(once));
  expect(start.now.objects).toEqual([]);
  expect([isDrawn(drawn), isDrawn(start)]).toEqual([true, false]);
});

test('a new act ends what could be done again', () => {
  const back = undo(addObjects(draftOf(floor), [door]));
  expect(redo(addObjects(back, [{ ...door, id: 'obj_2' }])).now.objects.map((each) => each.id)).toEqual([
    'obj_2',
  ]);
});

test('a nudge moves a thing by metres, east and north', () => {
  const [thing] = nudgeObject(addObjects(draftOf(floor), [door]), 'obj_1', 3, 4).now.objects;
  const at = thing?.shape[0] ?? { lat: 0, lon: 0 };
  expect(distanceM({ lat: 37.5, lon: 127 }, at)).toBeCloseTo(5, 1);
  expect(at.lat > 37.5 && at.lon > 127).toBe(true);
});

test('what is drawn while the server saves is still to be saved', () => {
  const sent = addObjects(draftOf(floor), [door]);
  const more = removeObject(sent, 'obj_1');
  const after = savedAs(more, sent.now, { ...floor, revision: 5 });
  expect(after.revision).toBe(5);
  expect(isDrawn(after)).toBe(true);
  expect(isDrawn(savedAs(sent, sent.now, { ...floor, revision: 5 }))).toBe(false);
});

test('the stack of steps has a limit', () => {
  let draft = addObjects(draftOf(floor), [door]);
  for (let i = 0; i < MAX_UNDO + 50; i++) draft = changeObject(draft, 'obj_1', { name: `n${i}` });
  expect(draft.past).toHaveLength(MAX_UNDO);
});
