import { newId } from '../../../kernel/id.ts';
import { nowMs } from '../../../ui/clock.ts';

/** An id for a thing that was just drawn. */
export const newObjectId = (): string => newId<'object'>('obj', nowMs());
