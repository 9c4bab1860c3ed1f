import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { useKitWords } from './kit-words.ts';

/** The first thing to type or choose takes the focus, rather than the cross. */
const FIRST_CONTROL = 'input, textarea, select, [role="combobox"], [role="checkbox"], button';

/**
 * A sheet over the detail pane, at the inline end. No backdrop and not modal: the queue stays in view and
 * in reach, and a press outside leaves the sheet open. Escape and the cross close it.
 */
export function SideSheet(props: {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** Buttons at the foot, the main one first. */
  actions?: ReactNode;
  className?: string;
}) {
  const body = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root
      open={props.open}
      modal={false}
      disablePointerDismissal
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Popup
          initialFocus={() => body.current?.querySelector<HTMLElement>(FIRST_CONTROL) ?? true}
          className={classes(
            'fixed inset-y-0 end-0 z-40 flex w-full flex-col border-s border-edge bg-panel md:top-bar md:w-[400px] 2xl:w-[480px]',
            props.className,
          )}
        >
          <SheetHead title={props.title} />
          <div ref={body} className="min-h-0 flex-1 overflow-y-auto p-4">
            {props.children}
          </div>
          {props.actions !== undefined && (
            <div className="flex flex-wrap gap-2 border-t border-line p-4">{props.actions}</div>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function SheetHead(props: { title: string }) {
  const say = useKitWords();
  return (
    <div className="flex shrink-0 items-center gap-2 border-b border-line p-4">
      <Dialog.Title className="m-0 min-w-0 flex-1 text-title font-bold">{props.title}</Dialog.Title>
      <Dialog.Close
        aria-label={say('kit.close')}
        className="grid size-control place-items-center rounded-corner hover:bg-raised"
      >
        <X size={20} aria-hidden="true" />
      </Dialog.Close>
    </div>
  );
}

/** A dialog that takes the whole screen's attention. Only where no queue is behind: sign-on and first run. */
export function ModalDialog(props: {
  open: boolean;
  title: string;
  children: ReactNode;
  /** Without it the dialog cannot be left: sign-on. */
  onClose?: () => void;
}) {
  const { onClose } = props;
  return (
    <Dialog.Root
      open={props.open}
      modal={onClose === undefined ? 'trap-focus' : true}
      disablePointerDismissal
      onOpenChange={(open) => {
        if (!open) onClose?.();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-ground" />
        <Dialog.Popup className="fixed start-1/2 top-1/2 z-50 max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] max-w-[520px] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-corner border border-edge bg-panel rtl:translate-x-1/2">
          {onClose === undefined ? (
            <Dialog.Title className="m-0 border-b border-line p-4 text-title font-bold">
              {props.title}
            </Dialog.Title>
          ) : (
            <SheetHead title={props.title} />
          )}
          <div className="p-4">{props.children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
