import { Type, type TSchema } from 'typebox';

/** A JSON object whose fields are written down in a model's TypeScript type; `fields` must be there. */
export const shape = <T>(...fields: readonly (keyof T & string)[]) =>
  Type.Unsafe<T>({
    type: 'object',
    required: [...fields],
    properties: Object.fromEntries(fields.map((field) => [field, {}])),
  });

/** One of a list of words. */
export const word = <const W extends readonly string[]>(words: W) =>
  Type.Unsafe<W[number]>({ type: 'string', enum: [...words] });

/** An object that takes no other fields: a misspelt one is refused, not ignored. */
export const strict = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });

/** Words of people: something to see when `min` is above 0, no control characters but tab and line break. */
export const text = (min: number, max: number) =>
  Type.String({
    minLength: min,
    maxLength: max,
    pattern: `^${min > 0 ? '(?=[\\s\\S]*\\S)' : ''}[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f\\ud800-\\udfff]*$`,
  });
export const instant = () => Type.String({ format: 'date-time', maxLength: 40 });
export const position = () =>
  strict({
    lat: Type.Number({ minimum: -90, maximum: 90 }),
    lon: Type.Number({ minimum: -180, maximum: 180 }),
  });
export const id = () => Type.String({ pattern: '^[a-z]{3}_[0-9a-zA-Z_-]{1,60}$' });
export const nothing = () => Type.Object({}, { additionalProperties: false });

/** A name in each language, English always: `{ en: 'Gate 1', ko: '1번 출입문' }`. */
export const names = <T>() =>
  Type.Unsafe<T>({
    type: 'object',
    required: ['en'],
    properties: { en: text(1, 120) },
    patternProperties: { '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$': text(1, 120) },
    additionalProperties: false,
    maxProperties: 12,
  });

/** A file in a body, in base64. One larger than may be kept still comes in, so that it is refused with its own sentence. */
const fileRoom = (maxBytes: number): number => Math.ceil((maxBytes * 1.2) / 3) * 4;
export const file = (maxBytes: number) =>
  strict({
    name: text(1, 200),
    base64: Type.String({ minLength: 1, maxLength: fileRoom(maxBytes), pattern: '^[A-Za-z0-9+/]+=*$' }),
  });
/** What a body with such a file may weigh. */
export const bodyWithFile = (maxBytes: number): number => fileRoom(maxBytes) + 64 * 1024;
