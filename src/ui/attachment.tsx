import { Paperclip, X } from 'lucide-react';
import { FileButton } from './file-button.tsx';
import { IconButton } from './icon-button.tsx';
import { useKitWords } from './kit-words.ts';

/** What the server keeps; other kinds are refused with a sentence. */
const ACCEPTED = 'application/pdf,image/png,image/jpeg,text/plain,.pdf,.png,.jpg,.jpeg,.txt';

/** The file that goes with what is being written: chosen, shown by name, taken off again. */
export function AttachFile(props: {
  file: File | null;
  disabled?: boolean;
  onFile: (file: File | null) => void;
}) {
  const say = useKitWords();
  const { file } = props;
  if (file === null)
    return (
      <FileButton
        accept={ACCEPTED}
        icon={<Paperclip size={18} aria-hidden />}
        iconOnly
        disabled={props.disabled ?? false}
        onFile={props.onFile}
      >
        {say('kit.attach')}
      </FileButton>
    );
  return (
    <span className="inline-flex max-w-[45%] min-w-0 items-center gap-1 text-table text-ink-2">
      <Paperclip size={16} aria-hidden className="shrink-0" />
      <bdi className="min-w-0 truncate">{file.name}</bdi>
      <IconButton
        label={say('kit.detach', { name: file.name })}
        icon={<X size={16} aria-hidden />}
        onClick={() => props.onFile(null)}
      />
    </span>
  );
}

interface Attached {
  readonly id: string;
  readonly name: string;
}
const isAttached = (value: unknown): value is Attached =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'string' &&
  'name' in value &&
  typeof value.name === 'string';

/** The file of an entry of the log as a link; nothing where the entry has none. */
export function AttachedFile(props: { file: unknown }) {
  const { file } = props;
  if (!isAttached(file)) return null;
  return (
    <a
      href={`/api/order-files/${encodeURIComponent(file.id)}`}
      target="_blank"
      rel="noopener"
      className="inline-flex min-h-[24px] max-w-full items-center gap-1 text-table text-ink-1 underline"
    >
      <Paperclip size={14} aria-hidden className="shrink-0" />
      <bdi className="min-w-0 truncate">{file.name}</bdi>
    </a>
  );
}
