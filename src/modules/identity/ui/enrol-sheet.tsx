import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Button } from '../../../ui/button.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { useNow } from '../../../ui/clock.ts';
import { ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import type { Person } from '../model.ts';
import { useIdentityCalls } from './calls.ts';
import type { Enrolment } from './calls.ts';
import { useWords } from './words.ts';

function Countdown(props: { enrolment: Enrolment; onAgain: () => void }) {
  const say = useWords();
  const left = Math.floor((Date.parse(props.enrolment.expiresAt) - useNow()) / 1000);
  if (left <= 0) {
    return (
      <Notice
        tone="problem"
        action={
          <Button size="small" onClick={props.onAgain}>
            {say('identity.enrolAgain')}
          </Button>
        }
      >
        {say('identity.enrolOver')}
      </Notice>
    );
  }
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  return <p className="m-0 text-body text-ink-2">{say('identity.enrolLeft', { clock })}</p>;
}

/** Draws the paths of the server's SVG ourselves: no markup from outside enters the page. */
function PictureCode(props: { svg: string; label: string }) {
  const { viewBox, paths } = useMemo(() => {
    const root = new DOMParser().parseFromString(props.svg, 'image/svg+xml').documentElement;
    return {
      viewBox: root.getAttribute('viewBox') ?? '0 0 33 33',
      paths: [...root.querySelectorAll('path')].map((path) => ({
        d: path.getAttribute('d') ?? '',
        fill: path.getAttribute('fill') ?? (path.hasAttribute('stroke') ? 'none' : '#000000'),
        stroke: path.getAttribute('stroke') ?? undefined,
      })),
    };
  }, [props.svg]);
  return (
    <svg
      role="img"
      aria-label={props.label}
      viewBox={viewBox}
      shapeRendering="crispEdges"
      className="aspect-square w-full max-w-[320px] rounded-corner bg-[#ffffff] p-3"
    >
      {paths.map((path) => (
        <path key={path.d} {...path} />
      ))}
    </svg>
  );
}

/** A one-time picture code for a phone, with the time it still works. */
export function EnrolSheet(props: { person: Person; onClose: () => void }) {
  const say = useWords();
  const calls = useIdentityCalls();
  const query = useQuery({
    queryKey: ['enrolment', props.person.id],
    queryFn: () => calls.enrolPhone(props.person.id),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  const { data, error } = query;
  return (
    <SideSheet open onClose={props.onClose} title={say('identity.enrolTitle', { name: props.person.name })}>
      {data === undefined && error === null && <LoadingState />}
      {data === undefined && error !== null && (
        <ErrorState
          title={say('identity.enrolFailed')}
          todo={error.message}
          action={<Button onClick={() => void query.refetch()}>{say('identity.tryAgain')}</Button>}
        />
      )}
      {data !== undefined && (
        <div className="grid gap-4">
          <p className="m-0 text-body">{say('identity.enrolWords')}</p>
          <PictureCode svg={data.qrSvg} label={say('identity.enrolPicture', { name: props.person.name })} />
          <Countdown enrolment={data} onAgain={() => void query.refetch()} />
          <p className="m-0 text-table text-ink-2">{say('identity.enrolOr')}</p>
          <p className="m-0 font-mono text-table break-all select-all">{data.url}</p>
          <p className="m-0 font-mono text-title select-all">{data.code}</p>
        </div>
      )}
    </SideSheet>
  );
}
