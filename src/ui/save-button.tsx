import { Download } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { fetchFile, saveFile } from './save-file.ts';
import { Notice } from './states.tsx';

/** A button that saves a file of the server: busy while it is made, and what the server refuses is said beneath. */
export function SaveButton(props: { url: string; children: ReactNode }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      saveFile(await fetchFile(props.url));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  return (
    <>
      <Button kind="ghost" icon={<Download size={16} />} busy={busy} onClick={() => void save()}>
        {props.children}
      </Button>
      {problem !== null && (
        <div className="basis-full">
          <Notice tone="problem">{problem}</Notice>
        </div>
      )}
    </>
  );
}
