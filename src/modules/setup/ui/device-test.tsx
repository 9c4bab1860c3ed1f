import { useEffect, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { useNow } from '../../../ui/clock.ts';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Notice } from '../../../ui/states.tsx';
import { nameIn } from '../../../ui/direction.ts';
import { LocalTime } from '../../../ui/time.tsx';
import { useLanguage } from '../../../ui/words.ts';
import type { Device } from '../../technical/model.ts';
import { useSetupCalls, type Heard } from './calls.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

const WAIT_S = 60;
const LOOK_MS = 1_000;

/**
 * Press it now. Idle, until the test is begun. Waiting: for 60 seconds the next signal is looked for. Heard, or
 * nothing came: said. The test window on the server ends when the sheet is closed, or by itself after ten minutes.
 */
export function DeviceTest(props: { device: Device; onClose: () => void }) {
  const { device, onClose } = props;
  const say = useWords();
  const calls = useSetupCalls();
  const { language } = useLanguage();
  const now = useNow();
  const [from, setFrom] = useState<string | null>(null);
  const [untilMs, setUntilMs] = useState(0);
  const [heard, setHeard] = useState<Heard | null>(null);
  const command = useCommand();
  const name = nameIn(device.name, language);
  const leftS = Math.max(0, Math.ceil((untilMs - now) / 1000));
  const waiting = from !== null && heard === null && leftS > 0;
  useEffect(() => {
    if (!waiting || from === null) return;
    const timer = setInterval(() => {
      calls.tests(device.id).then(
        (answer) => setHeard(answer.heard.find((each) => each.at >= from) ?? null),
        () => undefined,
      );
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [calls, device.id, from, waiting]);
  const begin = () =>
    command.run('begin', async () => {
      await calls.startTest(device.id);
      const { device: tested } = await calls.tests(device.id);
      setHeard(null);
      setUntilMs(now + WAIT_S * 1000);
      setFrom(tested.test?.from ?? null);
    });
  const close = () => {
    if (from !== null) void calls.endTest(device.id).finally(onClose);
    else onClose();
  };
  return (
    <SideSheet open onClose={close} title={say('setup.testThing', { name })}>
      <div className="grid gap-4">
        <p className="m-0 text-body">{say('setup.testHint')}</p>
        {waiting && <p role="status">{say('setup.pressNow', { n: leftS })}</p>}
        {heard !== null && (
          <Notice tone="done">
            {say('setup.heard', { code: heard.code, kind: heard.kind, protocol: heard.protocol })}{' '}
            <LocalTime atMs={Date.parse(heard.at)} />
          </Notice>
        )}
        {from !== null && heard === null && leftS === 0 && (
          <Notice tone="problem">{say('setup.nothingHeard')}</Notice>
        )}
        {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
        {!waiting && (
          <Button kind="primary" size="large" busy={command.busy !== null} onClick={() => void begin()}>
            {say(from === null ? 'setup.beginTest' : 'setup.testAgain')}
          </Button>
        )}
        <Button onClick={close}>{say('setup.endTest')}</Button>
      </div>
    </SideSheet>
  );
}
