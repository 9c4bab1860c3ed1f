import { useQuery } from '@tanstack/react-query';
import { Download, X } from 'lucide-react';
import { Suspense, lazy, useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { buttonClasses } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { useKitWords } from '../../../ui/kit-words.ts';
import { ErrorState, LoadingState } from '../../../ui/states.tsx';
import type { OrderFile } from '../model.ts';
import { useWords } from './words.ts';

const PdfPages = lazy(() => import('./pdf-pages.tsx').then((file) => ({ default: file.PdfPages })));

const urlOf = (file: OrderFile): string => `/api/order-files/${encodeURIComponent(file.id)}`;
/** A document of 10 MB on a slow line. */
const FETCH_MS = 60_000;

async function fetchFile(file: OrderFile): Promise<ArrayBuffer> {
  const answer = await fetch(urlOf(file), { signal: AbortSignal.timeout(FETCH_MS) });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.arrayBuffer();
}

function Shown(props: { file: OrderFile }) {
  const { file } = props;
  const say = useWords();
  const asked = useQuery({
    queryKey: ['order-file', file.id],
    queryFn: () => fetchFile(file),
    // A file never changes; what is large is not kept when nobody looks at it.
    staleTime: Infinity,
    gcTime: 60_000,
    enabled: !file.type.startsWith('image/'),
  });
  if (file.type.startsWith('image/'))
    return <img src={urlOf(file)} alt={file.name} className="block h-auto max-w-full" />;
  if (asked.error !== null)
    return <ErrorState title={say('orders.fileFailed')} todo={say('orders.fileFailedTodo')} />;
  if (asked.data === undefined) return <LoadingState />;
  if (file.type === 'application/pdf')
    return (
      <Suspense fallback={<LoadingState />}>
        <PdfPages bytes={asked.data} />
      </Suspense>
    );
  return (
    <pre dir="auto" className="m-0 font-sans text-body whitespace-pre-wrap">
      {new TextDecoder().decode(asked.data)}
    </pre>
  );
}

/**
 * Where the panel stands within the screen, under the bar and its bands: over the map beside the detail (whose widths
 * these are), never over the queue of a wide desk; or at the end, where the detail has the screen to itself.
 */
const PLACES = {
  beside:
    'md:end-[400px] md:w-[440px] min-[100rem]:end-[480px] min-[100rem]:w-[calc(100%-1120px)] min-[150rem]:end-[600px] min-[150rem]:w-[calc(100%-1400px)]',
  end: 'md:end-0 md:w-[min(560px,50%)]',
} as const;

/**
 * A document beside the card: the card and the queue stay in reach of pointer and Tab. It takes the focus when it
 * opens and gives it back when it closes. Escape inside and the cross close it.
 */
export function DocumentPanel(props: { file: OrderFile; place: keyof typeof PLACES; onClose: () => void }) {
  const { file } = props;
  const say = useWords();
  const kit = useKitWords();
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return createPortal(
    <div
      ref={panel}
      role="dialog"
      aria-label={file.name}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        event.nativeEvent.stopImmediatePropagation();
        props.onClose();
      }}
      className={classes(
        'absolute inset-y-0 z-30 flex flex-col border-x border-edge bg-panel max-md:fixed max-md:inset-0 max-md:z-40',
        PLACES[props.place],
      )}
    >
      <div className="flex shrink-0 items-center gap-2 border-b border-line p-3">
        <h2 className="m-0 min-w-0 flex-1 truncate text-bar font-bold">{file.name}</h2>
        <a href={urlOf(file)} download={file.name} className={buttonClasses('secondary', 'small')}>
          <Download size={16} aria-hidden="true" />
          {say('orders.save-copy')}
        </a>
        <button
          type="button"
          aria-label={kit('kit.close')}
          onClick={props.onClose}
          className="grid size-control place-items-center rounded-corner hover:bg-raised"
        >
          <X size={20} aria-hidden="true" />
        </button>
      </div>
      <div tabIndex={0} role="region" aria-label={file.name} className="min-h-0 flex-1 overflow-y-auto p-4">
        <Shown file={file} />
      </div>
    </div>,
    document.querySelector('main') ?? document.body,
  );
}
