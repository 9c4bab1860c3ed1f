import { compileMessage } from '@lingui/message-utils/compileMessage';
import { compileWordsWith } from '../../src/ui/words.ts';

compileWordsWith(compileMessage);
