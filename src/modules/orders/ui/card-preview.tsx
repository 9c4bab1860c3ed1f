import { Suspense, lazy, useState } from 'react';
import { SopCard } from '../../watch/ui/sop-card.tsx';
import type { OrderFile, Sop } from '../model.ts';

const DocumentPanel = lazy(() =>
  import('./document-panel.tsx').then((file) => ({ default: file.DocumentPanel })),
);

const nothing = () => undefined;

/** The card as an officer sees it in an alarm; its documents open, nothing else can be pressed. */
export function CardPreview(props: { card: Sop; languages: readonly string[] }) {
  const [file, setFile] = useState<OrderFile | null>(null);
  return (
    <div className="max-w-[480px] rounded-corner border border-line bg-panel p-3">
      <SopCard
        sop={props.card}
        steps={[]}
        languages={props.languages}
        disabled
        busyStep={null}
        send={null}
        acts={{ onStep: nothing, onAsk: nothing, onTimer: nothing, onClose: nothing, onFile: setFile }}
      />
      <Suspense>
        {file !== null && (
          <DocumentPanel key={file.id} file={file} place="end" onClose={() => setFile(null)} />
        )}
      </Suspense>
    </div>
  );
}
